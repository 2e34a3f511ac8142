import { expect } from 'chai'
import { parseScan } from '../../../sdk/gs1/parseScan.ts'
import { sorted } from './arbitraries.ts'
import { expectInvalid } from './rejection.ts'

describe('parseScan', () => {
  it('reads the same pack from a barcode, a Digital Link and an EPC URI', () => {
    const pack = [
      { ai: '01', value: '04012345111118' },
      { ai: '21', value: 'S1' },
    ]
    for (const text of [
      ']d2010401234511111821S1',
      'https://maker.example/01/4012345111118/21/S1',
      'urn:epc:id:sgtin:4012345.011111.S1',
    ]) {
      expect(sorted(parseScan(text)), text).to.deep.equal(pack)
    }
  })

  it('reads what is printed under a barcode', () => {
    const pack = [
      { ai: '01', value: '04012345111118' },
      { ai: '10', value: 'B(4)' },
      { ai: '17', value: '280600' },
      { ai: '21', value: 'S1' },
    ]
    for (const text of [
      '(01)04012345111118(21)S1(17)280600(10)B(4)',
      ' (01) 04012345111118\n(17) 280600 (10) B(4) (21) S1 ',
    ]) {
      expect(sorted(parseScan(text)), text).to.deep.equal(pack)
    }
    for (const [text, named] of [
      ['(01)04012345111118(21)', /21 .*short/],
      ['(01)04012345111117(21)S1', /check digit/],
      ['(01)04012345111118(21)S 1', /21 .*character/],
      ['(01)04012345111118(21)S1(21)S2', /twice/],
      ['(04)04012345111118(21)S1', /brackets/],
      ['(01', /brackets/],
    ] as const) {
      expect(expectInvalid(() => parseScan(text), '0401234511111')).to.match(named)
    }
  })

  it('refuses what is none of them', () => {
    for (const text of [
      '',
      'urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8',
      'https://maker.example/',
      'aspirin',
    ]) {
      expectInvalid(() => parseScan(text))
    }
  })
})
