import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { joinSignatures, type ReportSignature } from '../inference/reportSignatures.ts'
import type { OrderDecision } from './order.ts'
import type { PlanAuthority } from './planStatements.ts'

/** Lands the committee's decision with exactly a quorum of signatures over `orderReport`; they are put in order. */
export const placeOrder = (
  { replenishmentPlanner }: Contracts,
  decision: OrderDecision,
  { modelVersion, configDigest }: PlanAuthority,
  signatures: readonly ReportSignature[],
): Promise<ContractTransactionReceipt> =>
  send(replenishmentPlanner.placeOrder(decision, modelVersion, configDigest, joinSignatures(signatures)))
