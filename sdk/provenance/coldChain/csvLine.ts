/** Separators that exports of loggers use. */
export type Separator = ',' | ';' | '\t'

/**
 * The fields of one line of separated text (RFC 4180; fields do not reach over lines), with the spaces around them.
 * null where a quote is not closed or stands inside a field.
 */
export function splitLine(line: string, separator: Separator): string[] | null {
  if (!line.includes('"')) return line.split(separator)
  const fields: string[] = []
  let at = 0
  while (at <= line.length) {
    while (line[at] === ' ') at++
    if (line[at] !== '"') {
      const end = endOf(line, at, separator)
      const field = line.slice(at, end)
      if (field.includes('"')) return null
      fields.push(field)
      at = end + 1
      continue
    }
    let field = ''
    let close = line.indexOf('"', at + 1)
    let start = at + 1
    while (close !== -1 && line[close + 1] === '"') {
      field += line.slice(start, close + 1)
      start = close + 2
      close = line.indexOf('"', start)
    }
    if (close === -1) return null
    fields.push(field + line.slice(start, close))
    const end = endOf(line, close + 1, separator)
    if (line.slice(close + 1, end).trim() !== '') return null
    at = end + 1
  }
  return fields
}

function endOf(line: string, from: number, separator: Separator): number {
  const end = line.indexOf(separator, from)
  return end === -1 ? line.length : end
}
