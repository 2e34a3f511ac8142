import { z } from 'zod'
import { addressSchema, hashSchema } from '../chain/schemas.ts'
import { requireAbout, type Statement, statementKind } from './statement.ts'

/** Whether what came later bore the report out. */
export const OUTCOMES = ['confirmed', 'refuted', 'unknown'] as const

/** Most characters of a note. */
const LONGEST_NOTE = 2000

const schema = z.strictObject({
  format: z.literal('salus-outcome/1'),
  requestId: hashSchema,
  outputHash: hashSchema,
  clinician: addressSchema,
  outcome: z.enum(OUTCOMES),
  note: z.string().max(LONGEST_NOTE).optional(),
})

/** What a clinician learnt after the attestation. The latest of one clinician counts. */
export type LaterOutcome = z.infer<typeof schema>

const kind = statementKind('salus.inference.outcome.v1', schema)

/** @throws InvalidInputError MESSAGE_INVALID */
export const stateOutcome = (
  outcome: Omit<LaterOutcome, 'format'>,
  salt?: Uint8Array,
): Statement<LaterOutcome> => kind.make({ format: 'salus-outcome/1', ...outcome }, salt)

/** The outcome that a clinician committed to on chain. @throws as `open` of {@link statementKind} */
export const openOutcome = (
  statement: Pick<Statement<unknown>, 'content' | 'salt'>,
  {
    commitment,
    ...about
  }: Pick<LaterOutcome, 'requestId' | 'outputHash' | 'clinician'> & {
    readonly commitment: string
  },
): LaterOutcome => requireAbout(kind.open(statement, commitment), about)
