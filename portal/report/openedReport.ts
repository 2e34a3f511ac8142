import { z } from 'zod'
import { hashSchema } from '../../sdk/chain/schemas.ts'
import { InvalidInputError } from '../../sdk/errors/index.ts'
import type { ClinicalReport } from '../../sdk/inference/clinicalReport.ts'
import { type InferenceRequest, inferenceRequestSchema } from '../../sdk/inference/inferenceRequest.ts'

/** Bytes of the file: a report of a signal with its excerpt stays far below. */
export const LARGEST_OPENED_REPORT = 8 * 1024 * 1024

/** A statement as its author keeps it: whoever opens it holds it against the commitment on chain. */
const statement = z.strictObject({ content: z.unknown(), salt: hashSchema, commitment: hashSchema })

const schema = z.strictObject({
  format: z.literal('salus-opened-report/1'),
  chainId: z.number().int().positive(),
  requestId: hashSchema,
  request: inferenceRequestSchema,
  /** The request's secret, which salts the hash on chain. */
  secret: hashSchema,
  /** Of any shape until its hash is that on chain. */
  report: z.looseObject({}),
  impression: statement.nullable(),
  patient: z.strictObject({ name: z.string().optional(), birthDate: z.string().optional() }),
})

/** A report that its requester opened, with what shows that it is the one that landed. It holds health data. */
export type OpenedReport = Omit<z.infer<typeof schema>, 'report' | 'request'> & {
  readonly request: InferenceRequest
  readonly report: ClinicalReport
}

/**
 * @param file how the file is called, to say which is wrong
 * @throws InvalidInputError REPORT_INVALID
 */
export function parseOpenedReport(bytes: Uint8Array, file: string): OpenedReport {
  const result = schema.safeParse(parse(bytes))
  if (result.success) return { ...result.data, report: result.data.report as unknown as ClinicalReport }
  const where = result.error.issues[0]?.path.join('.') || 'the whole'
  throw new InvalidInputError(
    'REPORT_INVALID',
    `${file} is not what salus report request --save writes: ${where} is missing or malformed.`,
  )
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
