/** Greatest depth of objects and arrays in JSON text, counted without parsing: hostile nesting never reaches a parser. */
export function nestingDepth(json: Uint8Array): number {
  const [quote, backslash, openBrace, openBracket, closeBrace, closeBracket] = [34, 92, 123, 91, 125, 93]
  let depth = 0
  let greatest = 0
  let inString = false
  for (let index = 0; index < json.length; index++) {
    const byte = json[index]
    if (inString) {
      if (byte === backslash) index++
      else if (byte === quote) inString = false
    } else if (byte === quote) {
      inString = true
    } else if (byte === openBrace || byte === openBracket) {
      greatest = Math.max(greatest, ++depth)
    } else if (byte === closeBrace || byte === closeBracket) {
      depth--
    }
  }
  return greatest
}
