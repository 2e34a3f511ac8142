import { id } from 'ethers'
import { codeSystems } from '../../../sdk/fhir/featureSpec.ts'
import type { ReportedModel, ReportedRequest } from '../../../sdk/inference/clinicalReport.ts'
import type { FhirInput, Json } from './fhirInput.ts'

/** Namespaces of identifiers. The host is reserved by RFC 2606: a URI names and never resolves. */
const identifierSystems = 'https://salus.example/fhir/identifier'

export const identifier = (
  kind: 'request' | 'record' | 'model-version' | 'committee-of-request',
  value: string,
): Json => ({ system: `${identifierSystems}/${kind}`, value })

/**
 * A UUID (RFC 9562, version 8: from a hash) that names one resource of one report, so that equal requests give equal
 * resources.
 */
export function resourceUuid({ requestId }: ReportedRequest, name: string): string {
  const hex = id(`salus.report.resource.v1 ${requestId.toLowerCase()} ${name}`).slice(2)
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

/** A reference to another resource of the same Bundle. */
export const referenceTo = (request: ReportedRequest, type: string, name: string): Json => ({
  reference: `urn:uuid:${resourceUuid(request, name)}`,
  type,
})

export const subject = ({ patientDid }: FhirInput): Json => ({
  type: 'Patient',
  identifier: { system: codeSystems.uri, value: patientDid },
})

/** What the report, its assessment and its first observation are about. */
export const reportCode = ({ name, kind, title }: ReportedModel): Json => ({
  coding: [salusCoding(`${name}-${kind}`, title)],
  text: title,
})

export const salusCoding = (code: string, display: string): Json => ({
  system: codeSystems.salus,
  code,
  display,
})

export const loincCoding = (code: string, display: string): Json => ({
  system: codeSystems.loinc,
  code,
  display,
})

export const notPerformed: Json = {
  system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason',
  code: 'not-performed',
  display: 'Not Performed',
}

/** A quantity in a UCUM unit. @param unit for people; left out where it reads like the code */
export const quantity = (value: number, code: string, unit = code): Json => ({
  value,
  unit,
  system: codeSystems.ucum,
  code,
})

export const share = (value: number): Json => ({ value, system: codeSystems.ucum, code: '1' })

/**
 * A probability as RiskAssessment has it: "Decimal values are expressed as percentages as well (max = 100)" (R4,
 * RiskAssessment.prediction.probability[x]).
 *
 * @param probability 0 to 1, of at most 4 decimals
 */
export const percentage = (probability: number): number => Math.round(probability * 1e4) / 100

/** An element that repeats; left out where it has nothing, since R4 knows no empty array. */
export const repeated = (element: string, values: readonly unknown[]): Json =>
  values.length === 0 ? {} : { [element]: values }

/** Text for people, as XHTML. @param lines one paragraph each */
export function narrative(lines: readonly string[]): Json {
  const paragraphs = lines.map((line) => `<p>${escapeXml(line)}</p>`).join('')
  return { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${paragraphs}</div>` }
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
