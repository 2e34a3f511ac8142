/** What the chain says about a report that landed: read it from the chain, not from the report. */
export interface ReportEvidence {
  readonly chainId: number | bigint
  readonly transactionHash: string
  readonly blockNumber: number | bigint
  readonly signers: readonly ReportSigner[]
  /** Signatures needed for a report to land. */
  readonly quorum: number
  readonly committeeSize: number
  readonly outputHash: string
  /** The patient's name as the reader may see it; the account's address stands there otherwise. */
  readonly patientDisplay?: string
  readonly attestation?: ReportAttestation | null
}

export interface ReportSigner {
  readonly address: string
  readonly organisation: string
}

export interface ReportAttestation {
  readonly clinician: string
  readonly verdict: 'agreed' | 'overridden'
  readonly transactionHash: string
}

/** How many accounts signed: one account counts once, whatever the case of its address. */
export function distinctSigners({ signers }: ReportEvidence): number {
  return new Set(signers.map(({ address }) => address.toLowerCase())).size
}
