import { identifier, referenceTo, repeated } from './elements.ts'
import type { FhirInput, Json } from './fhirInput.ts'

const participantTypes = 'http://terminology.hl7.org/CodeSystem/provenance-participant-type'

/** The model version, which computed the report. */
export function modelDevice({ model }: FhirInput): Json {
  return {
    resourceType: 'Device',
    identifier: [identifier('model-version', model.modelVersion)],
    status: 'active',
    deviceName: [{ name: model.title, type: 'model-name' }],
    modelNumber: model.name,
    version: [{ value: model.modelVersion }],
  }
}

/** The committee, found on chain by the request that it answered. */
export function committee({ request }: FhirInput): Json {
  return {
    resourceType: 'Organization',
    identifier: [identifier('committee-of-request', request.requestId)],
    name: 'Oracle committee that answered the request',
  }
}

/**
 * Where the report comes from: which model over which records, run by which committee. It carries no signature: the
 * quorum signs the hash of the whole report, on chain, and that holds this resource too.
 *
 * @param targets references to all that the report says
 */
export function provenance({ request }: FhirInput, targets: readonly Json[]): Json {
  return {
    resourceType: 'Provenance',
    target: targets,
    occurredDateTime: request.requestedAt,
    recorded: request.requestedAt,
    activity: { text: 'Computed from the records by the model version, alike on a quorum of oracle nodes' },
    agent: [
      {
        type: { coding: [{ system: participantTypes, code: 'assembler', display: 'Assembler' }] },
        who: referenceTo(request, 'Device', 'model'),
        onBehalfOf: referenceTo(request, 'Organization', 'committee'),
      },
      {
        type: { coding: [{ system: participantTypes, code: 'performer', display: 'Performer' }] },
        who: referenceTo(request, 'Organization', 'committee'),
      },
    ],
    ...repeated(
      'entity',
      request.recordIds.map((recordId) => ({
        role: 'source',
        what: { identifier: identifier('record', recordId) },
      })),
    ),
  }
}
