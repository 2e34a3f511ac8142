import type { Contracts } from '../chain/contracts.ts'
import { fields, oracleDomain, recoverSigner, type TypedDataSigner } from '../chain/typedData.ts'

const TYPES = {
  Report: fields(
    'address consumer,bytes32 configDigest,bytes32 requestId,bytes32 modelVersion,bytes32 outputHash',
  ),
}

/** What each node of the committee signs: see `IOracleCommittee.Report`. */
export interface Report {
  readonly consumer: string
  readonly configDigest: string
  readonly requestId: string
  readonly modelVersion: string
  readonly outputHash: string
}

export const signReport = (contracts: Contracts, signer: TypedDataSigner, report: Report): Promise<string> =>
  signer.signTypedData(oracleDomain(contracts), TYPES, { ...report })

/** The account that signed the report, or undefined where the signature is malformed. */
export const reportSigner = (contracts: Contracts, report: Report, signature: string): string | undefined =>
  recoverSigner(oracleDomain(contracts), TYPES, { ...report }, signature)
