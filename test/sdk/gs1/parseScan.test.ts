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
