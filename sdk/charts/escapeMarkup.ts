import { visibleText } from './visibleText.ts'

const namedEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * Text as markup that is inert in HTML and SVG, in element content and in quoted attributes. Invisible and
 * bidirectional control characters become visible, as ⟦U+202E⟧; line breaks and tabs become spaces.
 */
export function escapeMarkup(text: string): string {
  return visibleText(text.toWellFormed().replace(/[\t\n\r]+/g, ' ')).replace(
    /[&<>"']/g,
    (character) => namedEntities[character] ?? '',
  )
}
