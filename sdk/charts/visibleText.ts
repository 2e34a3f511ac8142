/**
 * Characters that show nothing but can reorder or hide the text around them: controls, bidirectional embeddings,
 * overrides, isolates and marks (UAX #9, section 2), zero-width spaces, word joiners, line separators, tag
 * characters. The zero-width joiner and non-joiner stay: names in Persian and in Indic scripts need them.
 */
const invisibleCharacters =
  /(?![\t\n\r])[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

/** Text of others in which such characters become visible, as ⟦U+202E⟧. Tabs and ends of lines stay. */
export const visibleText = (text: string): string => text.replace(invisibleCharacters, nameOfCharacter)

function nameOfCharacter(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0
  return `⟦U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}⟧`
}
