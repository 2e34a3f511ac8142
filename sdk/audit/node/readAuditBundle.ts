import { InvalidInputError } from '../../errors/index.ts'
import { readInputFile } from '../../files/node/readInputFile.ts'
import { type AuditBundle, parseAuditBundle } from '../auditBundle.ts'

/** Bytes: room for 10,000 disclosures with proofs of 32 levels. */
const MAXIMUM_BYTES = 32 * 1024 * 1024

/** Reads an audit bundle from a file. @throws as `readInputFile` and `parseAuditBundle` */
export async function readAuditBundle(path: string): Promise<AuditBundle> {
  const bytes = await readInputFile(path, MAXIMUM_BYTES)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new InvalidInputError(
      'AUDIT_BUNDLE_INVALID',
      `${path} is not an audit bundle: it is not JSON in UTF-8.`,
    )
  }
  return parseAuditBundle(value)
}
