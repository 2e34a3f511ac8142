import { expect } from 'chai'
import { chainTime } from '../../../sdk/chain/time.ts'
import { publishAgreement, readAgreement } from '../../../sdk/inference/modelAgreement.ts'
import { expectError } from '../../helpers/expectError.ts'
import { modelDescriptor } from '../../helpers/scenario.ts'
import { createWorld, type World } from '../../helpers/world.ts'

describe('sdk/inference/modelAgreement', () => {
  let world: World
  before(async () => {
    world = await createWorld()
  })
  after(() => world.close())

  it('publishes counts of an organisation, which add up per model', async () => {
    const { modelRegistry } = world.chain.contracts
    await modelRegistry.approve(modelDescriptor)
    const version = await modelRegistry.modelVersionOf(modelDescriptor)
    const { contracts } = world.hospital
    const now = await chainTime(contracts)
    const counts = { reviewed: 25, overridden: 3, confirmed: 10, refuted: 2 }
    await publishAgreement(contracts, version, { from: now - 200, until: now - 100, ...counts })
    await publishAgreement(contracts, version, { from: now - 100, until: now, ...counts })
    expect(await readAgreement(world.relayer.contracts, version)).to.deep.equal({
      reviewed: 50,
      overridden: 6,
      confirmed: 20,
      refuted: 4,
    })
    await expectError(
      () => publishAgreement(contracts, version, { from: now, until: now + 1, ...counts, reviewed: 19 }),
      'AGREEMENT_INVALID',
      /at least 20/,
    )
    await expectError(
      () => publishAgreement(contracts, version, { from: now - 100, until: now, ...counts }),
      'AGREEMENT_INVALID',
      /period/,
    )
    await expectError(
      () => publishAgreement(contracts, version, { from: now, until: now + 1, ...counts, overridden: 26 }),
      'AGREEMENT_INVALID',
      /than were reviewed/,
    )
    await expectError(
      () =>
        publishAgreement(world.clinician.contracts, version, {
          from: now - 200,
          until: now - 100,
          ...counts,
        }),
      'NOT_ACCREDITED',
      /custodian/,
    )
  })
})
