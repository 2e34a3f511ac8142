import { AbiCoder, keccak256 } from 'ethers'
import { z } from 'zod'
import type { Contracts } from '../chain/contracts.ts'
import { hashSchema } from '../chain/schemas.ts'
import type { Report } from '../inference/signedReport.ts'
import { alertIdOf, type StandingRequest, standingIdOf } from './standingRequest.ts'

/** In the order of `IMonitoring.Severity`. */
export const SEVERITIES = ['low', 'medium', 'critical'] as const
export type Severity = (typeof SEVERITIES)[number]

/** Shape of an alert in messages from peers. */
export const alertSchema = z.strictObject({
  /** Names the event within the standing request: a worsening is another event. */
  eventHash: hashSchema,
  severity: z.enum(SEVERITIES),
  /** Salted hash of the report. */
  reportHash: hashSchema,
})

/** One event that a standing request reports. */
export type Alert = z.infer<typeof alertSchema>

/** What nodes sign about an alert, so that the contract takes it: see `IMonitoring.report`. */
export function alertReport(
  contracts: Contracts,
  standing: StandingRequest,
  { eventHash, severity, reportHash }: Alert,
  configDigest: string,
): Report {
  return {
    consumer: contracts.deployment.contracts.monitoring,
    configDigest,
    requestId: alertIdOf(standingIdOf(contracts, standing), eventHash),
    modelVersion: standing.modelVersion,
    outputHash: keccak256(
      AbiCoder.defaultAbiCoder().encode(['uint8', 'bytes32'], [SEVERITIES.indexOf(severity), reportHash]),
    ),
  }
}
