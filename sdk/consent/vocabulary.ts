import { InvalidInputError } from '../errors/index.ts'

/** Categories of records, in the order of `contracts/types/Categories.sol`: the index is the number on chain. */
export const CATEGORIES = [
  'demographics',
  'encounters',
  'conditions',
  'allergies',
  'medications',
  'immunisations',
  'vital-signs',
  'laboratory',
  'imaging',
  'cardiology',
  'procedures',
  'documents',
  'care-plans',
  'risk-reports',
  'genetics',
  'reproductive-health',
  'psychotherapy',
  'substance-use',
] as const

export type Category = (typeof CATEGORIES)[number]

/** Purposes of use, codes of HL7 v3-ActReason, in the order of `contracts/types/Purposes.sol`. */
export const PURPOSES = [
  'TREAT',
  'ETREAT',
  'BTG',
  'HPAYMT',
  'HOPERAT',
  'HRESCH',
  'PUBHLTH',
  'PATRQT',
  'FAMRQT',
] as const

export type Purpose = (typeof PURPOSES)[number]

/** What a signature for each purpose says, in the order of `PURPOSES`: see `contracts/libraries/ConsentWords.sol`. */
export const PURPOSE_WORDS: readonly string[] = [
  'treatment',
  'emergency treatment',
  'emergency override',
  'payment',
  'healthcare operations',
  'research',
  'public health',
  'my own request',
  "my family's request",
]

export const categoryNumber = (category: Category): number => CATEGORIES.indexOf(category)
export const purposeNumber = (purpose: Purpose): number => PURPOSES.indexOf(purpose)

/** The category with this number on chain. @throws InvalidInputError CONSENT_TERMS_INVALID */
export function categoryOf(number: number | bigint): Category {
  return CATEGORIES[Number(number)] ?? unknown('category', String(number), CATEGORIES)
}

/** The purpose with this number on chain. @throws InvalidInputError CONSENT_TERMS_INVALID */
export function purposeOf(number: number | bigint): Purpose {
  return PURPOSES[Number(number)] ?? unknown('purpose', String(number), PURPOSES)
}

/** Checks text from a person. @throws InvalidInputError CONSENT_TERMS_INVALID */
export function parseCategory(text: string): Category {
  const category = CATEGORIES.find((name) => name === text.trim().toLowerCase())
  return category ?? unknown('category', text, CATEGORIES)
}

/** Checks text from a person. @throws InvalidInputError CONSENT_TERMS_INVALID */
export function parsePurpose(text: string): Purpose {
  const purpose = PURPOSES.find((name) => name === text.trim().toUpperCase())
  return purpose ?? unknown('purpose', text, PURPOSES)
}

export const categoryMask = (categories: readonly Category[]): number => mask(categories.map(categoryNumber))
export const purposeMask = (purposes: readonly Purpose[]): number => mask(purposes.map(purposeNumber))
export const categoriesIn = (bits: number | bigint): Category[] => CATEGORIES.filter((_, i) => isSet(bits, i))
export const purposesIn = (bits: number | bigint): Purpose[] => PURPOSES.filter((_, i) => isSet(bits, i))

const mask = (numbers: readonly number[]) => numbers.reduce((bits, number) => bits | (1 << number), 0)
const isSet = (bits: number | bigint, index: number) => (Number(bits) & (1 << index)) !== 0

function unknown(kind: string, text: string, known: readonly string[]): never {
  throw new InvalidInputError(
    'CONSENT_TERMS_INVALID',
    `There is no ${kind} '${text.slice(0, 40)}'. Use one of: ${known.join(', ')}.`,
  )
}
