import { z } from 'zod'
import { addressSchema, hashSchema, signatureSchema } from '../chain/schemas.ts'
import { DECISIONS } from '../consent/decision.ts'
import { PURPOSES } from '../consent/vocabulary.ts'
import type { Disclosure, Receipt } from './disclosure.ts'
import type { DisclosureProof } from './disclosureTree.ts'

const counter = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)

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
  blockNumber: counter,
}

// Strict, because the signature and the leaf are over exactly these members.
const disclosureSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...asked,
    kind: z.literal('release'),
    keyEpoch: counter.positive(),
    requestId: hashSchema.nullable(),
  }),
  z.strictObject({ ...asked, kind: z.literal('refusal'), decision: z.enum(DECISIONS) }),
  z.strictObject({ ...asked, kind: z.literal('orphaned'), decision: z.enum(DECISIONS) }),
  z.strictObject({
    ...base,
    kind: z.literal('locator'),
    keyEpoch: counter.positive(),
    locatorDigest: hashSchema,
  }),
]) satisfies z.ZodType<Disclosure>

/** Shape of {@link Receipt} in messages from peers. */
export const receiptSchema = z.strictObject({
  disclosure: disclosureSchema,
  signature: signatureSchema,
}) satisfies z.ZodType<Receipt>

/** Shape of {@link DisclosureProof} in messages from peers. */
export const disclosureProofSchema = z.strictObject({
  custodianOrg: addressSchema,
  sequence: counter,
  index: counter,
  proof: z.array(hashSchema).max(32),
}) satisfies z.ZodType<DisclosureProof>
