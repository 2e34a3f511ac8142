import { expect } from 'chai'
import fc from 'fast-check'
import { decodeTerms, encodeTerms, grantWords, type Terms } from '../../../sdk/consent/terms.ts'
import {
  CATEGORIES,
  categoryNumber,
  categoryOf,
  PURPOSES,
  parseCategory,
  parsePurpose,
  purposeNumber,
  purposeOf,
} from '../../../sdk/consent/vocabulary.ts'
import { expectError } from '../../helpers/expectError.ts'
import { createWorld, type World } from '../../helpers/world.ts'

/** Any terms that the contract can hold: some categories, some purposes, any times. */
const anyTerms: fc.Arbitrary<Terms> = fc.record({
  categories: fc.subarray([...CATEGORIES], { minLength: 1 }),
  purposes: fc.subarray([...PURPOSES], { minLength: 1 }),
  start: fc.nat(2 ** 31),
  end: fc.oneof(fc.nat(2 ** 31), fc.constantFrom(0, 951_782_400, 253_402_300_800), fc.nat(2 ** 40 - 1)),
})

describe('sdk/consent/terms', () => {
  let world: World
  before(async () => {
    world = await createWorld()
  })
  after(() => world.close())

  it('writes the very words that the contract has signed, for any terms', async () => {
    const { consentRegistry } = world.relayer.contracts
    await fc.assert(
      fc.asyncProperty(anyTerms, async (terms) => {
        expect(grantWords(terms)).to.equal(await consentRegistry.grantWords(encodeTerms(terms)))
      }),
      { numRuns: 60 },
    )
  })

  it('writes all categories and all purposes in two words each, as the contract does', async () => {
    const terms = { categories: CATEGORIES, purposes: PURPOSES, start: 0, end: 1_800_000_000 }
    const words = 'Share my whole record with this account for any purpose until 2027-01-15 08:00:00 UTC'
    expect(grantWords(terms)).to.equal(words)
    expect(await world.relayer.contracts.consentRegistry.grantWords(encodeTerms(terms))).to.equal(words)
  })

  it('reads back what it wrote for the contract', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const { categories, purposes, start, end } = encodeTerms(terms)
        const encoded = {
          categories: BigInt(categories),
          purposes: BigInt(purposes),
          start: BigInt(start),
          end: BigInt(end),
        }
        expect(decodeTerms(encoded)).to.deep.equal(terms)
      }),
    )
  })

  it('numbers categories and purposes without gaps, and refuses what it does not know', async () => {
    for (const category of CATEGORIES) expect(categoryOf(categoryNumber(category))).to.equal(category)
    for (const purpose of PURPOSES) expect(purposeOf(purposeNumber(purpose))).to.equal(purpose)
    expect(parseCategory(' Cardiology ')).to.equal('cardiology')
    expect(parsePurpose('treat')).to.equal('TREAT')
    await expectError(() => categoryOf(CATEGORIES.length), 'CONSENT_TERMS_INVALID', /no category '18'/)
    await expectError(() => purposeOf(-1), 'CONSENT_TERMS_INVALID', /no purpose/)
    await expectError(() => parseCategory('x'.repeat(500)), 'CONSENT_TERMS_INVALID', /'x{40}'/)
    await expectError(() => parsePurpose(''), 'CONSENT_TERMS_INVALID', /Use one of: TREAT/)
  })
})
