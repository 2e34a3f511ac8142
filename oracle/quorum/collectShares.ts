import { Signature } from 'ethers'
import type { Contracts } from '../../sdk/chain/contracts.ts'
import { read } from '../../sdk/chain/send.ts'
import { type Report, reportSigner } from '../../sdk/inference/signedReport.ts'
import type { ReportSignature } from '../../sdk/inference/transmitReport.ts'
import { fetchShare } from './exchange.ts'

/** A committee member that signed another output for the same request. */
export interface Disagreement {
  readonly signer: string
  readonly outputHash: string
}

export interface CollectedShares {
  /** One per signer of the current committee that signed exactly this report. */
  readonly signatures: readonly ReportSignature[]
  readonly disagreements: readonly Disagreement[]
}

/**
 * Pulls the shares of the peers and keeps those of committee members that signed this very report. A peer that echoes the
 * share of `account`, the one that collects, adds nothing.
 */
export async function collectShares(
  contracts: Contracts,
  account: string,
  peers: readonly string[],
  report: Report,
): Promise<CollectedShares> {
  const shares = await Promise.all(peers.map((peer) => fetchShare(peer, report.requestId)))
  const signatures = new Map<string, ReportSignature>()
  const disagreements = new Map<string, Disagreement>()
  for (const share of shares) {
    // A share under another configuration of the committee neither helps nor says anything about the answer.
    if (share?.configDigest !== report.configDigest) continue
    const { outputHash } = share
    const signature = canonicalSignature(share.signature)
    const signer = signature && reportSigner(contracts, { ...report, outputHash }, signature)
    if (!signer || signer === account || !(await read(contracts.oracleCommittee.isSigner(signer)))) continue
    if (outputHash === report.outputHash) signatures.set(signer, { signer, signature })
    else disagreements.set(signer, { signer, outputHash })
  }
  return { signatures: [...signatures.values()], disagreements: [...disagreements.values()] }
}

/** The signature as the contract takes it, v being 27 or 28: here other forms pass too, there one of them sinks all. */
function canonicalSignature(signature: string): string | undefined {
  try {
    return Signature.from(signature).serialized
  } catch {
    return undefined
  }
}
