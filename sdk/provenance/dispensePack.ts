import { type ContractTransactionReceipt, ZeroHash } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { packBody } from './packBody.ts'
import type { PackIdentity } from './packIdentity.ts'
import type { UnitRef } from './unit.ts'

/** Where no prescription is bound. */
export const NO_PRESCRIPTION = ZeroHash

/** A pack with what shows that it is of its batch. */
export interface ProvenPack {
  readonly index: number
  readonly identity: PackIdentity
  /** Of this pack: `packSalt`. */
  readonly salt: string
  /** Siblings from the leaf up to the root, or to a node that was anchored. */
  readonly proof: readonly string[]
}

/**
 * Gives out a pack, as a dispenser that keeps its unit. The chain learns a salted hash of the pack.
 * @param prescription a salted commitment that can be filled once
 * @throws RefusedError
 */
export const dispensePack = (
  contracts: Contracts,
  unit: UnitRef,
  { index, identity, salt, proof }: ProvenPack,
  prescription: string = NO_PRESCRIPTION,
): Promise<ContractTransactionReceipt> => {
  const pack = { unit, index, body: packBody(identity, salt), proofLevel: proof.length, proof: [...proof] }
  return send(contracts.drugProvenance.dispense(pack, prescription))
}
