import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { type BytesLike, type ContractTransactionResponse, id } from 'ethers'
import type { IPackRegistry } from '../../../sdk/abi/types/DrugProvenance.d.ts'
import { type Chain, connectChain, organisation } from '../../helpers/chain.ts'
import { farFuture } from '../../helpers/scenario.ts'
import { roles } from '../../helpers/terms.ts'

export type UnitRef = IPackRegistry.UnitRefStruct

export const hold = { quarantined: 1, suspect: 2, illegitimate: 4, recalled: 8 } as const

/** What a test moves: `IDrugProvenance.Transfer`. */
export const transfer = { custody: 0, ownership: 1, both: 2 } as const

const staff = {
  maker: roles.manufacturer,
  makerQuality: roles.qualityAssurance,
  distributor: roles.distributor,
  distributorQuality: roles.qualityAssurance,
  dispenser: roles.dispenser,
  laboratory: roles.qualityAssurance,
  carrier: roles.carrier,
} as const

type Employee = keyof typeof staff

/** The organisation that each of them acts for. */
export const employers: Readonly<Record<Employee, string>> = {
  maker: organisation('maker'),
  makerQuality: organisation('maker'),
  distributor: organisation('distributor'),
  distributorQuality: organisation('distributor'),
  dispenser: organisation('pharmacy'),
  laboratory: organisation('laboratory'),
  carrier: organisation('carrier'),
}

/** A released batch of 16 packs that its maker owns and keeps, on a fresh chain, and the people of a supply chain. */
export async function prepareMedicines() {
  const chain = await connectChain()
  const { drugProvenance } = chain.contracts
  const people = await employ(chain)
  const [depth, nonce] = [4, 7n]
  const batchId = await drugProvenance.batchIdOf(employers.maker, nonce)
  await drugProvenance.connect(people.maker).commission(id('root'), depth, 30_000, nonce)
  await drugProvenance.connect(people.makerQuality).release(batchId, nonce)

  const unit = (level: number, position = 0, parentLevel = depth): UnitRef => ({
    batchId,
    level,
    position,
    parentLevel,
  })
  return {
    chain,
    people,
    batchId,
    nonce,
    depth,
    whole: unit(depth),
    unit,
    split: (of: UnitRef, childLevel: number, by = people.maker) =>
      drugProvenance.connect(by).disaggregate(of, childLevel),
    join: (of: UnitRef, by = people.maker) => drugProvenance.connect(by).aggregate(of),
    handOver: async (of: UnitRef, from: HardhatEthersSigner, to: Employee) => {
      const expiresAt = (await chain.networkHelpers.time.latest()) + 3600
      await drugProvenance
        .connect(from)
        .propose(of, { receiver: employers[to], expiresAt, transfer: transfer.both, isReturn: false })
      return drugProvenance.connect(people[to]).accept(of, transfer.both, false)
    },
    /** An independent laboratory releases it from quarantine. */
    releaseUnit: (of: UnitRef): Promise<ContractTransactionResponse> =>
      drugProvenance.connect(people.laboratory).releaseFromQuarantine(of, id('examined')),
    holdsOf: async (of: UnitRef): Promise<number> => Number((await drugProvenance.unitOf(of)).holds),
  }
}

async function employ(chain: Chain): Promise<Record<Employee, HardhatEthersSigner>> {
  const signers = (await chain.ethers.getSigners()).slice(12)
  const people: Partial<Record<Employee, HardhatEthersSigner>> = {}
  for (const [index, name] of (Object.keys(staff) as Employee[]).entries()) {
    const account = signers[index]
    if (!account) throw new Error('The chain has too few accounts.')
    await chain.contracts.accreditationRegistry.accredit(
      account.address,
      employers[name],
      staff[name],
      farFuture,
    )
    people[name] = account
  }
  return people as Record<Employee, HardhatEthersSigner>
}

/** The id of a batch with other bytes, for what names no batch. */
export const otherBatch = (batchId: BytesLike): string => id(String(batchId))
