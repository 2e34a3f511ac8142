import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { encodeRecordRef, type RecordRef } from './recordRef.ts'
import { type Retirement, STATUSES } from './status.ts'

/** Marks a record as not to be used any more, as the custodian account that `contracts` is connected to. */
export function retireRecord(
  contracts: Contracts,
  ref: RecordRef,
  status: Retirement,
): Promise<ContractTransactionReceipt> {
  return send(contracts.recordRegistry.retire(encodeRecordRef(ref), STATUSES.indexOf(status)))
}
