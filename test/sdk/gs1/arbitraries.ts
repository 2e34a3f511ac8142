import fc from 'fast-check'
import { checkDigit } from '../../../sdk/gs1/checkDigit.ts'
import type { Gs1Element } from '../../../sdk/gs1/element.ts'

const digit = fc.constantFrom(...'0123456789')
const set82 = fc.constantFrom(
  ...`!"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz`,
)

export const digits = (length: number) =>
  fc.array(digit, { minLength: length, maxLength: length }).map((all) => all.join(''))

export const text = (maximum: number) =>
  fc.array(set82, { minLength: 1, maxLength: maximum }).map((all) => all.join(''))

/** A number of this length whose last digit is its check digit. */
export const key = (length: number) => digits(length - 1).map((all) => all + checkDigit(all))

export const gtin = key(14)

const date = fc
  .tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 28 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(''))

const element = (ai: string, value: fc.Arbitrary<string>) => value.map((text) => ({ ai, value: text }))

/** What may stand on a medicine's pack: always a GTIN, the rest perhaps, in any order. */
export const packElements: fc.Arbitrary<Gs1Element[]> = fc
  .tuple(
    element('01', gtin),
    fc.option(element('21', text(20)), { nil: undefined }),
    fc.option(element('10', text(20)), { nil: undefined }),
    fc.option(element('17', date), { nil: undefined }),
    fc.option(element('714', text(20)), { nil: undefined }),
    fc.option(element('3103', digits(6)), { nil: undefined }),
  )
  .chain((all) => {
    const present = all.filter((one) => one !== undefined)
    return fc.shuffledSubarray(present, { minLength: present.length })
  })

export const sorted = (elements: readonly Gs1Element[]): Gs1Element[] =>
  elements.toSorted((one, other) => (one.ai < other.ai ? -1 : 1))
