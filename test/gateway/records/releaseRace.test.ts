import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { expectError } from '../../helpers/expectError.ts'
import {
  addBundle,
  createWorld,
  enrolPatient,
  grantTo,
  recordRequestOf,
  revokeFrom,
  startHospital,
} from '../../helpers/world.ts'

describe('gateway/records/release: a block that comes in between', () => {
  it('does not take a revocation that landed between two answers of the node for older than both', async () => {
    const world = await createWorld()
    // The gateway's watcher is not to be the one that asks for the latest block.
    world.line.hidesBlocks = true
    const hospital = await startHospital(world)
    const patient = await enrolPatient(world, hospital.client)
    const { recordId } = await addBundle(hospital.staff, patient)
    await grantTo(world, patient, world.clinician.wallet.address)
    const request = await recordRequestOf(world.clinician, recordId)
    const { provider } = world.chain
    const original = provider.request.bind(provider)
    const selector = world.hospital.contracts.consentRegistry.interface.getFunction('decideMany').selector
    let isArmed = true
    const asked = Promise.withResolvers<void>()
    provider.request = async (call) => {
      if (isArmed && call.method === 'eth_getBlockByNumber') {
        isArmed = false
        await Promise.race([asked.promise, sleep(500)])
        await revokeFrom(world, patient, world.clinician.wallet.address)
        return original(call)
      }
      const answer = await original(call)
      if (JSON.stringify(call.params ?? []).includes(selector)) asked.resolve()
      return answer
    }
    await expectError(() => hospital.client.requestRecord(request), 'CONSENT_MISSING', /revoked/)
    provider.request = original
    await world.close()
    expect(isArmed).to.equal(false)
  })
})
