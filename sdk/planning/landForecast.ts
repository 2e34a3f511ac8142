import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { joinSignatures, type ReportSignature } from '../inference/reportSignatures.ts'
import type { PlanAuthority, PlanRequest } from './planStatements.ts'

/** Lands the committee's forecast with exactly a quorum of signatures over `forecastReport`; they are put in order. */
export const landForecast = (
  { replenishmentPlanner }: Contracts,
  { policyId, period, position, forecast }: Omit<PlanRequest, 'positionAt'> & { readonly forecast: string },
  { modelVersion, configDigest }: PlanAuthority,
  signatures: readonly ReportSignature[],
): Promise<ContractTransactionReceipt> =>
  send(
    replenishmentPlanner.landForecast(
      policyId,
      period,
      position,
      forecast,
      modelVersion,
      configDigest,
      joinSignatures(signatures),
    ),
  )
