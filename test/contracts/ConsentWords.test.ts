import { expect } from 'chai'
import fc from 'fast-check'
import { connectChain } from '../helpers/chain.ts'
import { allCategories, allPurposes, mask } from '../helpers/terms.ts'
import { freshState } from './support/freshState.ts'

const categories = [
  'demographics',
  'encounters',
  'conditions',
  'allergies',
  'medications',
  'immunisations',
  'vital signs',
  'laboratory',
  'imaging',
  'cardiology',
  'procedures',
  'documents',
  'care plans',
  'risk reports',
  'genetics',
  'reproductive health',
  'psychotherapy',
  'substance use',
]
const purposes = [
  'treatment',
  'emergency treatment',
  'emergency override',
  'payment',
  'healthcare operations',
  'research',
  'public health',
  'my own request',
  "my family's request",
]

/** The words as a reader of the contract's documentation would write them. */
function expectedWords(
  categoryMask: number,
  purposeMask: number,
  end: number,
  start = 0,
  isOrganisation = false,
): string {
  const named = (names: string[], bits: number) => names.filter((_, index) => (bits >> index) & 1).join(', ')
  const what = categoryMask === allCategories ? 'whole record' : named(categories, categoryMask)
  const why = purposeMask === allPurposes ? 'any purpose' : named(purposes, purposeMask)
  const whom = isOrganisation ? 'every clinician of this organisation' : 'this account'
  const from = start === 0 ? '' : ` from ${timeInWords(start)}`
  return `Share my ${what} with ${whom} for ${why}${from} until ${timeInWords(end)}`
}

function timeInWords(time: number): string {
  const iso = new Date(time * 1000).toISOString().replace('T', ' ').replace('.000Z', ' UTC')
  // Past the year 9999 JavaScript writes +012345.
  return iso.replace(/^\+0*/, '')
}

describe('The words of a grant', () => {
  const state = freshState(async () => {
    const chain = await connectChain()
    const words = (
      categoryMask: number,
      purposeMask: number,
      end: number,
      start = 0,
      isOrganisation = false,
    ) =>
      chain.contracts.consentRegistry.grantWords({
        isOrganisation,
        categories: categoryMask,
        purposes: purposeMask,
        start,
        end,
      })
    return { chain, words }
  })

  it('read as the documentation says', async () => {
    expect(await state().words(mask(9), mask(0), 1_803_254_400)).to.equal(
      'Share my cardiology with this account for treatment until 2027-02-22 00:00:00 UTC',
    )
  })

  it('name each category and each purpose', async () => {
    for (const index of categories.keys()) {
      expect(await state().words(mask(index), 1, 0)).to.equal(expectedWords(mask(index), 1, 0))
    }
    for (const index of purposes.keys()) {
      expect(await state().words(1, mask(index), 0)).to.equal(expectedWords(1, mask(index), 0))
    }
  })

  it('say so when everything is shared, for anything', async () => {
    expect(await state().words(allCategories, allPurposes, 59)).to.equal(
      'Share my whole record with this account for any purpose until 1970-01-01 00:00:59 UTC',
    )
  })

  it('say from when, and for whom', async () => {
    expect(await state().words(mask(9), mask(0), 1_803_254_400, 1_800_000_000, true)).to.equal(
      'Share my cardiology with every clinician of this organisation for treatment from 2027-01-15 08:00:00 UTC until 2027-02-22 00:00:00 UTC',
    )
  })

  it('hold the longest that can be said', async () => {
    const longest = [allCategories - mask(11), allPurposes - mask(0), 2 ** 40 - 1, 2 ** 40 - 2, true] as const
    expect(await state().words(...longest)).to.equal(expectedWords(...longest))
  })

  it('are right on days on which calendars go wrong', async () => {
    const days = [
      '1972-02-29',
      '1999-12-31',
      '2000-02-29',
      '2000-03-01',
      '2100-02-28',
      '2100-03-01',
      '9999-12-31',
    ]
    for (const day of days) {
      for (const time of ['00:00:00', '23:59:59']) {
        const end = Date.parse(`${day}T${time}Z`) / 1000
        expect(await state().words(1, 1, end)).to.equal(
          `Share my demographics with this account for treatment until ${day} ${time} UTC`,
        )
      }
    }
    expect(await state().words(1, 1, 2 ** 40 - 1)).to.equal(expectedWords(1, 1, 2 ** 40 - 1))
  })

  it('are right for any terms', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: allCategories }),
        fc.integer({ min: 1, max: allPurposes }),
        fc.integer({ min: 0, max: 2 ** 40 - 1 }),
        fc.integer({ min: 0, max: 2 ** 40 - 1 }),
        fc.boolean(),
        async (...terms) => {
          expect(await state().words(...terms)).to.equal(expectedWords(...terms))
        },
      ),
      { numRuns: 200 },
    )
  })

  it('leave out bits that name nothing, which a grant refuses', async () => {
    expect(await state().words(mask(9, 18, 31), mask(0, 9, 31), 0)).to.equal(
      'Share my cardiology with this account for treatment until 1970-01-01 00:00:00 UTC',
    )
  })
})
