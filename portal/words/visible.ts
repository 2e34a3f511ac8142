/**
 * Text of others, in which what cannot be seen is shown as what it is: characters that change the order of what is read
 * (Unicode Bidirectional Algorithm), and control characters but tab and the ends of lines.
 */
export const visible = (text: string): string =>
  text.replace(/(?![\t\n\r])[\p{Cc}\p{Bidi_Control}]/gu, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
    return `⟦U+${code}⟧`
  })
