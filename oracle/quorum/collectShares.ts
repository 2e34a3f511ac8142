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

/** Pulls the shares of the peers and keeps those of committee members that signed this very report. */
export async function collectShares(
  contracts: Contracts,
  peers: readonly string[],
  report: Report,
): Promise<CollectedShares> {
  const shares = await Promise.all(peers.map((peer) => fetchShare(peer, report.requestId)))
  const signatures = new Map<string, ReportSignature>()
  const disagreements = new Map<string, Disagreement>()
  for (const share of shares) {
    if (!share) continue
    const { outputHash, configDigest, signature } = share
    const signer = reportSigner(contracts, { ...report, outputHash, configDigest }, signature)
    if (!signer || !(await read(contracts.oracleCommittee.isSigner(signer)))) continue
    const isSame = outputHash === report.outputHash && configDigest === report.configDigest
    if (isSame) signatures.set(signer, { signer, signature })
    else disagreements.set(signer, { signer, outputHash })
  }
  return { signatures: [...signatures.values()], disagreements: [...disagreements.values()] }
}
