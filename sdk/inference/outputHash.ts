import { id, keccak256 } from 'ethers'
import { concatBytes, hexToBytes, utf8Bytes } from '../crypto/bytes.ts'
import { hashCanonicalJson } from '../crypto/canonicalJson.ts'
import { hkdfSha256 } from '../crypto/hkdf.ts'
import type { ClinicalReport } from './clinicalReport.ts'

const DOMAIN = hexToBytes(id('salus.inference.output.v1'))

/** keccak256(domain ‖ HKDF-SHA256(request secret, requestId) ‖ keccak256(canonical JSON of the report)). */
export async function outputHashOf(
  secret: Uint8Array,
  requestId: string,
  report: ClinicalReport,
): Promise<string> {
  const salt = await hkdfSha256(secret, hexToBytes(requestId), utf8Bytes('salus.inference.output.v1'), 32)
  return keccak256(concatBytes(DOMAIN, salt, hexToBytes(hashCanonicalJson(report))))
}
