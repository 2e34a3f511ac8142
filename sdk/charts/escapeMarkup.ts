const namedEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * Characters that show nothing but can reorder or hide the text around them: controls, bidirectional embeddings,
 * overrides, isolates and marks (UAX #9, section 2), zero-width spaces, word joiners, line separators, tag
 * characters. The zero-width joiner and non-joiner stay: names in Persian and in Indic scripts need them.
 */
const invisibleCharacters =
  /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

/**
 * Text as markup that is inert in HTML and SVG, in element content and in quoted attributes. Invisible and
 * bidirectional control characters become visible, as ⟦U+202E⟧; line breaks and tabs become spaces.
 */
export function escapeMarkup(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\t\n\r]+/g, ' ')
    .replace(invisibleCharacters, nameOfCharacter)
    .replace(/[&<>"']/g, (character) => namedEntities[character] ?? '')
}

function nameOfCharacter(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0
  return `⟦U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}⟧`
}
