import { Signature } from 'ethers'
import type { Contracts } from '../../sdk/chain/contracts.ts'
import { read } from '../../sdk/chain/send.ts'
import type { ReportSignature } from '../../sdk/inference/reportSignatures.ts'
import { type Report, reportSigner } from '../../sdk/inference/signedReport.ts'
import type { PeerBook } from './peers.ts'

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

export interface CollectOptions {
  readonly book: PeerBook
  readonly peers: readonly string[]
  /** Signatures that are enough: then the slower peers are not waited for. Default: all are. */
  readonly enough?: number
  readonly signal?: AbortSignal
}

/**
 * Pulls the shares of the peers and keeps those of committee members that signed this very report. A peer that echoes the
 * share of `account`, the one that collects, adds nothing.
 */
export async function collectShares(
  contracts: Contracts,
  account: string,
  report: Report,
  { book, peers, enough = Number.POSITIVE_INFINITY, signal }: CollectOptions,
): Promise<CollectedShares> {
  const signatures = new Map<string, ReportSignature>()
  const disagreements = new Map<string, Disagreement>()
  const enoughHeard = new AbortController()
  const until = signal ? AbortSignal.any([signal, enoughHeard.signal]) : enoughHeard.signal

  const hear = async (peer: string) => {
    const share = await book.ask(peer, report.requestId, until)
    if (share === 'absent' || share === 'failed') return
    // A share under another configuration of the committee neither helps nor says anything about the answer.
    if (share.configDigest !== report.configDigest) return
    const { outputHash } = share
    const signature = canonicalSignature(share.signature)
    const signer = signature && reportSigner(contracts, { ...report, outputHash }, signature)
    if (!signer || signer === account || !(await read(contracts.oracleCommittee.isSigner(signer)))) return
    if (outputHash === report.outputHash) signatures.set(signer, { signer, signature })
    else disagreements.set(signer, { signer, outputHash })
    if (signatures.size >= enough) enoughHeard.abort()
  }
  await Promise.all(peers.map(hear))
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
