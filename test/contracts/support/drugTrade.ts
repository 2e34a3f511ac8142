import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { id } from 'ethers'
import type {
  DrugProvenance,
  IDrugProvenance,
  IPackRegistry,
} from '../../../sdk/abi/types/DrugProvenance.d.ts'
import { buildPositionalTree, type PositionalTree } from '../../../sdk/merkle/positionalMerkle.ts'
import { type Chain, organisation } from '../../helpers/chain.ts'
import { farFuture } from '../../helpers/scenario.ts'
import { roles } from '../../helpers/terms.ts'

export type UnitRef = IPackRegistry.UnitRefStruct
export type PackRef = IPackRegistry.PackRefStruct
export type Proposal = IDrugProvenance.ProposalStruct

export const lifecycle = {
  commissioned: 1n,
  available: 2n,
  returned: 3n,
  destroyed: 4n,
  stolen: 5n,
  sampled: 6n,
} as const
export const hold = { quarantined: 1, suspect: 2, illegitimate: 4, recalled: 8 } as const
export const transfer = { custody: 0, ownership: 1, both: 2 } as const
/** Acts of the table of transitions, as `NotAllowed` names them. */
export const act = {
  release: 0,
  transfer: 1,
  return: 2,
  restock: 3,
  dispense: 4,
  undo: 5,
  destroy: 6,
  reportStolen: 7,
  takeSample: 8,
  disaggregate: 9,
  aggregate: 10,
  hold: 11,
} as const

export const day = 86_400
export const reason = id('reason')

/** Someone who acts for an organisation. */
export interface Trader {
  readonly account: HardhatEthersSigner
  readonly organisation: string
  readonly provenance: DrugProvenance
}

export interface Batch {
  readonly nonce: bigint
  readonly batchId: string
  readonly depth: number
  readonly tree: PositionalTree
  readonly bodies: readonly string[]
  readonly whole: UnitRef
  /** A part of the whole batch. */
  part(level: number, position: number, parentLevel?: number): UnitRef
  /** A pack with its proof, up to the root or to an anchored node. */
  pack(unit: UnitRef, index: number, proofLevel?: number): PackRef
}

/** Accredits everyone who makes, moves, dispenses or checks medicines. */
export async function prepareMedicines(chain: Chain) {
  const { accreditationRegistry, drugProvenance } = chain.contracts
  const signers = (await chain.ethers.getSigners()).slice(12)
  const accredit = async (name: string, mask: number): Promise<Trader> => {
    const account = signers.shift()
    if (account === undefined) throw new Error(`The chain has no account for ${name}.`)
    await accreditationRegistry.accredit(account.address, organisation(name), mask, farFuture)
    return { account, organisation: organisation(name), provenance: drugProvenance.connect(account) }
  }
  const traders = {
    maker: await accredit('maker', roles.manufacturer),
    quality: await accredit('maker', roles.qualityAssurance),
    distributor: await accredit('distributor', roles.distributor | roles.qualityAssurance),
    pharmacy: await accredit('pharmacy', roles.dispenser),
    otherPharmacy: await accredit('other pharmacy', roles.dispenser),
    carrier: await accredit('carrier', roles.carrier),
    laboratory: await accredit('laboratory', roles.qualityAssurance),
  }
  const { maker, quality } = traders
  const contract = await drugProvenance.getAddress()
  const { time } = chain.networkHelpers
  const today = async () => Math.floor((await time.latest()) / day)
  // At noon: the seconds that pass between two steps never make it another day.
  await time.increaseTo(((await today()) + 1.5) * day)
  let count = 0

  /** Commissions a batch of this many packs; its last day of use is a year from now. */
  const commission = async (size = 16): Promise<Batch> => {
    const nonce = BigInt(id(`batch ${count++}`))
    const batchId = await drugProvenance.batchIdOf(maker.organisation, nonce)
    const bodies = Array.from({ length: size }, (_, index) => id(`${batchId} ${index}`))
    const tree = buildPositionalTree(
      { type: id('Salus pack'), chainId: chain.chainId, contract, tree: batchId },
      bodies,
    )
    const { depth } = tree
    await maker.provenance.commission(tree.root, depth, (await today()) + 365, nonce)
    return {
      nonce,
      batchId,
      depth,
      tree,
      bodies,
      whole: { batchId, level: depth, position: 0, parentLevel: depth },
      part: (level, position, parentLevel = depth) => ({ batchId, level, position, parentLevel }),
      pack: (unit, index, proofLevel = depth) => ({
        unit,
        index,
        body: bodies[index] ?? id('no pack'),
        proofLevel,
        proof: tree.proof(index).slice(0, proofLevel),
      }),
    }
  }
  const release = async (size = 16): Promise<Batch> => {
    const batch = await commission(size)
    await quality.provenance.release(batch.batchId, batch.nonce)
    return batch
  }
  const proposal = async (receiver: Trader, kind: number, isReturn = false): Promise<Proposal> => ({
    receiver: receiver.organisation,
    expiresAt: (await time.latest()) + 7 * day,
    transfer: kind,
    isReturn,
  })
  const propose = async (
    giver: Trader,
    receiver: Trader,
    unit: UnitRef,
    kind: number = transfer.both,
    isReturn = false,
  ) => giver.provenance.propose(unit, await proposal(receiver, kind, isReturn))
  const handOver = async (
    giver: Trader,
    receiver: Trader,
    unit: UnitRef,
    kind: number = transfer.both,
    isReturn = false,
  ) => {
    await propose(giver, receiver, unit, kind, isReturn)
    return receiver.provenance.accept(unit, kind, isReturn)
  }
  return {
    chain,
    time,
    today,
    provenance: drugProvenance,
    ...traders,
    commission,
    release,
    proposal,
    propose,
    handOver,
    unitOf: (unit: UnitRef) => drugProvenance.unitOf(unit),
    asContract: (address: string) => actAs(chain, address),
  }
}

/** Acts as a contract, to reach functions that only contracts call. */
async function actAs(chain: Chain, address: string): Promise<DrugProvenance> {
  await chain.networkHelpers.setBalance(address, 10n ** 18n)
  return chain.contracts.drugProvenance.connect(await chain.ethers.getImpersonatedSigner(address))
}
