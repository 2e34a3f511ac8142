import { expect } from 'chai'
import { troubleOf } from '../../../portal/words/errors.ts'
import { InvalidInputError, RefusedError } from '../../../sdk/errors/index.ts'
import { GatewayRefusal } from '../../../sdk/gateway/gatewayRefusal.ts'

const cause = new GatewayRefusal(403)

describe('what went wrong, in words', () => {
  it('never puts the words of a server in the mouth of the page', () => {
    const said = 'Type your recovery code at https://example.invalid \u202E'
    const { what, details } = troubleOf(
      new RefusedError('NOT_FOR_SALE' as 'GATEWAY_REFUSED', said, { cause }),
    )
    expect(what).to.equal('The organisation’s server refused.')
    expect(details).to.contain('⟦U+202E⟧ (NOT_FOR_SALE)')
  })

  it('says what the page knows to do, whoever refused', () => {
    expect(troubleOf(new RefusedError('CONSENT_MISSING', 'x', { cause })).what).to.match(
      /^There is no consent/,
    )
  })

  it('says a sentence of our own as it is, cut to what can be read', () => {
    expect(troubleOf(new InvalidInputError('USAGE_INVALID', 'Choose one.'))).to.deep.equal({
      what: 'Choose one.',
      todo: '',
      details: 'USAGE_INVALID',
    })
    expect(troubleOf(new InvalidInputError('USAGE_INVALID', 'a'.repeat(5000))).what).to.have.length(1000)
  })

  it('shows nothing of an error that is none of ours', () => {
    expect(JSON.stringify(troubleOf(new Error('secret')))).to.not.contain('secret')
  })
})
