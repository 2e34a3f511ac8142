import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { read, send } from '../chain/send.ts'

/** How often clinicians agreed with a model, as counts over at least twenty reviewed reports: nobody by themselves. */
export interface AgreementCounts {
  /** Reports that a clinician attested to. */
  readonly reviewed: number
  readonly overridden: number
  /** Those whose later outcome bore the report out. */
  readonly confirmed: number
  readonly refuted: number
}

/** The counts of one organisation over a period that is over. Times are seconds since 1970. */
export interface AgreementReport extends AgreementCounts {
  readonly from: number
  readonly until: number
}

/** Publishes the counts of the organisation whose custodian `contracts` is connected to. */
export const publishAgreement = (
  contracts: Contracts,
  modelVersion: string,
  report: AgreementReport,
): Promise<ContractTransactionReceipt> =>
  send(contracts.modelRegistry.publishAgreement(modelVersion, { ...report }))

/** The sums of what organisations published of a model version. */
export async function readAgreement(contracts: Contracts, modelVersion: string): Promise<AgreementCounts> {
  const { reviewed, overridden, confirmed, refuted } = await read(
    contracts.modelRegistry.agreementOf(modelVersion),
  )
  return {
    reviewed: Number(reviewed),
    overridden: Number(overridden),
    confirmed: Number(confirmed),
    refuted: Number(refuted),
  }
}
