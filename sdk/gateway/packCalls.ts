import { z } from 'zod'
import { utf8Bytes } from '../crypto/bytes.ts'
import type { EpcisDocument } from '../epcis/epcisDocument.ts'
import { epcisLimits } from '../epcis/limits.ts'
import { InvalidInputError } from '../errors/index.ts'
import type { BatchBook } from '../provenance/batchBook.ts'
import { scannedPack } from '../provenance/packIdentity.ts'
import {
  VERIFICATION_LINK_TYPE,
  type VerificationAnswer,
  verificationAnswerSchema,
} from '../provenance/verificationMessage.ts'
import { epcisDocumentSchema, publishedBatchSchema } from './answers.ts'
import { type CallOptions, parseJson } from './call.ts'
import type { Ask } from './epcisCalls.ts'
import { packPath } from './packPath.ts'
import type { PublishedBatch } from './protocol.ts'
import { requireShape } from './requireShape.ts'

/** The batches and packs of a maker's gateway. */
export interface PackClient {
  /**
   * Hands in the book of a batch that the gateway's organisation made, so that its packs can be verified there. A large one
   * takes a minute. Staff only. @throws RefusedError BATCH_REFUSED
   */
  publishBatch(book: BatchBook, options?: CallOptions): Promise<PublishedBatch>
  /** The batches whose packs are verified there. Staff only. */
  listBatches(options?: CallOptions): Promise<PublishedBatch[]>
  /**
   * Asks about a pack, by whatever a scanner read. Hold the answer against the chain: see `checkVerification`.
   * @throws InvalidInputError GS1_INVALID
   */
  verifyPack(scan: string, options?: CallOptions): Promise<VerificationAnswer>
  /**
   * What happened to a pack, as EPCIS; what the gateway answers is validated. For the staff, and for accounts accredited as
   * keepers of medicines, quality assurance or auditors.
   * @throws InvalidInputError GS1_INVALID, RefusedError NOT_ACCREDITED, PACK_NOT_FOUND
   */
  tracePack(scan: string, options?: CallOptions): Promise<EpcisDocument>
}

/** Milliseconds that taking in a batch book may take. */
const PUBLICATION = 5 * 60_000

export function packCalls(ask: Ask): PackClient {
  return {
    async publishBatch(book, options = {}) {
      const headers = { 'content-type': 'application/json' }
      const init = { method: 'POST', headers, body: JSON.stringify(book) }
      const { text } = await ask('batches', init, { ...options, timeout: PUBLICATION })
      return requireShape(publishedBatchSchema, parseJson(text))
    },
    async listBatches(options = {}) {
      const { text } = await ask('batches', { method: 'GET' }, options)
      return requireShape(z.array(publishedBatchSchema), parseJson(text))
    },
    async verifyPack(scan, options = {}) {
      const corrUUID = globalThis.crypto.randomUUID()
      const path = withQuery(packPath(scannedPack(scan)), { linkType: VERIFICATION_LINK_TYPE, corrUUID })
      const { text } = await ask(path, { method: 'GET' }, options)
      const answer = requireShape(verificationAnswerSchema, parseJson(text))
      if (answer.corrUUID === corrUUID) return answer
      throw new InvalidInputError('MESSAGE_INVALID', "The gateway's answer is to another request.")
    },
    async tracePack(scan, options = {}) {
      const path = `trace/${packPath(scannedPack(scan))}`
      const { text } = await ask(
        path,
        { method: 'GET' },
        { ...options, maximumAnswer: epcisLimits.maximumBytes },
      )
      // Only now: the standard's vocabulary is large, and few callers trace packs.
      const { validateEpcis } = await import('../epcis/validateEpcis.ts')
      const { document, problems } = validateEpcis(utf8Bytes(text))
      const [problem] = problems
      if (!problem) return requireShape(epcisDocumentSchema, document)
      throw new InvalidInputError('MESSAGE_INVALID', `The gateway's answer is malformed at ${problem.path}.`)
    },
  }
}

const withQuery = (path: string, values: Record<string, string>) =>
  `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(values)}`
