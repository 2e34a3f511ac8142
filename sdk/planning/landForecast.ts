import { type ContractTransactionReceipt, concat } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import type { ReportSignature } from '../inference/transmitReport.ts'
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

/** The signatures in the order of their signers, as the committee wants them. */
export const joinSignatures = (signatures: readonly ReportSignature[]): string =>
  concat(
    [...signatures]
      .sort((a, b) => (BigInt(a.signer) < BigInt(b.signer) ? -1 : 1))
      .map(({ signature }) => signature),
  )
