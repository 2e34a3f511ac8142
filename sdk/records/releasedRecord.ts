import { z } from 'zod'
import { hashSchema } from '../chain/schemas.ts'
import type { Envelope } from '../crypto/envelope.ts'
import { InvalidInputError } from '../errors/index.ts'
import { locatorSchema, type SignedLocator } from './locator.ts'
import { parseManifest, type RecordManifest } from './manifest.ts'
import { type RecordRef, recordRefSchema } from './recordRef.ts'

/** What anyone needs in order to verify a record against the chain; it opens nothing. */
export interface RecordEvidence {
  readonly ref: RecordRef
  readonly manifest: RecordManifest
  /** 32 secret bytes as hexadecimal: who has them can test guesses of the manifest. */
  readonly salt: string
  readonly locator: SignedLocator
}

/** What a gateway releases to one grantee. */
export interface ReleasedRecord extends RecordEvidence {
  readonly envelope: Envelope
}

const evidenceSchema = z.object({
  ref: recordRefSchema,
  manifest: z.unknown(),
  salt: hashSchema,
  locator: locatorSchema,
})

/** Checks evidence from anywhere. @throws InvalidInputError MESSAGE_INVALID, MANIFEST_INVALID */
export function parseRecordEvidence(value: unknown): RecordEvidence {
  const result = evidenceSchema.safeParse(value)
  if (!result.success) {
    throw new InvalidInputError(
      'MESSAGE_INVALID',
      `The record is malformed at '${result.error.issues[0]?.path.join('.')}'.`,
    )
  }
  return { ...result.data, manifest: parseManifest(result.data.manifest) }
}
