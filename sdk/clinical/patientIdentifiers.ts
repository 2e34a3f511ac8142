import { z } from 'zod'
import type { Bundle } from '../fhir/bundle.ts'

/** Two identifiers by which a clinician knows who a patient is. */
export interface PatientIdentifiers {
  readonly name: string
  /** YYYY-MM-DD */
  readonly birthDate: string
}

/** What a person can hold against what is in front of them. */
const part = z.string().max(200)

const patientSchema = z.object({
  name: z
    .array(
      z.object({
        use: z.string().optional(),
        text: part.optional(),
        given: z.array(part).max(20).optional(),
        family: part.optional(),
      }),
    )
    .min(1),
  birthDate: z.iso.date(),
})

/** Codes of http://hl7.org/fhir/name-use for names that a person does not go by now. */
const FORMER = ['old', 'maiden', 'anonymous', 'temp']

/** Name and full birth date of the one Patient of a Bundle, or null where either is missing. */
export function patientIdentifiersOf(bundle: Bundle): PatientIdentifiers | null {
  const patients = bundle.entry.flatMap(({ resource }) =>
    resource?.resourceType === 'Patient' ? [resource] : [],
  )
  const result = patientSchema.safeParse(patients.length === 1 ? patients[0] : undefined)
  if (!result.success) return null
  const names = result.data.name.filter(({ use }) => !FORMER.includes(use ?? ''))
  const chosen = names.find(({ use }) => use === 'official') ?? names[0]
  const name = tidy(chosen?.text ?? [...(chosen?.given ?? []), chosen?.family ?? ''].join(' '))
  return name === '' ? null : { name, birthDate: result.data.birthDate }
}

/** The two as a person reads and writes them: `Ada Lovelace, 1815-12-10`. */
export const identifiersText = ({ name, birthDate }: PatientIdentifiers): string => `${name}, ${birthDate}`

/** Whether a person wrote these two. Spaces, capitals and the Unicode form make no difference. */
export const areIdentifiers = (text: string, identifiers: PatientIdentifiers): boolean =>
  folded(text) === folded(identifiersText(identifiers))

const tidy = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim()

const folded = (text: string): string => tidy(text).toLowerCase()
