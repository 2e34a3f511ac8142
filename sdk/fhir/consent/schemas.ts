import { getAddress, isAddress, ZeroAddress } from 'ethers'
import { z } from 'zod'
import { CATEGORIES, PURPOSES } from '../../consent/vocabulary.ts'
import {
  ACT_CODE_SYSTEM,
  ACT_REASON_SYSTEM,
  CATEGORY_SYSTEM,
  ORGANISATION_SYSTEM,
  PARTICIPATION_SYSTEM,
  SCOPE_SYSTEM,
  URI_SYSTEM,
} from './codeSystems.ts'
import { instantSchema } from './instant.ts'

/** Limits on what is read. A consent that a person can survey stays far below them. */
export const consentLimits = { bytes: 256 * 1024, depth: 8, rules: 64, actors: 32, codes: 64 } as const

const text = z.string().max(1024)

// Elements that say nothing about the meaning: FHIR R4 Coding and Reference.
const labels = { id: text.optional(), display: text.optional() }

function coding<const Codes extends readonly string[]>(system: string, codes: Codes) {
  return z.strictObject({
    ...labels,
    system: z.literal(system, { error: `is not '${system}'` }),
    version: text.optional(),
    code: z.enum(codes, { error: `is not one of ${codes.join(', ')}` }),
    userSelected: z.boolean().optional(),
  })
}

const several = <T extends z.ZodType>(item: T) =>
  z.array(item, { error: 'is not a list' }).min(1, 'is empty').max(consentLimits.codes, 'is too long')

const concept = (system: string, codes: readonly string[]) =>
  z.strictObject({ id: text.optional(), coding: several(coding(system, codes)), text: text.optional() })

const anything = z.unknown().optional()

const address = z
  .string()
  .refine((value) => isAddress(value) && value.startsWith('0x'), 'is not an Ethereum address')
  .transform((value) => getAddress(value))
  .refine((value) => value !== ZeroAddress, 'is the zero address')

const did = z
  .string()
  .regex(
    /^did:ethr:0x[1-9a-f][0-9a-f]{0,15}:0x[0-9a-fA-F]{40}$/,
    'is not of the form did:ethr:0x<chain>:0x<address>',
  )
  .transform((value, context) => {
    const [, , chain = '', account] = value.split(':')
    const checked = address.safeParse(account)
    if (checked.success) return { chainId: BigInt(chain), address: checked.data }
    context.addIssue({ code: 'custom', message: checked.error.issues[0]?.message ?? 'is not a did:ethr' })
    return z.NEVER
  })

const identifierLabels = { id: text.optional(), use: text.optional(), type: anything }
const accountIdentifier = z.strictObject({
  ...identifierLabels,
  system: z.literal(URI_SYSTEM),
  value: did,
})
const organisationIdentifier = z.strictObject({
  ...identifierLabels,
  system: z.literal(ORGANISATION_SYSTEM),
  value: address,
})

const reference = <T extends z.ZodType>(identifier: T) =>
  z.strictObject({ ...labels, reference: text.optional(), type: text.optional(), identifier })

export const patientSchema = reference(accountIdentifier)

export const resourceSchema = z.strictObject({
  resourceType: z.literal('Consent', { error: "is not 'Consent'" }),
  status: z.literal('active', { error: "is not 'active': only an active consent can be put on chain" }),
  scope: concept(SCOPE_SYSTEM, ['patient-privacy']),
  category: several(z.looseObject({})),
  patient: patientSchema,
  policyRule: concept(ACT_CODE_SYSTEM, ['OPTOUT']),
  provision: z.unknown().optional(),
  // Elements that document the consent and do not change what it permits.
  id: text.optional(),
  meta: anything,
  language: anything,
  text: anything,
  contained: anything,
  extension: anything,
  identifier: anything,
  dateTime: anything,
  performer: anything,
  organization: anything,
  sourceAttachment: anything,
  sourceReference: anything,
  verification: anything,
})

const actorSchema = z.strictObject({
  id: text.optional(),
  role: concept(PARTICIPATION_SYSTEM, ['PRCP', 'IRCP']),
  reference: reference(
    z.discriminatedUnion('system', [accountIdentifier, organisationIdentifier], {
      error: `has a system other than '${URI_SYSTEM}' and '${ORGANISATION_SYSTEM}'`,
    }),
  ),
})

const periodSchema = z
  .strictObject({ id: text.optional(), start: instantSchema.optional(), end: instantSchema.optional() })
  .refine(({ start, end }) => start !== undefined || end !== undefined, 'has neither a start nor an end')
  .refine(
    ({ start, end }) => start === undefined || end === undefined || start <= end,
    'ends before it starts',
  )

export const provisionSchema = z.strictObject({
  id: text.optional(),
  type: z.enum(['permit', 'deny'], { error: "is neither 'permit' nor 'deny'" }).optional(),
  period: periodSchema.optional(),
  actor: several(actorSchema).optional(),
  purpose: several(coding(ACT_REASON_SYSTEM, PURPOSES)).optional(),
  class: several(coding(CATEGORY_SYSTEM, CATEGORIES)).optional(),
  provision: several(z.unknown()).optional(),
})

export type Provision = z.infer<typeof provisionSchema>

/** Why elements that R4 knows are refused, by their name. */
export const UNSUPPORTED: Readonly<Record<string, string>> = {
  modifierExtension: 'an extension that may change the meaning cannot be put on chain',
  implicitRules: 'rules that stand elsewhere cannot be put on chain',
  policy: 'a reference to another policy cannot be put on chain; state the base policy as policyRule OPTOUT',
  action: 'the chain knows one action, use; leave the action out',
  securityLabel: 'the chain knows no security labels; name the categories of records as class',
  code: 'the chain knows no single kinds of content; name the categories of records as class',
  data: 'a rule about single resources cannot be put on chain; name the categories of records as class',
  dataPeriod: 'a rule about the age of data cannot be put on chain',
}
