import {
  CATEGORIES,
  type Category,
  categoriesIn,
  categoryMask,
  PURPOSE_WORDS,
  PURPOSES,
  type Purpose,
  purposeMask,
  purposesIn,
} from './vocabulary.ts'

/** What a permit allows. Times are seconds since 1970; the permit is over at `end`. */
export interface Terms {
  /** Whether the grantee is an organisation: the permit is then for its accredited clinicians. Default: an account. */
  readonly isOrganisation?: boolean | undefined
  readonly categories: readonly Category[]
  readonly purposes: readonly Purpose[]
  /** 0 for at once. */
  readonly start: number
  readonly end: number
}

/** The terms as the contract takes them. */
export const encodeTerms = (terms: Terms) => ({
  isOrganisation: terms.isOrganisation ?? false,
  categories: categoryMask(terms.categories),
  purposes: purposeMask(terms.purposes),
  start: terms.start,
  end: terms.end,
})

export interface EncodedTerms {
  readonly categories: bigint
  readonly purposes: bigint
  readonly start: bigint
  readonly end: bigint
}

export const decodeTerms = (encoded: EncodedTerms): Terms => ({
  categories: categoriesIn(encoded.categories),
  purposes: purposesIn(encoded.purposes),
  start: Number(encoded.start),
  end: Number(encoded.end),
})

/** The words that a patient signs for these terms: the twin of `contracts/libraries/ConsentWords.sol`. */
export function grantWords(terms: Terms): string {
  const { categories, purposes } = encodeTerms(terms)
  const share =
    categoriesIn(categories).length === CATEGORIES.length
      ? 'whole record'
      : categoriesIn(categories)
          .map((name) => name.replace('-', ' '))
          .join(', ')
  const use =
    purposesIn(purposes).length === PURPOSES.length
      ? 'any purpose'
      : purposesIn(purposes)
          .map((code) => PURPOSE_WORDS[PURPOSES.indexOf(code)])
          .join(', ')
  const whom = terms.isOrganisation ? 'every clinician of this organisation' : 'this account'
  const from = terms.start === 0 ? '' : ` from ${timeInWords(terms.start)}`
  return `Share my ${share} with ${whom} for ${use}${from} until ${timeInWords(terms.end)}`
}

/** A time as the contracts write it: '2027-02-22 00:00:00 UTC'. */
export function timeInWords(seconds: number): string {
  const date = new Date(seconds * 1000)
  // Years past 9999, which the contract can hold, have a sign and leading zeros in ISO 8601: not in the words.
  const rest = date.toISOString().slice(-20, -5).replace('T', ' ')
  return `${date.getUTCFullYear()}${rest} UTC`
}
