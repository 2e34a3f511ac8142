import { concat } from 'ethers'
import type { ReportSignature } from './transmitReport.ts'

/** The signatures in the order of their signers, one after the other, as `IOracleCommittee.verify` wants them. */
export const joinSignatures = (signatures: readonly ReportSignature[]): string =>
  concat(
    [...signatures]
      .sort((a, b) => (BigInt(a.signer) < BigInt(b.signer) ? -1 : 1))
      .map(({ signature }) => signature),
  )
