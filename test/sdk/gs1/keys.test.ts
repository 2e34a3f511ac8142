import { expect } from 'chai'
import fc from 'fast-check'
import { checkDigit, hasCheckDigit } from '../../../sdk/gs1/checkDigit.ts'
import { parseGln, parseGtin, parseSscc } from '../../../sdk/gs1/keys.ts'
import { key } from './arbitraries.ts'
import { expectInvalid } from './rejection.ts'

describe('GS1 keys', () => {
  it('know the check digits of GS1 examples', () => {
    expect(parseGtin('9506000134352')).to.equal('09506000134352')
    expect(parseGtin('96385074')).to.equal('00000096385074')
    expect(parseGtin('614141999996')).to.equal('00614141999996')
    expect(parseGtin('80614141123458')).to.equal('80614141123458')
    expect(parseSscc('106141412345678908')).to.equal('106141412345678908')
    expect(parseGln('4012345000054')).to.equal('4012345000054')
  })

  it('catch any one wrong digit', () => {
    fc.assert(
      fc.property(
        key(14),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 1, max: 9 }),
        (good, place, shift) => {
          const wrong = String((Number(good[place]) + shift) % 10)
          const bad = good.slice(0, place) + wrong + good.slice(place + 1)
          expect(hasCheckDigit(good)).to.equal(true)
          expectInvalid(() => parseGtin(bad), bad)
        },
      ),
    )
  })

  it('refuse other lengths and characters', () => {
    for (const bad of [
      '',
      '1',
      '950600013435',
      '95060001343521',
      'A506000134352',
      '９506000134352',
      ' 96385074',
    ]) {
      expectInvalid(() => parseGtin(bad))
    }
    expectInvalid(() => parseSscc('00000096385074'))
    expectInvalid(() => parseGln('00000096385074'))
    expect(hasCheckDigit('0')).to.equal(false)
    expect(checkDigit('0')).to.equal('0')
  })
})
