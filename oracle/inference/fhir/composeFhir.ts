import type { ReportBundle } from '../../../sdk/inference/clinicalReport.ts'
import { abstainedFindings } from './abstainedFindings.ts'
import {
  identifier,
  narrative,
  referenceTo,
  repeated,
  reportCode,
  resourceUuid,
  subject,
} from './elements.ts'
import type { FhirInput, Findings, Json } from './fhirInput.ts'
import { committee, modelDevice, provenance } from './provenance.ts'
import { rhythmFindings } from './rhythmFindings.ts'
import { riskFindings } from './riskFindings.ts'
import { scoreFindings } from './scoreFindings.ts'
import { survivalFindings } from './survivalFindings.ts'

/**
 * The report as one FHIR R4 Bundle of type collection: DiagnosticReport, Observations, RiskAssessment where something is
 * predicted, the model version as Device, the committee as Organization, and Provenance. Ids are made from the
 * requestId and times are the request's (a score's is its last observation's, a rhythm's that of the recording), so the same request gives the
 * same resources.
 */
export function composeFhir(input: FhirInput): ReportBundle {
  const { request } = input
  const findings = findingsOf(input)
  const observations = findings.observations.map(({ name, elements }) => ({
    name,
    resource: observation(input, findings, elements),
  }))
  const reported: readonly Named[] = [
    { name: 'report', resource: diagnosticReport(input, findings) },
    ...observations,
    ...(findings.predictions === null
      ? []
      : [{ name: 'risk-assessment', resource: riskAssessment(input, findings, findings.predictions) }]),
  ]
  const targets = reported.map(({ name, resource }) =>
    referenceTo(request, String(resource.resourceType), name),
  )
  const resources: readonly Named[] = [
    ...reported,
    { name: 'model', resource: modelDevice(input) },
    { name: 'committee', resource: committee(input) },
    { name: 'provenance', resource: provenance(input, targets) },
  ]
  return {
    resourceType: 'Bundle',
    id: resourceUuid(request, 'bundle'),
    identifier: identifier('request', request.requestId),
    type: 'collection',
    timestamp: request.requestedAt,
    entry: resources.map(({ name, resource }) => {
      const uuid = resourceUuid(request, name)
      return {
        fullUrl: `urn:uuid:${uuid}`,
        resource: { ...resource, resourceType: String(resource.resourceType), id: uuid },
      }
    }),
  }
}

interface Named {
  readonly name: string
  readonly resource: Json
}

function findingsOf({ outcome, model, features }: FhirInput): Findings {
  if (outcome.status === 'abstained') return abstainedFindings(outcome, model)
  switch (outcome.kind) {
    case 'risk':
      return riskFindings(outcome, model)
    case 'survival':
      return survivalFindings(outcome, model)
    case 'score':
      return scoreFindings(outcome, model, features)
    case 'rhythm':
      return rhythmFindings(outcome, model)
  }
}

const effectiveOf = ({ request }: FhirInput, { effective }: Findings): Json =>
  effective ?? { effectiveDateTime: request.requestedAt }

function observation(input: FhirInput, findings: Findings, elements: Json): Json {
  const { request } = input
  return {
    resourceType: 'Observation',
    subject: subject(input),
    ...effectiveOf(input, findings),
    issued: request.requestedAt,
    device: referenceTo(request, 'Device', 'model'),
    ...elements,
  }
}

function diagnosticReport(input: FhirInput, findings: Findings): Json {
  const { conclusion, observations } = findings
  const { request, model } = input
  return {
    resourceType: 'DiagnosticReport',
    text: narrative([model.title, conclusion, ...input.limits]),
    identifier: [identifier('request', request.requestId)],
    // The report is complete also when the model abstains: the conclusion then says why.
    status: 'final',
    code: reportCode(model),
    subject: subject(input),
    ...effectiveOf(input, findings),
    issued: request.requestedAt,
    performer: [referenceTo(request, 'Organization', 'committee')],
    result: observations.map(({ name }) => referenceTo(request, 'Observation', name)),
    conclusion,
  }
}

function riskAssessment(input: FhirInput, { conclusion }: Findings, predictions: readonly Json[]): Json {
  const { request, model, outcome } = input
  return {
    resourceType: 'RiskAssessment',
    text: narrative([model.title, conclusion, ...input.limits]),
    identifier: [identifier('request', request.requestId)],
    status: outcome.status === 'answered' ? 'final' : 'cancelled',
    method: { text: `${model.title}, model version ${model.modelVersion}` },
    code: reportCode(model),
    subject: subject(input),
    occurrenceDateTime: request.requestedAt,
    performer: referenceTo(request, 'Device', 'model'),
    basis: [
      referenceTo(request, 'DiagnosticReport', 'report'),
      ...request.recordIds.map((recordId) => ({ identifier: identifier('record', recordId) })),
    ],
    ...repeated('prediction', predictions),
    ...repeated(
      'note',
      input.limits.map((text) => ({ text })),
    ),
  }
}
