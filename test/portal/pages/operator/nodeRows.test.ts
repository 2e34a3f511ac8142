import { expect } from 'chai'
import { Wallet } from 'ethers'
import { modelRows, nodeRows } from '../../../../portal/pages/operator/nodeRows.ts'
import type { NodeReading } from '../../../../sdk/inference/readNodes.ts'

const [member, silent, outsider] = Array.from({ length: 3 }, () => Wallet.createRandom().address) as [
  string,
  string,
  string,
]
const memberOf = (address: string) => ({ address, organisation: address, isSigner: true, signed: 1 })
const members = [memberOf(member), memberOf(silent)]
const oracleOf = (signer: string) => ({ name: 'a node', url: 'https://node.example', signer })
const readingOf = (signer: string, models: string[]): NodeReading => {
  const idle = { waiting: 0, underWay: 0 }
  return {
    signer,
    state: 'well',
    lag: 0,
    status: {
      format: 'salus-node/1',
      account: signer,
      status: 'ok',
      startedAt: '2026-11-23T10:00:00.000Z',
      head: null,
      lastReorganisation: null,
      queue: { requests: idle, alerts: idle, logs: idle, plans: idle },
      landed: { agreed: 0, differed: 0 },
      disagreements: 0,
      models,
    },
  }
}

describe("the rows of the operator's page", () => {
  it('are one for each member, and for each node of the settings besides', () => {
    const readings = [readingOf(member, []), readingOf(outsider, [])]
    const rows = nodeRows({ members }, { oracles: [oracleOf(outsider), oracleOf(member)] }, readings)
    expect(rows).to.deep.equal([
      { signer: member, member: members[0], reading: readings[0] },
      { signer: silent, member: members[1], reading: null },
      { signer: outsider, member: null, reading: readings[1] },
    ])
  })

  it('are one for each model version, with what the chain says of it, and who says that they run it', () => {
    const models = [
      { version: '0x1', status: 'approved' as const },
      { version: '0x2', status: 'retired' as const },
    ]
    const failed: NodeReading = { signer: silent, state: 'unreachable', status: null, lag: null }
    const readings = [readingOf(member, ['0x1', '0x3', '0x3']), failed, readingOf(outsider, ['0x1'])]
    expect(modelRows({ models }, readings)).to.deep.equal([
      { version: '0x1', status: 'approved', signers: [member, outsider] },
      { version: '0x2', status: 'retired', signers: [] },
      { version: '0x3', status: 'unknown', signers: [member] },
    ])
  })
})
