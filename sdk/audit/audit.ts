import type { Contracts } from '../chain/contracts.ts'
import { InvalidInputError } from '../errors/index.ts'
import { recordIdOf } from '../records/recordRef.ts'
import type { BlockReader } from '../storage/blockstore.ts'
import type { AuditBundle } from './auditBundle.ts'
import { auditDisclosures } from './auditDisclosures.ts'
import { auditRecord } from './auditRecord.ts'
import { auditReport } from './auditReport.ts'
import type { Check } from './check.ts'

export interface AuditResult {
  readonly ok: boolean
  readonly checks: readonly Check[]
}

/**
 * Verifies a bundle against the chain and a block store, and nothing else: no server of a custodian is asked.
 * @throws InvalidInputError CHAIN_MISMATCH, UnavailableError where chain or store do not answer
 */
export async function audit(
  contracts: Contracts,
  blocks: BlockReader,
  bundle: AuditBundle,
): Promise<AuditResult> {
  if (BigInt(bundle.chainId) !== contracts.chainId) {
    throw new InvalidInputError(
      'CHAIN_MISMATCH',
      `The bundle is about chain ${bundle.chainId}, not ${contracts.chainId}. Connect to that chain.`,
    )
  }
  const { record, request, disclosures } = bundle
  const recordId = recordIdOf(contracts, record.ref)
  const checks = [
    ...(await auditRecord(contracts, blocks, record)),
    ...(request ? await auditReport(contracts, recordId, request) : []),
    ...(await auditDisclosures(contracts, recordId, record.ref, disclosures)),
  ]
  return { ok: checks.every(({ ok }) => ok), checks }
}
