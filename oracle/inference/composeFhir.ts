import { codeSystems } from '../../sdk/fhir/featureSpec.ts'
import type { ReportedModel, ReportedRequest, RiskReport } from '../../sdk/inference/riskReport.ts'

export interface FhirInput {
  readonly request: ReportedRequest
  readonly model: ReportedModel
  readonly outcome: RiskReport['outcome']
  /** The patient's decentralised identifier. */
  readonly patientDid: string
  readonly limits: readonly string[]
}

type Json = Record<string, unknown>

/**
 * The report as FHIR R4 DiagnosticReport and RiskAssessment. Ids are the requestId's 64 hex digits (FHIR ids have at most
 * 64 characters), times are the request's, so the same request gives the same resources.
 */
export function composeFhir(input: FhirInput): RiskReport['fhir'] {
  return { diagnosticReport: diagnosticReport(input), riskAssessment: riskAssessment(input) }
}

function diagnosticReport(input: FhirInput): Json {
  const { request } = input
  return {
    resourceType: 'DiagnosticReport',
    id: resourceId(request),
    text: narrative(input),
    contained: [probabilityObservation(input)],
    identifier: [requestIdentifier(request)],
    // The report is complete also when the model abstains: the conclusion then says why.
    status: 'final',
    code: reportCode(input.model),
    subject: subject(input),
    effectiveDateTime: request.requestedAt,
    issued: request.requestedAt,
    result: [{ reference: '#probability' }],
    conclusion: conclusion(input),
  }
}

function probabilityObservation(input: FhirInput): Json {
  const { outcome, request } = input
  const common = {
    resourceType: 'Observation',
    id: 'probability',
    code: reportCode(input.model),
    subject: subject(input),
    effectiveDateTime: request.requestedAt,
  }
  if (outcome.status === 'abstained') {
    return {
      ...common,
      status: 'cancelled',
      dataAbsentReason: {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'not-performed' },
        ],
        text: outcome.reasons.map(({ text }) => text).join(' '),
      },
    }
  }
  const [low, high] = outcome.interval
  return {
    ...common,
    status: 'final',
    valueQuantity: unitless(outcome.probability),
    component: [
      { code: { text: 'Lower end of the spread of the estimate' }, valueQuantity: unitless(low) },
      { code: { text: 'Upper end of the spread of the estimate' }, valueQuantity: unitless(high) },
    ],
  }
}

function riskAssessment(input: FhirInput): Json {
  const { request, model, outcome } = input
  const common = {
    resourceType: 'RiskAssessment',
    id: resourceId(request),
    text: narrative(input),
    identifier: [requestIdentifier(request)],
    status: outcome.status === 'answered' ? 'final' : 'cancelled',
    method: { text: `${model.title}, model version ${model.modelVersion}` },
    code: reportCode(model),
    subject: subject(input),
    occurrenceDateTime: request.requestedAt,
    basis: [
      { reference: `DiagnosticReport/${resourceId(request)}` },
      ...request.recordIds.map((recordId) => ({
        identifier: { system: 'https://salus.example/fhir/identifier/record', value: recordId },
      })),
    ],
    note: input.limits.map((text) => ({ text })),
  }
  if (outcome.status === 'abstained') return common
  return {
    ...common,
    prediction: [
      {
        outcome: { text: outcome.condition },
        probabilityDecimal: outcome.probability,
        qualitativeRisk: qualitativeRisk(outcome.probability, outcome.abstention.uncertainBetween),
      },
    ],
  }
}

/** Below the abstention band is low, above it high; in between the model does not answer. */
function qualitativeRisk(probability: number, [low, high]: readonly [number, number]): Json {
  const isHigh = probability >= (low + high) / 2
  return {
    coding: [
      {
        system: 'http://terminology.hl7.org/CodeSystem/risk-probability',
        code: isHigh ? 'high' : 'low',
        display: isHigh ? 'High likelihood' : 'Low likelihood',
      },
    ],
  }
}

function conclusion({ outcome }: FhirInput): string {
  if (outcome.status === 'abstained') {
    return `The model gives no answer. ${outcome.reasons.map(({ text }) => text).join(' ')}`
  }
  const [low, high] = outcome.interval
  return `${outcome.condition}: probability ${outcome.probability} (spread of the estimate ${low} to ${high}).`
}

function narrative(input: FhirInput): Json {
  const lines = [input.model.title, conclusion(input), ...input.limits].map(
    (line) => `<p>${escapeXml(line)}</p>`,
  )
  return { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${lines.join('')}</div>` }
}

function reportCode(model: ReportedModel): Json {
  return {
    coding: [{ system: codeSystems.salus, code: `${model.name}-risk`, display: model.title }],
    text: model.title,
  }
}

function subject({ patientDid }: FhirInput): Json {
  return { identifier: { system: codeSystems.uri, value: patientDid } }
}

function requestIdentifier({ requestId }: ReportedRequest): Json {
  return { system: 'https://salus.example/fhir/identifier/request', value: requestId }
}

function resourceId({ requestId }: ReportedRequest): string {
  return requestId.replace(/^0x/, '').toLowerCase()
}

function unitless(value: number): Json {
  return { value, system: codeSystems.ucum, code: '1' }
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
