import { expect } from 'chai'
import fc from 'fast-check'
import { CATEGORIES, categoryNumber } from '../../../sdk/consent/vocabulary.ts'
import { recordIdOf } from '../../../sdk/records/recordRef.ts'
import { anyAddress, anyHash } from '../../helpers/arbitraries.ts'
import { createWorld, type World } from '../../helpers/world.ts'

describe('sdk/records/recordRef', () => {
  let world: World
  before(async () => {
    world = await createWorld()
  })
  after(() => world.close())

  it('gives the id that the contract gives, for any header', async () => {
    const { contracts } = world.relayer
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          custodianOrg: anyAddress,
          patient: anyAddress,
          category: fc.constantFrom(...CATEGORIES),
          commitment: anyHash,
        }),
        async (ref) => {
          const { custodianOrg, patient, category, commitment } = ref
          expect(recordIdOf(contracts, ref)).to.equal(
            await contracts.recordRegistry.recordIdOf(
              custodianOrg,
              patient,
              categoryNumber(category),
              commitment,
            ),
          )
        },
      ),
      { numRuns: 40 },
    )
  })
})
