import { z } from 'zod'
import { InvalidInputError } from '../errors/index.ts'
import type { Bundle, Resource } from './bundle.ts'
import { codeSystems } from './featureSpec.ts'

/** States of a plan that a clinician may write down: codes of http://hl7.org/fhir/request-status. */
export const PLAN_STATUSES = ['active', 'on-hold', 'completed', 'revoked'] as const

/** One version of a treatment plan. Each version is a record of its own, which amends that of the version before. */
export interface CarePlan {
  /** UUID that all versions of the plan share. */
  readonly planId: string
  /** 1 for the first. */
  readonly version: number
  readonly patient: PlannedPatient
  /** DID of the clinician who answers for this version. */
  readonly authorDid: string
  /** ISO 8601: when this version was written. */
  readonly created: string
  readonly status: (typeof PLAN_STATUSES)[number]
  readonly title: string
  readonly description: string
  /** What is to be done, each in a sentence. */
  readonly activities: readonly string[]
  /** FHIR dates or dateTimes. */
  readonly period: { readonly start: string; readonly end: string | null }
  /** Records of the reports that the clinician had before them. */
  readonly reports: readonly string[]
  /** Record of the version before, or null. */
  readonly replaces: string | null
}

/** The patient as the plan names them: by DID, and by the two identifiers that its author confirmed. */
export interface PlannedPatient {
  readonly did: string
  readonly name: string
  /** YYYY-MM-DD */
  readonly birthDate: string
}

export const carePlanLimits = {
  title: 200,
  description: 10_000,
  activity: 2_000,
  activities: 50,
  reports: 20,
} as const

/** Namespace of record ids. The host is reserved by RFC 2606: the URI names and never resolves. */
const RECORD_SYSTEM = 'https://salus.example/fhir/identifier/record'
const CATEGORY = { system: 'http://snomed.info/sct', code: '734163000', display: 'Care plan' }

/** Writes a plan as a FHIR R4 Bundle of a Patient and a CarePlan. @throws InvalidInputError CARE_PLAN_INVALID */
export function composeCarePlan(plan: CarePlan): Bundle {
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [
      { fullUrl: urlOf('Patient', plan.planId), resource: patientOf(plan) },
      { fullUrl: urlOf('CarePlan', plan.planId), resource: resourceOf(plan) },
    ],
  }
  // What is written is held to what is read: nobody can hand in a plan that cannot be opened again.
  readCarePlan(bundle)
  return bundle
}

const urlOf = (type: string, id: string) => `https://salus.example/fhir/${type}/${id}`

const patientOf = ({ planId, patient: { did, name, birthDate } }: CarePlan): Resource => ({
  resourceType: 'Patient',
  id: planId,
  identifier: [{ system: codeSystems.uri, value: did }],
  name: [{ text: name }],
  birthDate,
})

function resourceOf(plan: CarePlan): Resource {
  const { planId, period, activities, reports, replaces } = plan
  return {
    resourceType: 'CarePlan',
    id: planId,
    meta: { versionId: String(plan.version) },
    ...(replaces !== null && { replaces: [recordReference('CarePlan', replaces)] }),
    status: plan.status,
    intent: 'plan',
    category: [{ coding: [CATEGORY] }],
    title: plan.title,
    description: plan.description,
    subject: {
      reference: `Patient/${planId}`,
      type: 'Patient',
      identifier: { system: codeSystems.uri, value: plan.patient.did },
    },
    period: { start: period.start, ...(period.end !== null && { end: period.end }) },
    created: plan.created,
    author: { type: 'Practitioner', identifier: { system: codeSystems.uri, value: plan.authorDid } },
    ...(reports.length > 0 && {
      supportingInfo: reports.map((id) => recordReference('DiagnosticReport', id)),
    }),
    ...(activities.length > 0 && {
      activity: activities.map((description) => ({
        detail: { status: ACTIVITY_STATUS[plan.status], description },
      })),
    }),
  }
}

/** Codes of http://hl7.org/fhir/care-plan-activity-status: what holds for the plan holds for what is in it. */
const ACTIVITY_STATUS: Record<CarePlan['status'], string> = {
  active: 'not-started',
  'on-hold': 'on-hold',
  completed: 'completed',
  revoked: 'stopped',
}

const recordReference = (type: string, recordId: string) => ({
  type,
  identifier: { system: RECORD_SYSTEM, value: recordId },
})

const did = z.string().regex(/^did:ethr:0x[0-9a-f]{1,16}:0x[0-9a-fA-F]{40}$/)
const recordId = z.string().regex(/^0x[0-9a-f]{64}$/)
const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
/** A FHIR dateTime that names a day. */
const day = z.union([z.iso.date(), z.iso.datetime({ offset: true })])
const text = (maximum: number) => z.string().trim().min(1).max(maximum)
const named = z.object({ system: z.literal(codeSystems.uri), value: did })
const reference = z.object({ identifier: z.object({ system: z.literal(RECORD_SYSTEM), value: recordId }) })

const patientSchema = z.object({
  resourceType: z.literal('Patient'),
  id: uuid,
  identifier: z.tuple([named]),
  name: z.tuple([z.object({ text: text(200) })]),
  birthDate: z.iso.date(),
})

const planSchema = z.object({
  resourceType: z.literal('CarePlan'),
  id: uuid,
  meta: z.object({ versionId: z.string().regex(/^[1-9]\d{0,8}$/) }),
  replaces: z.tuple([reference]).optional(),
  status: z.enum(PLAN_STATUSES),
  intent: z.literal('plan'),
  title: text(carePlanLimits.title),
  description: text(carePlanLimits.description),
  subject: z.object({ reference: z.string(), identifier: named }),
  period: z.object({ start: day, end: day.optional() }),
  created: z.iso.datetime(),
  author: z.object({ identifier: named }),
  supportingInfo: z.array(reference).max(carePlanLimits.reports).default([]),
  activity: z
    .array(z.object({ detail: z.object({ description: text(carePlanLimits.activity) }) }))
    .max(carePlanLimits.activities)
    .default([]),
})

const bundleSchema = z.object({
  entry: z.tuple([z.object({ resource: patientSchema }), z.object({ resource: planSchema })]),
})

/**
 * Reads a plan as {@link composeCarePlan} writes it, from a Bundle that `validateBundle` let through.
 * @throws InvalidInputError CARE_PLAN_INVALID, with the place of the first fault and never a value
 */
export function readCarePlan(bundle: Bundle): CarePlan {
  const result = bundleSchema.safeParse(bundle)
  if (!result.success) {
    throw invalid(`is malformed at ${result.error.issues[0]?.path.join('.') || 'its top level'}`)
  }
  const [{ resource: patient }, { resource: plan }] = result.data.entry
  const [{ value: patientDid }] = patient.identifier
  const version = Number(plan.meta.versionId)
  if (plan.subject.reference !== `Patient/${patient.id}` || plan.subject.identifier.value !== patientDid) {
    throw invalid('is about another patient than the one in its Bundle')
  }
  if ((version === 1) !== (plan.replaces === undefined)) {
    throw invalid('must name the version that it replaces, unless it is the first')
  }
  const { period } = plan
  if (period.end !== undefined && Date.parse(period.end) < Date.parse(period.start)) {
    throw invalid('ends before it starts')
  }
  return {
    planId: plan.id,
    version,
    patient: { did: patientDid, name: patient.name[0].text, birthDate: patient.birthDate },
    authorDid: plan.author.identifier.value,
    created: plan.created,
    status: plan.status,
    title: plan.title,
    description: plan.description,
    activities: plan.activity.map(({ detail }) => detail.description),
    period: { start: period.start, end: period.end ?? null },
    reports: plan.supportingInfo.map(({ identifier }) => identifier.value),
    replaces: plan.replaces?.[0].identifier.value ?? null,
  }
}

const invalid = (problem: string) => new InvalidInputError('CARE_PLAN_INVALID', `The care plan ${problem}.`)
