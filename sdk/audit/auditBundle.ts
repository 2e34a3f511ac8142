import { z } from 'zod'
import { addressSchema, hashSchema } from '../chain/schemas.ts'
import { PURPOSES } from '../consent/vocabulary.ts'
import { DECISIONS } from '../consent/decision.ts'
import type { Receipt } from '../disclosures/disclosure.ts'
import type { DisclosureProof } from '../disclosures/disclosureTree.ts'
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

const base = {
  recordId: hashSchema,
  at: z.iso.datetime(),
  salt: z.string().regex(/^0x[0-9a-f]{32}$/),
}
const asked = {
  ...base,
  grantee: addressSchema,
  purpose: z.enum(PURPOSES),
  requestDigest: hashSchema,
  blockNumber: z.number().int().nonnegative(),
}
const disclosureSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...asked,
    kind: z.literal('release'),
    keyEpoch: z.number().int().positive(),
    requestId: hashSchema.nullable(),
  }),
  z.strictObject({ ...asked, kind: z.literal('refusal'), decision: z.enum(DECISIONS) }),
  z.strictObject({
    ...base,
    kind: z.literal('locator'),
    keyEpoch: z.number().int().positive(),
    locatorDigest: hashSchema,
  }),
])

const schema = z.strictObject({
  format: z.literal('salus-audit/1'),
  chainId: z.number().int().positive(),
  record: z.unknown(),
  request: z.unknown(),
  disclosures: z
    .array(
      z.strictObject({
        receipt: z.strictObject({ disclosure: disclosureSchema, signature: z.string().max(200) }),
        proof: z.strictObject({
          custodianOrg: addressSchema,
          sequence: z.number().int().nonnegative(),
          index: z.number().int().nonnegative(),
          proof: z.array(hashSchema).max(32),
        }),
      }),
    )
    .max(10_000),
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
