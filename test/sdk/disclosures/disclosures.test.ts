import { expect } from 'chai'
import fc from 'fast-check'
import { send } from '../../../sdk/chain/send.ts'
import {
  type Disclosure,
  disclosureHash,
  receiptSigner,
  signDisclosure,
} from '../../../sdk/disclosures/disclosure.ts'
import { disclosureTree } from '../../../sdk/disclosures/disclosureTree.ts'
import { disclosureProofSchema, receiptSchema } from '../../../sdk/disclosures/schemas.ts'
import { buildPositionalTree } from '../../../sdk/merkle/positionalMerkle.ts'
import { anyAddress } from '../../helpers/arbitraries.ts'
import { createWorld, HOSPITAL, type World } from '../../helpers/world.ts'

const hash = `0x${'ab'.repeat(32)}`
const refusal: Disclosure = {
  kind: 'refusal',
  recordId: hash,
  at: '2026-11-22T10:00:00.000Z',
  salt: `0x${'01'.repeat(16)}`,
  grantee: HOSPITAL,
  purpose: 'TREAT',
  decision: 'revoked',
  requestDigest: hash,
  blockNumber: 7,
}

describe('sdk/disclosures', () => {
  let world: World
  before(async () => {
    world = await createWorld()
  })
  after(() => world.close())

  it('names the tree of a period as the contract does', async () => {
    const { contracts } = world.relayer
    await fc.assert(
      fc.asyncProperty(anyAddress, fc.nat(), async (custodianOrg, sequence) => {
        expect(disclosureTree(contracts, custodianOrg, sequence).tree).to.equal(
          await contracts.disclosureLog.treeOf(custodianOrg, sequence),
        )
      }),
      { numRuns: 30 },
    )
  })

  it('proves to the contract each disclosure of a period, at its place only', async () => {
    const { contracts } = world.hospital
    const bodies = [0, 1, 2].map((blockNumber) => disclosureHash({ ...refusal, blockNumber }))
    const tree = buildPositionalTree(disclosureTree(contracts, HOSPITAL, 0), bodies)
    await send(contracts.disclosureLog.append(0, tree.root, tree.size, 0))
    for (const [index, body] of bodies.entries()) {
      const isLogged = (place: number) =>
        contracts.disclosureLog.isLogged(HOSPITAL, 0, place, body, tree.proof(index))
      expect(await isLogged(index)).to.equal(true)
      expect(await isLogged((index + 1) % 3)).to.equal(false)
    }
  })

  it('is signed over all it says', async () => {
    const { contracts, wallet } = world.hospital
    const receipt = await signDisclosure(contracts, wallet, refusal)
    expect(receiptSigner(contracts, receipt)).to.equal(wallet.address)
    const altered = { ...receipt, disclosure: { ...refusal, decision: 'permitted' as const } }
    expect(receiptSigner(contracts, altered)).to.not.equal(wallet.address)
    expect(receiptSigner(contracts, { ...receipt, signature: '0x' })).to.equal(undefined)
  })

  it('has one shape in messages', () => {
    const signature = `0x${'ab'.repeat(65)}`
    expect(receiptSchema.parse({ disclosure: refusal, signature })).to.deep.equal({
      disclosure: refusal,
      signature,
    })
    for (const change of [
      { note: 1 },
      { decision: 'perhaps' },
      { kind: 'other' },
      { at: 'yesterday' },
      { salt: hash },
    ]) {
      expect(receiptSchema.safeParse({ disclosure: { ...refusal, ...change }, signature }).success).to.equal(
        false,
      )
    }
    const proof = { custodianOrg: HOSPITAL, sequence: 0, index: 0, proof: Array(33).fill(hash) }
    expect(disclosureProofSchema.safeParse(proof).success).to.equal(false)
  })
})
