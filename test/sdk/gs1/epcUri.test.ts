import { expect } from 'chai'
import fc from 'fast-check'
import { canonicalUri } from '../../../sdk/gs1/canonicalUri.ts'
import { formatEpcUri, parseEpcUri } from '../../../sdk/gs1/epcUri.ts'
import { gtin, key, text } from './arbitraries.ts'
import { expectInvalid, salusErrorOnly } from './rejection.ts'

/** Published pairs: GS1 Tag Data Standard, and the tests of the reference implementation of the CBV event hash. */
const pairs: [epc: string, link: string][] = [
  ['urn:epc:id:sgtin:4012345.011111.98%22', '/01/04012345111118/21/98%22'],
  ['urn:epc:id:sgtin:415056789012.0.987654', '/01/04150567890128/21/987654'],
  [
    'urn:epc:id:sgtin:0614141.812345.6789%2F%26%25%22!%3F()',
    '/01/80614141123458/21/6789%2F%26%25%22%21%3F%28%29',
  ],
  ['urn:epc:id:sscc:4012345.3111111111', '/00/340123451111111111'],
  ['urn:epc:id:sgln:4012345.00005.122', '/414/4012345000054/254/122'],
  ['urn:epc:id:sgln:4012345.00005.0', '/414/4012345000054'],
  ['urn:epc:id:grai:4012345.00022.334455', '/8003/04012345000221334455'],
  ['urn:epc:id:giai:4012345.ABC345', '/8004/4012345ABC345'],
  ['urn:epc:id:gsrn:4012345.0000006765', '/8018/401234500000067657'],
  ['urn:epc:id:gsrnp:4012345.0000000007', '/8017/401234500000000074'],
  ['urn:epc:id:gdti:4012345.00009.PO-4711', '/253/4012345000092PO-4711'],
  ['urn:epc:id:gdti:987659999999..9', '/253/98765999999929'],
  ['urn:epc:id:cpi:0614141.11111111111111-A%23%2F.1234', '/8010/061414111111111111111-A%23%2F/8011/1234'],
  ['urn:epc:id:ginc:0614141.xyz47%2F11', '/401/0614141xyz47%2F11'],
  ['urn:epc:id:gsin:4012345.222333444', '/402/40123452223334442'],
  ['urn:epc:id:itip:4012345.011111.01.02.987', '/8006/040123451111180102/21/987'],
  [
    'urn:epc:id:upui:1234567.098765.51qIgY)%3C%26Jp3*j7SDB',
    '/01/01234567987651/235/51qIgY%29%3C%26Jp3%2Aj7SDB',
  ],
  ['urn:epc:id:pgln:4000001.00000', '/417/4000001000005'],
  ['urn:epc:id:pgln:999999999999.', '/417/9999999999994'],
  ['urn:epc:class:lgtin:4012345.012345.Lot987', '/01/04012345123456/10/Lot987'],
  ['urn:epc:idpat:sgtin:4012345.012345.*', '/01/04012345123456'],
  ['urn:epc:idpat:grai:4012345.99999.*', '/8003/04012345999990'],
  ['urn:epc:idpat:gdti:4012345.11111.*', '/253/4012345111118'],
  ['urn:epc:idpat:sgcn:4012345.22222.*', '/255/4012345222227'],
  ['urn:epc:idpat:cpi:4012345.AB12.*', '/8010/4012345AB12'],
  ['urn:epc:idpat:itip:4012345.012345.01.02.*', '/8006/040123451234560102'],
  ['urn:epc:idpat:upui:4012345.012345.*', '/01/04012345123456'],
  ['https://example.com/gtin/09780345418913/21/765tz?abc=211121', '/01/09780345418913/21/765tz'],
  ['http://example.de/gtin-8/01/97803111', '/01/00000097803111'],
  ['http://us-company-with-UPC.com/01/001122334455/ser/GHB', '/01/00001122334455/21/GHB'],
  ['https://id.gs1.org/gtin/9780345418913/cpv/344/lot/1223/ser/765tz', '/01/09780345418913/21/765tz'],
  ['http://example.de/01/040123451234/cpv/344/lot/ABD', '/01/00040123451234/10/ABD'],
  ['https://id.gs1.org/itip/123456789101100190/cpv/ABCD', '/8006/123456789101100190'],
  ['https://id.gs1.org/8006/040123451234560102/22/ABCD/10/XYZ', '/8006/040123451234560102/10/XYZ'],
  [
    'https://fashion-corp.com/8006/040123451234560102/10/Lot-123/21/ser987',
    '/8006/040123451234560102/21/ser987',
  ],
  ['https://example.co.uk/party/4226350800008', '/417/4226350800008'],
  ['https://id.gs1.org/8010/0628165987/8011/9876', '/8010/0628165987/8011/9876'],
  ['https://id.gs1.org/255/0811625999996554433', '/255/0811625999996554433'],
]

const strangers = [
  'http://example.org/123/4012345ABC987/456/4711',
  'http://id.gs1.org/99/9780345418913',
  'http://id.gs1.org/01/9780345418913/99/utfgf',
  'http://example.de/01/97803',
  'https://id.gs1.org/8006/04012345123456/22/ABCD/10/XYZ',
  'urn:epc:id:sgtin:4012345.01111.1',
  'urn:epc:id:toString:4012345.01111.1',
  'urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8',
  'geo:1,2',
  'Hello World!',
  '42',
]

describe('canonicalUri', () => {
  it('gives what is published for EPC URIs and Digital Links of any resolver', () => {
    for (const [given, path] of pairs)
      expect(canonicalUri(given), given).to.equal(`https://id.gs1.org${path}`)
  })

  it('leaves canonical links and strangers as they are', () => {
    for (const [, path] of pairs)
      expect(canonicalUri(`https://id.gs1.org${path}`)).to.equal(`https://id.gs1.org${path}`)
    for (const stranger of strangers) expect(canonicalUri(stranger)).to.equal(stranger)
  })

  it('is its own fixed point, whatever it is given', () => {
    const piece = fc.constantFrom(
      'urn:epc:id:sgtin:',
      '4012345.',
      '011111.',
      'https://x.example',
      '/01/',
      '/21/',
      '04012345111118',
      '%2',
      '*',
      '?',
      '.',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 10 }), (pieces) => {
        const once = canonicalUri(pieces.join(''))
        expect(canonicalUri(once)).to.equal(once)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('EPC URIs', () => {
  it('become GS1 keys and back, given the length of the company prefix', () => {
    const prefix = fc.integer({ min: 6, max: 12 })
    const serial = text(20)
    const all = fc.oneof(
      fc.tuple(gtin, serial).map(([value, sn]) => [
        { ai: '01', value },
        { ai: '21', value: sn },
      ]),
      fc.tuple(gtin, serial).map(([value, lot]) => [
        { ai: '01', value },
        { ai: '10', value: lot },
      ]),
      gtin.map((value) => [{ ai: '01', value }]),
      key(18).map((value) => [{ ai: '00', value }]),
      key(13).map((value) => [{ ai: '414', value }]),
      fc
        .tuple(
          key(13),
          serial.filter((value) => value !== '0'),
        )
        .map(([value, extension]) => [
          { ai: '414', value },
          { ai: '254', value: extension },
        ]),
      key(13).map((value) => [{ ai: '417', value }]),
    )
    fc.assert(
      fc.property(all, prefix, (elements, length) => {
        const uri = formatEpcUri(elements, length)
        expect(parseEpcUri(uri)).to.deep.equal(elements)
        expect(canonicalUri(uri)).to.match(/^https:\/\/id\.gs1\.org\/\d+\//)
      }),
    )
  })

  it('are refused with wrong lengths, unknown schemes, and characters that no key has', () => {
    for (const bad of strangers) expectInvalid(() => parseEpcUri(bad))
    expectInvalid(() => parseEpcUri('urn:epc:id:sgtin:4012345.011111.%00'))
    expectInvalid(() => formatEpcUri([{ ai: '01', value: '04012345111118' }], 5))
    expectInvalid(() => formatEpcUri([{ ai: '10', value: 'A' }], 7))
    expectInvalid(() => formatEpcUri([{ ai: '01', value: '04012345111119' }], 7))
  })

  it('never fail but with a SalusError', () => {
    const piece = fc.constantFrom(
      'urn:epc:',
      'id:',
      'idpat:',
      'class:',
      'sgtin:',
      'itip:',
      '4012345',
      '.',
      '*',
      '%',
      '0',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 12 }), (pieces) => {
        salusErrorOnly(() => parseEpcUri(pieces.join('')))
      }),
      { numRuns: 1000 },
    )
  })
})
