import { z } from 'zod'
import type { Contracts } from '../chain/contracts.ts'
import { addressSchema } from '../chain/schemas.ts'
import { InvalidInputError } from '../errors/index.ts'
import { CATEGORIES, PURPOSES } from './vocabulary.ts'

/** Characters: every category and purpose, with room for blanks. */
export const LONGEST_ACCESS_REQUEST = 4096

const distinct = <T>(values: readonly T[]): boolean => new Set(values).size === values.length

const schema = z.strictObject({
  format: z.literal('salus-access-request/1'),
  chainId: z.number().int().positive(),
  consentRegistry: addressSchema,
  patient: addressSchema,
  /** The account that asks. */
  grantee: addressSchema,
  categories: z.array(z.enum(CATEGORIES)).min(1).max(CATEGORIES.length).refine(distinct, 'names one twice'),
  purposes: z.array(z.enum(PURPOSES)).min(1).max(PURPOSES.length).refine(distinct, 'names one twice'),
  days: z.number().int().min(1).max(366),
})

/**
 * What an account asks a patient to share. It is no consent and is not on the chain, where it would say who treats whom
 * before the patient has said anything. Nobody signs it: it can only ask for the account that it names.
 */
export type AccessRequest = Pick<
  z.infer<typeof schema>,
  'patient' | 'grantee' | 'categories' | 'purposes' | 'days'
>

/** A request as one line of JSON, to be handed to the patient. */
export function accessRequestText({ deployment }: Contracts, request: AccessRequest): string {
  const { patient, grantee, categories, purposes, days } = request
  return JSON.stringify({
    format: 'salus-access-request/1',
    chainId: deployment.chainId,
    consentRegistry: deployment.contracts.consentRegistry,
    patient,
    grantee,
    categories,
    purposes,
    days,
  } satisfies z.input<typeof schema>)
}

/**
 * A request that somebody handed to a patient.
 * @throws InvalidInputError INPUT_TOO_LARGE, ACCESS_REQUEST_INVALID; CHAIN_MISMATCH where it is for other contracts;
 * ACCESS_REQUEST_MISDIRECTED where it is for another patient, or asks the patient for the patient
 */
export function parseAccessRequest(text: string, { deployment }: Contracts, patient: string): AccessRequest {
  if (text.length > LONGEST_ACCESS_REQUEST) {
    throw new InvalidInputError('INPUT_TOO_LARGE', 'This text is too long for a request for access.')
  }
  const result = schema.safeParse(parse(text))
  if (!result.success) {
    throw new InvalidInputError('ACCESS_REQUEST_INVALID', 'This is not a request for access.')
  }
  const { format: _, chainId, consentRegistry, ...request } = result.data
  if (chainId !== deployment.chainId || consentRegistry !== deployment.contracts.consentRegistry) {
    throw new InvalidInputError('CHAIN_MISMATCH', 'The request for access is for another network.')
  }
  if (request.patient !== patient || request.grantee === patient) {
    throw new InvalidInputError(
      'ACCESS_REQUEST_MISDIRECTED',
      `The request for access is for the account ${request.patient}, not for ${patient}.`,
    )
  }
  return request
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
