const escapes = new Map([...`!"#%&()*+,/:<>?`].map((character) => [character, escaped(character)]))

/**
 * A value as a part of a path: the characters of a GS1 value that have a meaning in URIs are escaped
 * (GS1 Digital Link: URI Syntax, section 3.1).
 */
export const encodeValue = (value: string): string =>
  value.replace(/[!"#%&()*+,/:<>?]/g, (character) => escapes.get(character) ?? character)

/** Whether a value, however it is escaped, is taken as a step in a path: it cannot stand in one (URL Standard, section 4.4). */
export const isPathStep = (value: string): boolean => value === '.' || value === '..'

/** null where an escape is malformed. */
export function decodeValue(text: string): string | null {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}
