import type { Contracts } from '../../sdk/chain/contracts.ts'
import type { TypedDataSigner } from '../../sdk/chain/typedData.ts'
import { type Report, signReport } from '../../sdk/inference/signedReport.ts'
import type { Share } from './exchange.ts'

/** What a node says under its signature, until a quorum that says the same has landed it. */
export interface Statement {
  readonly report: Report
  readonly signature: string
  /** Milliseconds since 1970 from which this node's turn to transmit counts. */
  readonly turnsFrom: number
  /** Transactions that this node sent. */
  attempts: number
}

export const signStatement = async (
  contracts: Contracts,
  signer: TypedDataSigner,
  report: Report,
): Promise<Statement> => ({
  report,
  signature: await signReport(contracts, signer, report),
  turnsFrom: Date.now(),
  attempts: 0,
})

/** What peers are shown. */
export const shareOfStatement = ({
  report: { outputHash, configDigest },
  signature,
}: Pick<Statement, 'report' | 'signature'>): Share => ({ outputHash, configDigest, signature })
