/** A collection Bundle about one unnamed patient, filled with Observations up to a size in bytes of JSON. */
export function bundleOfSize(bytes: number): object {
  const patient = 'https://salus.example/fhir/Patient/bench'
  const entry: object[] = [{ fullUrl: patient, resource: { resourceType: 'Patient', id: 'bench' } }]
  let size = JSON.stringify(entry).length
  for (let index = 0; size < bytes; index++) {
    const observation = observationAt(index)
    entry.push(observation)
    size += JSON.stringify(observation).length + 1
  }
  return { resourceType: 'Bundle', type: 'collection', entry }
}

const observationAt = (index: number) => ({
  fullUrl: `https://salus.example/fhir/Observation/bench-${index}`,
  resource: {
    resourceType: 'Observation',
    id: `bench-${index}`,
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8480-6', display: 'Systolic blood pressure' }] },
    subject: { reference: 'Patient/bench' },
    effectiveDateTime: new Date(Date.UTC(2020, 0, 1) + index * 3_600_000).toISOString(),
    valueQuantity: {
      value: 100 + (index % 60),
      unit: 'mmHg',
      system: 'http://unitsofmeasure.org',
      code: 'mm[Hg]',
    },
  },
})
