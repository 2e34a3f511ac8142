import { concat } from 'ethers'

/** What a node signed, and who it is: every statement of the committee is made of these. */
export interface ReportSignature {
  readonly signer: string
  /** 65 bytes: r ‖ s ‖ v. */
  readonly signature: string
}

/** The signatures in the order of their signers, one after the other, as `IOracleCommittee.verify` wants them. */
export const joinSignatures = (signatures: readonly ReportSignature[]): string =>
  concat(
    [...signatures]
      .sort((a, b) => (BigInt(a.signer) < BigInt(b.signer) ? -1 : 1))
      .map(({ signature }) => signature),
  )
