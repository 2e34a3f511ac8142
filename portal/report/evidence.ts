import type { Attestation } from '../../sdk/inference/attestation.ts'
import type { Impression } from '../../sdk/inference/impression.ts'
import type { ReportStanding } from '../../sdk/inference/reportStanding.ts'

/** What the page knows beside the report itself, and from where. */
export interface ReportEvidence {
  /** How the report landed, read from the chain; null where it was computed on one machine and nobody signed it. */
  readonly landed: LandedEvidence | null
  /** What happened since on chain; absent where the chain was not asked. */
  readonly standing?: ReportStanding
  /** As the reader's copy of the record gives them. The account's address stands there otherwise. */
  readonly patient?: PatientIdentifiers
  /** Categories of the records that the model read. */
  readonly categories?: readonly string[]
  /** What the requester thought before there was an answer, opened from its commitment. */
  readonly impression?: Pick<Impression, 'likelihood' | 'note'>
  readonly attestations?: readonly ReportAttestation[]
}

export interface LandedEvidence {
  readonly chainId: number | bigint
  readonly transactionHash: string
  readonly blockNumber: number | bigint
  readonly signers: readonly ReportSigner[]
  /** Signatures needed for a report to land. */
  readonly quorum: number
  readonly committeeSize: number
  readonly outputHash: string
}

export interface ReportSigner {
  readonly address: string
  readonly organisation: string
}

/** A name and a birth date are what a clinician checks before relying on a report. */
export interface PatientIdentifiers {
  readonly name?: string
  /** YYYY-MM-DD, or the part of it that is known. */
  readonly birthDate?: string
}

export interface ReportAttestation {
  readonly clinician: string
  readonly transactionHash: string
  /** What the clinician committed to, once it was opened and checked against the chain; null where it was not. */
  readonly opened: Pick<Attestation, 'verdict' | 'reasonCode' | 'note'> | null
}

/** How many accounts signed: one account counts once, whatever the case of its address. */
export function distinctSigners({ signers }: LandedEvidence): number {
  return new Set(signers.map(({ address }) => address.toLowerCase())).size
}

export const hasQuorum = (landed: LandedEvidence): boolean => distinctSigners(landed) >= landed.quorum
