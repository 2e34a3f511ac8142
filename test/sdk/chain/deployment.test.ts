import { expect } from 'chai'
import { parseDeployment } from '../../../sdk/chain/deployment.ts'
import { expectError } from '../../helpers/expectError.ts'

const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const valid = {
  chainId: 31337,
  block: 1,
  compiler: '0.8.37',
  sourceHash: `0x${'ab'.repeat(32)}`,
  contracts: {
    didRegistry: address.toLowerCase(),
    accreditationRegistry: address,
    consentRegistry: address,
    guardianship: address,
    emergencyAccess: address,
    recordRegistry: address,
    disclosureLog: address,
    modelRegistry: address,
    oracleCommittee: address,
    inferenceOracle: address,
    monitoring: address,
    drugProvenance: address,
    investigations: address,
    coldChain: address,
    replenishmentPlanner: address,
  },
}

describe('sdk/chain/deployment', () => {
  it('gives every address its checksum, so that addresses compare as text', () => {
    expect(parseDeployment(valid).contracts.didRegistry).to.equal(address)
  })

  it('names the field that is wrong', async () => {
    const { didRegistry: _, ...fewer } = valid.contracts
    await expectError(
      () => parseDeployment({ ...valid, contracts: fewer }),
      'DEPLOYMENT_INVALID',
      /didRegistry/,
    )
    await expectError(() => parseDeployment({ ...valid, chainId: '1' }), 'DEPLOYMENT_INVALID', /chainId/)
    const altered = { ...valid.contracts, consentRegistry: address.replace('C5', 'c5') }
    await expectError(
      () => parseDeployment({ ...valid, contracts: altered }),
      'DEPLOYMENT_INVALID',
      /consentRegistry/,
    )
    await expectError(() => parseDeployment(null), 'DEPLOYMENT_INVALID', /not valid/)
  })
})
