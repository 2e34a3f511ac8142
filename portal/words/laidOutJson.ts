/** Brackets within brackets that are laid out: with each one deeper, all lines within it get longer. */
const DEEPEST = 50

/** A string, a bracket, a comma, a colon, or a number or word. Blanks between them are left out. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g

/**
 * JSON with a line for each member, and else as it was written: a parser would change numbers (1.50, 1e999) and drop members
 * that come twice. What is no JSON, or too deep, stays as it is.
 */
export function laidOutJson(text: string): string {
  if (!isJson(text)) return text
  const lines: string[] = []
  let line = ''
  let depth = 0
  const end = () => {
    lines.push(line)
    line = '  '.repeat(depth)
  }
  let before = ''
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === ']' || token === '}') {
      depth -= 1
      if (before !== '[' && before !== '{') end()
    } else if (before === '[' || before === '{' || before === ',') {
      end()
    }
    line += token === ':' ? ': ' : token
    if (token === '[' || token === '{') {
      depth += 1
      if (depth > DEEPEST) return text
    }
    before = token
  }
  return [...lines, line].join('\n')
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
