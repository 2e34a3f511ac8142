import type { z } from 'zod'
import { categoryMask, purposeMask } from '../../consent/vocabulary.ts'
import { InvalidInputError } from '../../errors/index.ts'
import { secondAfter, startSecond } from './instant.ts'
import {
  ALL_CATEGORIES,
  ALL_PURPOSES,
  type ConsentActor,
  type ConsentRule,
  END_OF_TIME,
  type PatientConsent,
  rulesOf,
} from './patientConsent.ts'
import { refusal } from './refusal.ts'
import { consentLimits, type Provision, provisionSchema, resourceSchema, UNSUPPORTED } from './schemas.ts'

interface Subject {
  readonly chainId: bigint
  readonly patient: string
}

/**
 * Reads a FHIR R4 Consent from JSON bytes that nobody vouches for.
 *
 * @throws InvalidInputError INPUT_TOO_LARGE, or CONSENT_RESOURCE_INVALID as {@link checkConsent}
 */
export function parseConsent(bytes: Uint8Array): PatientConsent {
  if (bytes.length > consentLimits.bytes) {
    throw new InvalidInputError(
      'INPUT_TOO_LARGE',
      `The Consent has ${bytes.length} bytes; at most ${consentLimits.bytes} are read.`,
    )
  }
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    // The parser's own message quotes the text it failed on: it is not kept as a cause.
    throw refusal('Consent', 'is not JSON in UTF-8.')
  }
  return checkConsent(value)
}

/**
 * Checks a FHIR R4 Consent and puts its conditions in numbers. Whatever is not understood is refused, so that no
 * condition is lost.
 *
 * @throws InvalidInputError CONSENT_RESOURCE_INVALID with the path of the first element at fault
 */
export function checkConsent(value: unknown): PatientConsent {
  const resource = check(resourceSchema, value, 'Consent')
  const { chainId, address: patient } = resource.patient.identifier.value
  const subject = { chainId, patient }
  const rule =
    resource.provision === undefined
      ? undefined
      : readRule(resource.provision, 'Consent.provision', subject, 1)
  const count = rulesOf(rule).length
  if (count > consentLimits.rules) {
    throw refusal('Consent.provision', `has ${count} provisions; at most ${consentLimits.rules} are read.`)
  }
  return { ...subject, rule }
}

function readRule(value: unknown, path: string, subject: Subject, depth: number): ConsentRule {
  if (depth > consentLimits.depth) {
    throw refusal(path, `provisions are nested more than ${consentLimits.depth} deep.`)
  }
  const provision = check(provisionSchema, value, path)
  if (depth > 1 && provision.type === undefined)
    throw refusal(`${path}.type`, 'a nested provision needs a type.')
  const { period, class: classes, purpose } = provision
  return {
    path,
    // R4 gives the root rule no type of its own: it is the base policy's.
    type: provision.type ?? 'deny',
    isStated: provision.type !== undefined,
    start: period?.start === undefined ? 0 : startSecond(period.start),
    end: period?.end === undefined ? END_OF_TIME : secondAfter(period.end),
    actors: readActors(provision, path, subject),
    categories: classes ? categoryMask(classes.map(({ code }) => code)) : ALL_CATEGORIES,
    purposes: purpose ? purposeMask(purpose.map(({ code }) => code)) : ALL_PURPOSES,
    rules: (provision.provision ?? []).map((nested, index) =>
      readRule(nested, `${path}.provision[${index}]`, subject, depth + 1),
    ),
  }
}

function readActors({ actor }: Provision, path: string, subject: Subject): ConsentActor[] | undefined {
  return actor?.map(({ reference: { identifier, type } }, index): ConsentActor => {
    const at = `${path}.actor[${index}].reference`
    const isOrganisation = typeof identifier.value === 'string'
    if (type !== undefined && isOrganisation !== (type === 'Organization')) {
      throw refusal(`${at}.type`, 'does not go with the system of the identifier.')
    }
    if (typeof identifier.value === 'string') return { kind: 'organisation', address: identifier.value }
    if (identifier.value.chainId !== subject.chainId) {
      throw refusal(`${at}.identifier.value`, 'is on another chain than the patient.')
    }
    if (identifier.value.address === subject.patient) {
      throw refusal(`${at}.identifier.value`, 'is the patient, whose own use no consent decides.')
    }
    return { kind: 'account', address: identifier.value.address }
  })
}

function check<T extends z.ZodType>(schema: T, value: unknown, path: string): z.infer<T> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const at = issue ? path + issue.path.map(pathStep).join('') : path
  if (issue?.code !== 'unrecognized_keys') throw refusal(at, `${issue?.message ?? 'is malformed'}.`)
  const key = issue.keys[0] ?? ''
  const name = key.replace(/[^\w]/g, '?').slice(0, 40)
  throw refusal(`${at}.${name}`, `${UNSUPPORTED[key] ?? 'is not an element that can be put on chain'}.`)
}

const pathStep = (step: PropertyKey): string =>
  typeof step === 'number' ? `[${step}]` : `.${String(step).slice(0, 40)}`
