import { expect } from 'chai'
import fc from 'fast-check'
import { formatElementString, parseElementString, SEPARATOR } from '../../../sdk/gs1/elementString.ts'
import { packElements, sorted } from './arbitraries.ts'
import { expectInvalid, salusErrorOnly } from './rejection.ts'

const GTIN = '09506000134352'
const PACK = [
  { ai: '01', value: GTIN },
  { ai: '17', value: '280200' },
  { ai: '10', value: 'ABC123' },
  { ai: '21', value: '12345678p901' },
]

describe('element strings of GS1 DataMatrix', () => {
  it('are read with and without the symbology identifier and the first separator', () => {
    const scanned = `01${GTIN}1728020010ABC123${SEPARATOR}2112345678p901`
    for (const prefix of ['', ']d2', ']C1', ']Q3', SEPARATOR, `]d2${SEPARATOR}`]) {
      expect(parseElementString(prefix + scanned)).to.deep.equal(PACK)
    }
  })

  it('are read in any order, with separators at the end and after elements of predefined length', () => {
    const scanned = `2112345678p901${SEPARATOR}10ABC123${SEPARATOR}01${GTIN}${SEPARATOR}17280200${SEPARATOR}`
    expect(sorted(parseElementString(scanned))).to.deep.equal(sorted(PACK))
  })

  it('read the identifiers of medicines: national numbers, counts, measures, shipments, providers', () => {
    const read = (text: string) => parseElementString(text).map(({ ai }) => ai)
    expect(read('714PT1234567')).to.deep.equal(['714'])
    expect(read(`00106141412345678908${'02'}${GTIN}3712${SEPARATOR}400PO-1`)).to.deep.equal([
      '00',
      '02',
      '37',
      '400',
    ])
    expect(read('4104012345000054')).to.deep.equal(['410'])
    expect(read('80030401234566666387')).to.deep.equal(['8003'])
    expect(read('8018061414100000102534')).to.deep.equal(['8018'])
    expect(read('70032811301159')).to.deep.equal(['7003'])
  })

  const mistakes: [what: string, text: string, named: RegExp][] = [
    ['a wrong check digit', '0109506000134353', /01 .*check digit/],
    ['a date that does not exist', `01${GTIN}17281301`, /17 .*day/],
    ['a value cut short', '010950600013', /01 .*short/],
    ['a lot that is too long', `10${'A'.repeat(21)}`, /10 .*long/],
    ['an empty serial', '21', /21 .*short/],
    ['a character out of the set', `21AB#1`, /21 .*character/],
    ['a separator inside an element of predefined length', `0109506${SEPARATOR}0001343`, /01 /],
    ['an unknown identifier', '0512345', /character 1 /],
    ['a foreign symbology', `]E0${GTIN}`, /symbology/],
    ['two values of one identifier', `10A${SEPARATOR}10B`, /10 .*twice/],
    ['nothing', '', /no elements/],
    ['nothing behind the prefix', ']d2', /no elements/],
    ['a novel', '1'.repeat(5000), /longer/],
  ]
  for (const [what, text, named] of mistakes) {
    it(`refuses ${what}`, () => {
      expect(expectInvalid(() => parseElementString(text), GTIN)).to.match(named)
    })
  }

  it('takes the same element twice for a scanner that repeats itself', () => {
    expect(parseElementString(`10A${SEPARATOR}10A`)).to.deep.equal([{ ai: '10', value: 'A' }])
    expectInvalid(() =>
      formatElementString([
        { ai: '10', value: 'A' },
        { ai: '10', value: 'A' },
      ]),
    )
  })

  it('are written so that they read back, with a separator only where one is needed', () => {
    fc.assert(
      fc.property(packElements, (elements) => {
        const written = formatElementString(elements)
        expect(sorted(parseElementString(`]d2${written}`))).to.deep.equal(sorted(elements))
        const variable = elements.filter(({ ai }) => ['10', '21', '714'].includes(ai)).length
        expect(written.split(SEPARATOR)).to.have.length(Math.max(1, variable))
      }),
    )
  })

  it('never fail but with a SalusError', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('0', '1', '2', ']', 'd', SEPARATOR) })),
        (text) => {
          const elements = salusErrorOnly(() => parseElementString(text))
          if (elements)
            expect(sorted(parseElementString(formatElementString(elements)))).to.deep.equal(sorted(elements))
        },
      ),
      { numRuns: 1000 },
    )
  })
})
