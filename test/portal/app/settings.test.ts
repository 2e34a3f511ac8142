import { expect } from 'chai'
import { ZeroAddress, ZeroHash } from 'ethers'
import { parseSettings } from '../../../portal/app/settings.ts'
import type { ContractName } from '../../../sdk/chain/deployment.ts'

const CONTRACTS = [
  'didRegistry',
  'accreditationRegistry',
  'consentRegistry',
  'guardianship',
  'emergencyAccess',
  'recordRegistry',
  'disclosureLog',
  'modelRegistry',
  'oracleCommittee',
  'inferenceOracle',
  'monitoring',
  'drugProvenance',
  'investigations',
  'coldChain',
  'replenishmentPlanner',
] satisfies ContractName[]

const SETTINGS = {
  deployment: {
    chainId: 1,
    block: 0,
    compiler: '0.8.37',
    sourceHash: ZeroHash,
    contracts: Object.fromEntries(CONTRACTS.map((name) => [name, ZeroAddress])),
  },
  network: 'a network',
  rpcUrl: 'https://rpc.example',
  gateways: [{ name: 'A', url: 'https://a.example', organisation: ZeroAddress, serves: ['records'] }],
  contentGateways: [],
}

describe('the settings of the portal', () => {
  it('are read, with nobody known by name unless they are named', () => {
    expect(parseSettings(SETTINGS)).to.deep.include({ network: 'a network', directory: [], oracles: [] })
  })

  it('show what would turn the direction of reading in a name', () => {
    const name = 'Hospital \u202Egnp.exe'
    const { network, gateways } = parseSettings({
      ...SETTINGS,
      network: name,
      gateways: [{ ...SETTINGS.gateways[0], name }],
    })
    expect([network, gateways[0]?.name]).to.deep.equal(Array(2).fill('Hospital ⟦U+202E⟧gnp.exe'))
  })

  for (const [what, part] of [
    ['a script for a URL', { rpcUrl: 'javascript:alert(1)' }],
    ['an address that is none', { directory: [{ address: '0x12', name: 'A', kind: 'person' }] }],
    ['a name without end', { network: 'x'.repeat(101) }],
    [
      'an oracle that signs as nobody',
      { oracles: [{ name: 'A', url: 'https://a.example', signer: '0x12' }] },
    ],
    ['no gateways', { gateways: undefined }],
    ['no deployment', { deployment: undefined }],
  ] as const) {
    it(`are refused with ${what}`, () => {
      expect(() => parseSettings({ ...SETTINGS, ...part })).to.throw(/malformed at|not valid/)
    })
  }
})
