import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'

/** Announces the signers of the committee, of whom `faults` may be faulty, as the authority. */
export function configureCommittee(
  contracts: Contracts,
  signers: readonly string[],
  faults: number,
): Promise<ContractTransactionReceipt> {
  const ordered = [...signers].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
  return send(contracts.oracleCommittee.configure(ordered, faults))
}
