import { z } from 'zod'
import { addressSchema, hashSchema } from '../chain/schemas.ts'
import { requireAbout, type Statement, statementKind } from './statement.ts'

export const VERDICTS = ['agreed', 'overridden'] as const

/** Why a clinician overrode a report: few, so that they can be counted. */
export const OVERRIDE_REASONS = {
  'wrong-input': 'A value that the model used is wrong or out of date.',
  'not-this-population': 'The model is not made for people like this one.',
  'clinical-findings-contradict': 'What was found at the bedside says otherwise.',
  'known-diagnosis': 'The diagnosis is known already.',
  'model-unreliable': 'The model has been wrong in cases like this.',
  other: 'Another reason, in the note.',
} as const
export type OverrideReason = keyof typeof OVERRIDE_REASONS

/** What a person can be told apart by. Two of them are compared before a report is attested to. */
export const PATIENT_IDENTIFIERS = [
  'name',
  'birth-date',
  'record-number',
  'national-number',
  'address',
  'photograph',
  'account',
] as const

const reasons = Object.keys(OVERRIDE_REASONS) as [OverrideReason, ...OverrideReason[]]

/** Most characters of a note. */
const LONGEST_NOTE = 2000

const schema = z
  .strictObject({
    format: z.literal('salus-attestation/1'),
    requestId: hashSchema,
    outputHash: hashSchema,
    clinician: addressSchema,
    verdict: z.enum(VERDICTS),
    reasonCode: z.enum(reasons).optional(),
    note: z.string().max(LONGEST_NOTE).optional(),
    patientCheckedBy: z.tuple([z.enum(PATIENT_IDENTIFIERS), z.enum(PATIENT_IDENTIFIERS)]),
  })
  .superRefine(({ verdict, reasonCode, note, patientCheckedBy }, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    if ((verdict === 'overridden') !== (reasonCode !== undefined)) {
      refuse('reasonCode', 'a reason goes with an override, and only with one')
    }
    if (reasonCode === 'other' && !note?.trim()) refuse('note', 'the reason other needs a note')
    if (patientCheckedBy[0] === patientCheckedBy[1]) {
      refuse('patientCheckedBy', 'two different identifiers are compared')
    }
  })

/** What a clinician made of one report, having made sure whom it is about. */
export type Attestation = z.infer<typeof schema>

const kind = statementKind('salus.inference.attestation.v1', schema)

/** @throws InvalidInputError MESSAGE_INVALID, as where an override names no reason */
export const stateAttestation = (
  attestation: Omit<Attestation, 'format'>,
  salt?: Uint8Array,
): Statement<Attestation> => kind.make({ format: 'salus-attestation/1', ...attestation }, salt)

/**
 * The attestation that a clinician committed to on chain, about one report.
 * @throws as `open` of {@link statementKind}
 */
export const openAttestation = (
  statement: Pick<Statement<unknown>, 'content' | 'salt'>,
  {
    commitment,
    ...about
  }: Pick<Attestation, 'requestId' | 'outputHash' | 'clinician'> & {
    readonly commitment: string
  },
): Attestation => requireAbout(kind.open(statement, commitment), about)
