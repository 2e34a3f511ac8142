import { expect } from 'chai'
import { visible } from '../../../portal/words/visible.ts'

describe('text of others', () => {
  it('shows what turns the direction of reading, and control characters', () => {
    expect(visible('a\u202Eb\u2066c\u200Fd\u061Ce')).to.equal('a⟦U+202E⟧b⟦U+2066⟧c⟦U+200F⟧d⟦U+061C⟧e')
    expect(visible('a\u0000b\u001Bc\u007Fd\u009De')).to.equal('a⟦U+0000⟧b⟦U+001B⟧c⟦U+007F⟧d⟦U+009D⟧e')
  })

  it('leaves every other text as it is', () => {
    const text = 'Zoë <b> ליאור 李 👩‍⚕️\ttab\r\nline'
    expect(visible(text)).to.equal(text)
  })
})
