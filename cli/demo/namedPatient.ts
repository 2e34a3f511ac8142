import { codeSystems } from '../../sdk/fhir/featureSpec.ts'
import { parseBundle } from '../../sdk/fhir/parseBundle.ts'

/** LOINC: age. */
const AGE = '30525-0'

/**
 * The Bundle with a made-up name for its Patient, and a birth date that fits the age in it: the public data set names
 * nobody, and a clinician attests to nothing without two identifiers.
 */
export function namedPatient(bytes: Uint8Array, name: string, now: Date): Uint8Array {
  const bundle = parseBundle(bytes)
  const age = bundle.entry.find(({ resource }) => {
    const { coding = [] } = (resource?.code ?? {}) as {
      coding?: readonly { system?: string; code?: string }[]
    }
    return coding.some(({ system, code }) => system === codeSystems.loinc && code === AGE)
  })
  const { value = 60 } = (age?.resource?.valueQuantity ?? {}) as { value?: number }
  const birthDate = `${now.getUTCFullYear() - value}-01-01`
  const entry = bundle.entry.map((one) =>
    one.resource?.resourceType === 'Patient'
      ? { ...one, resource: { ...one.resource, name: [{ use: 'official', text: name }], birthDate } }
      : one,
  )
  return new TextEncoder().encode(JSON.stringify({ ...bundle, entry }))
}
