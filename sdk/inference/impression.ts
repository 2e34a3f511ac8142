import { z } from 'zod'
import { addressSchema } from '../chain/schemas.ts'
import { requireAbout, type Statement, statementKind } from './statement.ts'

/** How likely the clinician holds what the model is asked about, before there is a score. */
export const LIKELIHOODS = ['very-unlikely', 'unlikely', 'uncertain', 'likely', 'very-likely'] as const
export type Likelihood = (typeof LIKELIHOODS)[number]

/** Most characters of a note. */
const LONGEST_NOTE = 2000

const schema = z.strictObject({
  format: z.literal('salus-impression/1'),
  clinician: addressSchema,
  likelihood: z.enum(LIKELIHOODS),
  note: z.string().max(LONGEST_NOTE).optional(),
})

/**
 * What a clinician thought before any score existed. The request is made of its commitment, and nodes compute only
 * once the request is on chain: nobody can have written it in the light of the score.
 */
export type Impression = z.infer<typeof schema>

const kind = statementKind('salus.inference.impression.v1', schema)

/** @throws InvalidInputError MESSAGE_INVALID */
export const stateImpression = (
  clinician: string,
  impression: Pick<Impression, 'likelihood' | 'note'>,
  salt?: Uint8Array,
): Statement<Impression> => kind.make({ format: 'salus-impression/1', clinician, ...impression }, salt)

/** The impression behind a request. @throws as `open` of {@link statementKind} */
export const openImpression = (
  statement: Pick<Statement<unknown>, 'content' | 'salt'>,
  request: { readonly requester: string; readonly impression: string },
): Impression => requireAbout(kind.open(statement, request.impression), { clinician: request.requester })
