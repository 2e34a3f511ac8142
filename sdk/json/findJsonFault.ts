/** Why JSON text cannot be trusted to mean the same to every reader, or to be read at all. */
export interface JsonFault {
  readonly kind: 'deep' | 'repeated' | 'reserved'
  /** Characters (UTF-16 units) before the fault. */
  readonly offset: number
}

const NONE: ReadonlySet<string> = new Set()
const [quote, comma, backslash] = [34, 44, 92]
const [openBracket, closeBracket, openBrace, closeBrace] = [91, 93, 123, 125]

/**
 * Looks in JSON text, before any parser does, for nesting deeper than the limit, a name that an object has twice, and the
 * name `__proto__`. RFC 8259, section 4, leaves repeated names to the reader: `JSON.parse` keeps the last value, others the
 * first, so two systems would read two records. In text that is no JSON it finds some of these or nothing.
 *
 * @param maximumDepth objects and arrays inside one another
 * @param repeatable names that an object may have twice
 */
export function findJsonFault(
  json: string,
  maximumDepth: number,
  repeatable: ReadonlySet<string> = NONE,
): JsonFault | null {
  // The names of the open object, null in an array; one set per depth, emptied for every object.
  const scopes: (Set<string> | null)[] = [null]
  const sets: Set<string>[] = []
  let depth = 0
  let expectsName = false
  for (let offset = 0; offset < json.length; offset++) {
    switch (json.charCodeAt(offset)) {
      case quote: {
        const end = closingQuote(json, offset)
        const names = scopes[depth]
        if (expectsName && names) {
          const name = decoded(json.slice(offset + 1, end))
          if (name === '__proto__') return { kind: 'reserved', offset }
          if (names.has(name) && !repeatable.has(name)) return { kind: 'repeated', offset }
          names.add(name)
        }
        expectsName = false
        offset = end
        break
      }
      case openBrace: {
        if (++depth > maximumDepth) return { kind: 'deep', offset }
        const names = sets[depth] ?? new Set()
        if (names.size > 0) names.clear()
        sets[depth] = names
        scopes[depth] = names
        expectsName = true
        break
      }
      case openBracket:
        if (++depth > maximumDepth) return { kind: 'deep', offset }
        scopes[depth] = null
        expectsName = false
        break
      case closeBrace:
      case closeBracket:
        depth = Math.max(0, depth - 1)
        expectsName = false
        break
      case comma:
        expectsName = true
        break
    }
  }
  return null
}

/** A quote ends the string unless an odd number of backslashes stands before it. */
export function closingQuote(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end !== -1; end = json.indexOf('"', end + 1)) {
    let before = end - 1
    while (json.charCodeAt(before) === backslash) before--
    if ((end - before) % 2 === 1) return end
  }
  return json.length
}

/** Names may be written with escapes: `"\u0069d"` is `"id"`. */
function decoded(name: string): string {
  if (!name.includes('\\')) return name
  try {
    return JSON.parse(`"${name}"`) as string
  } catch {
    return name
  }
}
