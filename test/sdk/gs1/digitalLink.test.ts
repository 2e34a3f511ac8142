import { expect } from 'chai'
import fc from 'fast-check'
import { formatDigitalLink, parseDigitalLink } from '../../../sdk/gs1/digitalLink.ts'
import { formatElementString, parseElementString } from '../../../sdk/gs1/elementString.ts'
import { packElements, sorted } from './arbitraries.ts'
import { expectInvalid, salusErrorOnly } from './rejection.ts'

const GTIN = '09506000134352'

describe('GS1 Digital Link', () => {
  it('is read at any resolver, with qualifiers, attributes and escapes', () => {
    const { key, attributes } = parseDigitalLink(
      `https://example.com/some/path/01/${GTIN}/10/ABC%2F1/21/12345?17=280200&linkType=gs1:pip&utm=1#top`,
    )
    expect(key).to.deep.equal([
      { ai: '01', value: GTIN },
      { ai: '10', value: 'ABC/1' },
      { ai: '21', value: '12345' },
    ])
    expect(attributes).to.deep.equal([{ ai: '17', value: '280200' }])
  })

  it('pads shorter GTINs and knows the short names of releases up to 1.2', () => {
    expect(parseDigitalLink('http://brand.example/01/9506000134352').key).to.deep.equal([
      { ai: '01', value: GTIN },
    ])
    expect(parseDigitalLink(`https://id.gs1.org/gtin/${GTIN}/ser/1`).key).to.deep.equal([
      { ai: '01', value: GTIN },
      { ai: '21', value: '1' },
    ])
  })

  it('knows the short names of releases up to 1.2 in the query too, however they are escaped', () => {
    const attributesOf = (query: string) =>
      parseDigitalLink(`https://id.gs1.org/gtin/${GTIN}/ser/1?${query}`).attributes
    expect(attributesOf('exp=280200&lot=A%2F1&linkType=all')).to.deep.equal([
      { ai: '17', value: '280200' },
      { ai: '10', value: 'A/1' },
    ])
    expect(attributesOf('expdt=2802281200')).to.deep.equal([{ ai: '7003', value: '2802281200' }])
    expect(attributesOf('e%78p=280200')).to.deep.equal([{ ai: '17', value: '280200' }])
  })

  const mistakes: [what: string, uri: string, named: RegExp][] = [
    ['a wrong check digit', 'https://id.gs1.org/01/09506000134353', /check digit/],
    ['qualifiers out of order', `https://id.gs1.org/01/${GTIN}/21/1/10/A`, /order/],
    ['qualifiers that exclude one another', `https://id.gs1.org/01/${GTIN}/235/1/21/A`, /order/],
    ['a qualifier of another key', 'https://id.gs1.org/414/4012345000054/21/A', /order/],
    ['no key', 'https://id.gs1.org/products/pills', /no GS1 key/],
    ['a compressed link', 'https://id.gs1.org/ARHKVAdpQg1Y9hTxk', /uncompressed/],
    ['another scheme', `ftp://id.gs1.org/01/${GTIN}`, /http/],
    ['an element twice', `https://id.gs1.org/01/${GTIN}/21/1?21=2`, /twice/],
    ['an element under both its names', `https://id.gs1.org/01/${GTIN}?17=280200&exp=280201`, /twice/],
    ['a short name whose value is none', `https://id.gs1.org/01/${GTIN}?exp=`, /17 .*short/],
    ['a malformed escape in a name', `https://id.gs1.org/01/${GTIN}?%zz=1`, /escape/],
    ['a malformed escape', `https://id.gs1.org/01/${GTIN}?17=%zz`, /escape/],
    ['an attribute that does not exist', `https://id.gs1.org/01/${GTIN}?17=281301`, /17 .*day/],
    ['a novel', `https://id.gs1.org/01/${GTIN}?x=${'1'.repeat(3000)}`, /2048/],
  ]
  for (const [what, uri, named] of mistakes) {
    it(`refuses ${what}`, () => {
      expect(expectInvalid(() => parseDigitalLink(uri), GTIN)).to.match(named)
    })
  }

  it('is built with the key and its qualifiers in the path and the rest in the query', () => {
    const elements = parseElementString(`01${GTIN}1728020010A/1\u001d21S1`)
    expect(formatDigitalLink(elements)).to.equal(`https://id.gs1.org/01/${GTIN}/10/A%2F1/21/S1?17=280200`)
    expect(formatDigitalLink([{ ai: '00', value: '106141412345678908' }], 'https://x.example/a')).to.equal(
      'https://x.example/a/00/106141412345678908',
    )
    expectInvalid(() => formatDigitalLink([{ ai: '21', value: 'S1' }]))
    expectInvalid(() => formatDigitalLink([...elements, { ai: '00', value: '106141412345678908' }]))
  })

  it('and element string say the same, there and back', () => {
    fc.assert(
      fc.property(packElements, (elements) => {
        const uri = formatDigitalLink(parseElementString(formatElementString(elements)))
        const { key, attributes } = parseDigitalLink(uri)
        expect(sorted([...key, ...attributes])).to.deep.equal(sorted(elements))
        expect(formatDigitalLink([...key, ...attributes])).to.equal(uri)
      }),
    )
  })

  it('never fails but with a SalusError', () => {
    const segment = fc.constantFrom(
      '/01/',
      '/21/',
      '/10/',
      '/00/',
      '?17=',
      '%',
      '%41',
      GTIN,
      'gtin',
      '/',
      '#',
      '&',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(segment, fc.string()), { maxLength: 12 }), (parts) => {
        salusErrorOnly(() => parseDigitalLink(`https://x.example${parts.join('')}`))
      }),
      { numRuns: 1000 },
    )
  })
})
