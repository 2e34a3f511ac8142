import { z } from 'zod'
import { addressSchema, hashSchema } from '../chain/schemas.ts'
import { CATEGORIES } from '../consent/vocabulary.ts'
import { hashCanonicalJson } from '../crypto/canonicalJson.ts'
import { InvalidInputError } from '../errors/index.ts'

/** Shape of {@link RecordManifest} in messages from peers. */
export const manifestSchema = z.strictObject({
  format: z.literal('salus-record/1'),
  patient: addressSchema,
  custodianOrg: addressSchema,
  /** Account that took the record in. */
  author: addressSchema,
  category: z.enum(CATEGORIES),
  mediaType: z
    .string()
    .min(3)
    .max(100)
    .regex(/^[\w.+-]+\/[\w.+-]+$/),
  /** Bytes of plaintext. */
  size: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER),
  /** SHA-256 of the plaintext. */
  sha256: hashSchema,
  /** The record that this one amends, or null. */
  predecessor: hashSchema.nullable(),
})

/** What a record is: immutable, and known only to who may open it. The chain holds a salted commitment to it. */
export type RecordManifest = z.infer<typeof manifestSchema>

/** Checks a manifest from anywhere. @throws InvalidInputError MANIFEST_INVALID */
export function parseManifest(value: unknown): RecordManifest {
  const result = manifestSchema.safeParse(value)
  if (result.success) return result.data
  throw new InvalidInputError(
    'MANIFEST_INVALID',
    `The manifest is not valid at '${result.error.issues[0]?.path.join('.')}'.`,
  )
}

/** keccak256 of the manifest as canonical JSON (RFC 8785). */
export const manifestHash = (manifest: RecordManifest): string => hashCanonicalJson(manifest)
