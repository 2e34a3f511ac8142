import { identifierFault } from '../../gs1/identifierFault.ts'
import { parseDateTimeStamp } from '../dateTimeStamp.ts'
import { bareWord, isStandardUri, type Vocabulary } from '../vocabulary.ts'
import { type Check, checkMember, isFull, report } from './walk.ts'

/** RFC 3986: a scheme, then characters that URIs may hold, escapes of two hexadecimal digits among them. */
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/

export const isUri = (value: unknown): value is string => typeof value === 'string' && URI.test(value)

export const uri =
  (rule: string): Check =>
  (value, walk) => {
    if (!isUri(value)) report(walk, rule, 'Must be a URI with its scheme, such as urn: or https:.')
  }

/** A URI that names things or places: where it says to be a GS1 identifier, it must be one. */
export const identifier =
  (rule: string): Check =>
  (value, walk) => {
    uri(rule)(value, walk)
    const fault = isUri(value) ? identifierFault(value) : null
    if (fault) report(walk, rule, fault)
  }

export const text =
  (rule: string): Check =>
  (value, walk) => {
    if (typeof value !== 'string') report(walk, rule, 'Must be text.')
  }

export const boolean =
  (rule: string): Check =>
  (value, walk) => {
    if (typeof value !== 'boolean') report(walk, rule, 'Must be true or false, without quotes.')
  }

export const number =
  (rule: string): Check =>
  (value, walk) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      report(walk, rule, typeof value === 'string' ? 'Must be a number, not text.' : 'Must be a number.')
    }
  }

export const dateTimeStamp =
  (rule: string): Check =>
  (value, walk) => {
    if (typeof value !== 'string' || parseDateTimeStamp(value) === null) {
      report(walk, rule, 'Must be a date, time and zone that exist, such as 2026-03-01T08:30:00.000+01:00.')
    }
  }

export const pattern =
  (rule: string, form: RegExp, message: string): Check =>
  (value, walk) => {
    if (typeof value !== 'string' || !form.test(value)) report(walk, rule, message)
  }

export const oneOf =
  (rule: string, values: readonly string[]): Check =>
  (value, walk) => {
    if (typeof value !== 'string' || !values.includes(value)) {
      report(walk, rule, `Must be one of ${values.join(', ')}.`)
    }
  }

/** A term of a standard vocabulary as its bare word or current URI, or a URI of somebody's own namespace. */
export const term =
  (vocabulary: Vocabulary): Check =>
  (value, walk) => {
    const { name, rule } = vocabulary
    if (typeof value !== 'string') return report(walk, rule, 'Must be text.')
    if (vocabulary.terms.has(value)) return
    if (!isUri(value)) {
      return report(
        walk,
        rule,
        `Is no standard ${name}; a ${name} of your own is a URI in a namespace of your own.`,
      )
    }
    if (!isStandardUri(value)) return
    const word = bareWord(vocabulary, value)
    if (word === null)
      return report(walk, rule, `Is in the namespace of the standard, which has no such ${name}.`)
    if (isFormerForm(value)) report(walk, rule, `JSON writes the standard ${name} as the bare word ${word}.`)
  }

/** The forms that the JSON binding does not take: URNs of CBV 1 and addresses of drafts. */
const isFormerForm = (value: string) =>
  /^(urn:|https?:\/\/(ns|www)\.gs1\.org\/|https?:\/\/gs1\.org\/|http:)/.test(value)

interface ListLimits {
  readonly minimum?: number
  /** No value is there twice. */
  readonly isSet?: boolean
}

export const list =
  (rule: string, check: Check, { minimum = 0, isSet = false }: ListLimits = {}): Check =>
  (value, walk) => {
    if (!Array.isArray(value)) return report(walk, rule, 'Must be a list.')
    if (value.length < minimum) report(walk, rule, 'Must not be empty.')
    if (isSet && new Set(value).size < value.length) report(walk, rule, 'Names something twice.')
    for (let index = 0; index < value.length && !isFull(walk); index++) {
      checkMember(walk, index, value[index], check)
    }
  }

/** A value, or a list of values. */
export const oneOrMore =
  (rule: string, check: Check): Check =>
  (value, walk) =>
    Array.isArray(value) ? list(rule, check)(value, walk) : check(value, walk)
