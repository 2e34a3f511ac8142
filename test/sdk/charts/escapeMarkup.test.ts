import { expect } from 'chai'
import fc from 'fast-check'
import { escapeMarkup } from '../../../sdk/charts/index.ts'

describe('escapeMarkup', () => {
  it('makes a script tag and a quoted attribute inert', () => {
    expect(escapeMarkup(`<script>alert('1')</script>" onload="x`)).to.equal(
      '&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot; onload=&quot;x',
    )
  })

  it('shows bidirectional overrides, zero-width spaces and controls by name', () => {
    expect(escapeMarkup('risk \u202E%01 \u200B\u0007\u2066\u{e0041}')).to.equal(
      'risk ⟦U+202E⟧%01 ⟦U+200B⟧⟦U+0007⟧⟦U+2066⟧⟦U+E0041⟧',
    )
  })

  it('keeps letters of every script, and joiners that names need', () => {
    for (const name of ['Łukasz Žižek', 'محمد', 'می\u200cخواهم', 'क्\u200dष', '北京市', '👩\u200d⚕️']) {
      expect(escapeMarkup(name)).to.equal(name)
    }
  })

  it('replaces half of a surrogate pair, which cannot be written as UTF-8', () => {
    expect(escapeMarkup('a\ud800b')).to.equal('a\ufffdb')
  })

  it('leaves no markup, no control and no bidirectional character of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = escapeMarkup(text)
        expect(escaped).not.to.match(/[<>"']/)
        expect(escaped).not.to.match(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u)
        expect(escaped.replace(/&(amp|lt|gt|quot|#39);/g, '')).not.to.contain('&')
      }),
    )
  })
})
