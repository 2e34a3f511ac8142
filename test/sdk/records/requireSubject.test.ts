import { expect } from 'chai'
import type { Contracts } from '../../../sdk/chain/contracts.ts'
import { requireSubject } from '../../../sdk/records/requireSubject.ts'
import { expectError } from '../../helpers/expectError.ts'
import { heartBundle } from '../../helpers/heartModel.ts'

/** Whom the fixture is about; it writes the address in lower case. */
const patient = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const contracts = { chainId: 31337n } as Contracts

describe('sdk/records/requireSubject', () => {
  it('takes the patient of the bundle, however the address in the DID is spelt', async () => {
    requireSubject(contracts, await heartBundle(), patient, { allowUnnamed: false })
  })

  it('refuses another patient and another chain', async () => {
    const bundle = await heartBundle()
    const other = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'
    const refuse = (chain: Contracts, account: string) =>
      expectError(
        () => requireSubject(chain, bundle, account, { allowUnnamed: true }),
        'RECORD_MISMATCH',
        new RegExp(`does not name the patient.*did:ethr:.*${account}`),
      )
    await refuse(contracts, other)
    await refuse({ chainId: 1n } as Contracts, patient)
  })

  it('takes a bundle that names no DID only where its custodian vouches for it', async () => {
    const bundle = await heartBundle()
    for (const { resource } of bundle.entry) delete resource.identifier
    requireSubject(contracts, bundle, patient, { allowUnnamed: true })
    await expectError(
      () => requireSubject(contracts, bundle, patient, { allowUnnamed: false }),
      'RECORD_MISMATCH',
      /does not name the patient/,
    )
    expect(bundle.entry.length).to.be.greaterThan(1)
  })
})
