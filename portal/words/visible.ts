/** Characters that change the order of what is read (Unicode Bidirectional Algorithm) are shown as what they are. */
export const visible = (text: string): string =>
  text.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
    return `⟦U+${code}⟧`
  })
