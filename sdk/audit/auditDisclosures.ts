import type { Contracts } from '../chain/contracts.ts'
import { decide } from '../consent/decide.ts'
import { DECISION_SENTENCES, isPersonAllowed } from '../consent/decision.ts'
import { type Disclosure, disclosureHash } from '../disclosures/disclosure.ts'
import { verifyLogged, verifyReceipt } from '../disclosures/verifyDisclosure.ts'
import { IntegrityError, RefusedError } from '../errors/index.ts'
import type { RecordRef } from '../records/recordRef.ts'
import type { AuditBundle } from './auditBundle.ts'
import { type Check, check, type Evidence } from './check.ts'

type AuditedDisclosure = AuditBundle['disclosures'][number]

const LABELS = {
  release: 'Release',
  refusal: 'Refusal',
  orphaned: 'Orphaned release',
  locator: 'Locator',
} as const

/** Checks that each disclosure is in the custodian's log on chain, and that each release was permitted at its block. */
export async function auditDisclosures(
  contracts: Contracts,
  recordId: string,
  ref: RecordRef,
  disclosures: readonly AuditedDisclosure[],
): Promise<Check[]> {
  const checks: Check[] = []
  for (const disclosure of disclosures) {
    const { kind } = disclosure.receipt.disclosure
    const name = LABELS[kind]
    checks.push(
      await check(`${name} was logged${kind === 'release' ? ' and permitted' : ''}`, () =>
        verifyDisclosure(contracts, recordId, ref, disclosure),
      ),
    )
  }
  return checks
}

async function verifyDisclosure(
  contracts: Contracts,
  recordId: string,
  ref: RecordRef,
  { receipt, proof }: AuditedDisclosure,
): Promise<Evidence> {
  const { disclosure } = receipt
  const { custodianOrg, sequence, index } = proof
  if (disclosure.recordId !== recordId || custodianOrg !== ref.custodianOrg) {
    throw new IntegrityError('RECORD_MISMATCH', 'The disclosure is about another record or custodian.')
  }
  await verifyReceipt(contracts, receipt, custodianOrg)
  await verifyLogged(contracts, receipt, proof)
  return {
    period: sequence,
    index,
    leaf: disclosureHash(disclosure),
    ...(await verifyPermitted(contracts, ref, disclosure)),
  }
}

async function verifyPermitted(
  contracts: Contracts,
  ref: RecordRef,
  disclosure: Disclosure,
): Promise<Evidence> {
  if (disclosure.kind === 'locator') return { keyEpoch: disclosure.keyEpoch }
  const { grantee, purpose, blockNumber } = disclosure
  if (disclosure.kind !== 'release') return { grantee, decision: disclosure.decision, block: blockNumber }
  // A node acts under the committee's consent; a person under their own.
  const principal = disclosure.requestId ? contracts.deployment.contracts.oracleCommittee : grantee
  const question = { patient: ref.patient, grantee: principal, category: ref.category, purpose }
  const decision = await decide(contracts, question, blockNumber)
  const isAllowed = disclosure.requestId ? decision === 'permitted' : isPersonAllowed(decision)
  if (isAllowed) return { grantee, block: blockNumber }
  throw new RefusedError(
    'CONSENT_MISSING',
    `At block ${blockNumber}, ${principal} ${DECISION_SENTENCES[decision]}, yet the key was released.`,
  )
}
