import { ZeroHash } from 'ethers'
import type { Contracts } from '../../sdk/chain/contracts.ts'
import { read } from '../../sdk/chain/send.ts'
import { openAttestation } from '../../sdk/inference/attestation.ts'
import { openImpression } from '../../sdk/inference/impression.ts'
import type { LandedReport } from '../../sdk/inference/landedReport.ts'
import type { ReportStanding } from '../../sdk/inference/reportStanding.ts'
import type { Statement } from '../../sdk/inference/statement.ts'
import type { ReportEvidence } from './evidence.ts'
import type { OpenedReport } from './openedReport.ts'

/** An attestation as its clinician kept it. */
export type KeptStatement = Statement<unknown>

/**
 * What the page says beside the report: attestations on chain, of which those are opened that a statement is given for,
 * and the requester's impression, each held against its commitment.
 *
 * @throws IntegrityError COMMITMENT_MISMATCH; InvalidInputError MESSAGE_INVALID
 */
export async function gatherEvidence(
  contracts: Contracts,
  opened: Pick<OpenedReport, 'request' | 'impression' | 'patient'>,
  landed: LandedReport,
  standing: ReportStanding,
  statements: readonly KeptStatement[] = [],
): Promise<ReportEvidence> {
  const { request, impression } = opened
  return {
    landed: { chainId: contracts.deployment.chainId, ...landed },
    standing,
    patient: opened.patient,
    categories: [...new Set(request.records.map(({ category }) => category))],
    ...(impression === null || request.impression === ZeroHash
      ? {}
      : { impression: openImpression(impression, request) }),
    attestations: await attestations(contracts, landed, statements),
  }
}

async function attestations(
  { inferenceOracle }: Contracts,
  { requestId, outputHash, blockNumber }: LandedReport,
  statements: readonly KeptStatement[],
): Promise<NonNullable<ReportEvidence['attestations']>> {
  const events = await read(
    inferenceOracle.queryFilter(inferenceOracle.filters.ReportAttested(requestId), blockNumber),
  )
  return events.map(({ args: { clinician, commitment }, transactionHash }) => {
    const kept = statements.find((statement) => statement.commitment === commitment)
    const about = { requestId, outputHash, clinician, commitment }
    return { clinician, transactionHash, opened: kept ? openAttestation(kept, about) : null }
  })
}
