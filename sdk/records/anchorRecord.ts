import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { categoryNumber } from '../consent/vocabulary.ts'
import { encodeRecordRef, type RecordRef } from './recordRef.ts'

/** Anchors one record, as the custodian account that `contracts` is connected to. */
export function anchorRecord(contracts: Contracts, ref: RecordRef): Promise<ContractTransactionReceipt> {
  return send(contracts.recordRegistry.anchor(ref.patient, categoryNumber(ref.category), ref.commitment))
}

/** Anchors a record in the place of `predecessor`, which is then not active any more. */
export function amendRecord(
  contracts: Contracts,
  predecessor: RecordRef,
  ref: RecordRef,
): Promise<ContractTransactionReceipt> {
  const category = categoryNumber(ref.category)
  return send(contracts.recordRegistry.amend(encodeRecordRef(predecessor), category, ref.commitment))
}
