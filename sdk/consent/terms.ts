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
  readonly categories: readonly Category[]
  readonly purposes: readonly Purpose[]
  readonly start: number
  readonly end: number
}

/** The terms as the contract takes them. */
export const encodeTerms = (terms: Terms) => ({
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
  const end = new Date(terms.end * 1000)
  // Years past 9999, which the contract can hold, have a sign and leading zeros in ISO 8601: not in the words.
  const rest = end.toISOString().slice(-20, -5).replace('T', ' ')
  return `Share my ${share} for ${use} until ${end.getUTCFullYear()}${rest} UTC`
}
