import { z } from 'zod'
import type { Receipt } from '../disclosures/disclosure.ts'
import type { DisclosureProof } from '../disclosures/disclosureTree.ts'
import { disclosureProofSchema, receiptSchema } from '../disclosures/schemas.ts'
import { InvalidInputError } from '../errors/index.ts'
import { type InferenceRequest, parseInferenceRequest } from '../inference/inferenceRequest.ts'
import { parseRecordEvidence, type RecordEvidence } from '../records/releasedRecord.ts'

/** What a custodian, patient or clinician hands an auditor. It opens nothing: there is no key in it. */
export interface AuditBundle {
  readonly format: 'salus-audit/1'
  readonly chainId: number
  readonly record: RecordEvidence
  /** The inference request over the record, where there was one. */
  readonly request: InferenceRequest | null
  /** What was disclosed of the record, with proofs of the log. */
  readonly disclosures: readonly { readonly receipt: Receipt; readonly proof: DisclosureProof }[]
}

const schema = z.strictObject({
  format: z.literal('salus-audit/1'),
  chainId: z.number().int().positive(),
  record: z.unknown(),
  request: z.unknown(),
  disclosures: z.array(z.strictObject({ receipt: receiptSchema, proof: disclosureProofSchema })).max(10_000),
})

/** Checks an audit bundle from anywhere. @throws InvalidInputError AUDIT_BUNDLE_INVALID, MESSAGE_INVALID, MANIFEST_INVALID */
export function parseAuditBundle(value: unknown): AuditBundle {
  const result = schema.safeParse(value)
  if (!result.success) {
    throw new InvalidInputError(
      'AUDIT_BUNDLE_INVALID',
      `The audit bundle is malformed at '${result.error.issues[0]?.path.join('.')}'.`,
    )
  }
  const { record, request, ...rest } = result.data
  return {
    ...rest,
    record: parseRecordEvidence(record),
    request: request === null ? null : parseInferenceRequest(request),
  }
}
