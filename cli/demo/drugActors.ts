import { Wallet } from 'ethers'
import { type Contracts, connectContracts } from '../../sdk/chain/contracts.ts'
import { bytesToHex, randomBytes } from '../../sdk/crypto/bytes.ts'
import { reasonCommitment } from '../../sdk/provenance/reason.ts'
import type { Actor } from '../local/actors.ts'
import type { Law } from './1-law.ts'
import type { World } from './world.ts'

/** Someone of the drug chain, with the contracts connected to their account. */
export interface DrugActor {
  readonly name: string
  readonly organisation: string
  readonly wallet: Wallet
  readonly contracts: Contracts
}

export const drugActor = ({ provider }: World, { deployment }: Law, actor: Actor): DrugActor => {
  const wallet = new Wallet(actor.privateKey, provider)
  const { name, organisation } = actor
  return { name, organisation, wallet, contracts: connectContracts(deployment, wallet) }
}

/** What the chain is told of a reason, under a salt of its own. */
export const reasonFor = (text: string): string => reasonCommitment(text, bytesToHex(randomBytes(32)))
