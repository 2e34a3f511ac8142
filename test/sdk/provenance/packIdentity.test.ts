import { expect } from 'chai'
import { expiryDay, expiryOfDay, isPastDay } from '../../../sdk/provenance/expiry.ts'
import { packElements, scannedPack } from '../../../sdk/provenance/packIdentity.ts'
import { expectError } from '../../helpers/expectError.ts'

const pack = { gtin: '09521234543213', serial: 'S/1', lot: 'ABC' }

describe('what a scan says of a pack', () => {
  it('reads an element string, a Digital Link and an EPC URI alike', () => {
    const expected = { ...pack, expiry: '2027-02-28' }
    expect(scannedPack('010952123454321310ABC\x1d1727022821S/1', 2026)).to.deep.equal(expected)
    expect(scannedPack(']d201095212345432131727022821S/1\x1d10ABC', 2026)).to.deep.equal(expected)
    expect(
      scannedPack('https://id.gs1.org/01/09521234543213/10/ABC/21/S%2F1?17=270228&linkType=all', 2026),
    ).to.deep.equal(expected)
    expect(scannedPack('urn:epc:id:sgtin:9521234.054321.S%2F1')).to.deep.equal({
      gtin: pack.gtin,
      serial: pack.serial,
    })
  })

  it('takes the last day of the month where the day is 00', () => {
    const scan = (date: string) => scannedPack(`010952123454321317${date}211`, 2026).expiry
    expect(scan('280200')).to.equal('2028-02-29')
    expect(scan('261200')).to.equal('2026-12-31')
  })

  it('never leaves out an expiry that it was given', async () => {
    const link = (query: string) => scannedPack(`https://id.gs1.org/gtin/${pack.gtin}/ser/1?${query}`, 2026)
    for (const query of [
      '17=270228',
      'exp=270228',
      '7003=2702281200',
      'expdt=2702280000',
      'exp=270228&7003=2702281200',
    ]) {
      expect(link(query).expiry, query).to.equal('2027-02-28')
    }
    expect(link('lot=ABC').lot).to.equal('ABC')
    await expectError(() => link('17=270228&7003=2703011200'), 'GS1_INVALID', /two days/)
    await expectError(() => link('exp=270229'), 'GS1_INVALID', /day/)
  })

  it('refuses what is no pack', async () => {
    for (const text of [
      '010952123454321310ABC',
      '00095212340000000012',
      '0109521234543214211',
      '010952123454321317271332211',
      'nothing',
      '',
    ]) {
      await expectError(() => scannedPack(text), 'GS1_INVALID', /./)
    }
  })

  it('gives the elements of a pack in the order of a Digital Link', () => {
    expect(packElements(pack).map(({ ai, value }) => `${ai}=${value}`)).to.deep.equal([
      '01=09521234543213',
      '10=ABC',
      '21=S/1',
    ])
  })
})

describe('days of expiry', () => {
  it('are counted from 1970 and back', () => {
    expect(expiryDay('1970-01-01')).to.equal(0)
    expect(expiryDay('2027-02-28')).to.equal(20_877)
    expect(expiryOfDay(20_877)).to.equal('2027-02-28')
  })

  it('that do not exist or do not fit are refused', async () => {
    for (const text of ['2027-02-29', '2027-2-8', '1969-12-31', '2150-01-01', '2027-02-28T00:00', '']) {
      await expectError(() => expiryDay(text), 'GS1_INVALID', /YYYY-MM-DD/)
    }
  })

  it('pass when the day after begins', () => {
    const midnight = Date.UTC(2027, 2, 1) / 1000
    expect(isPastDay(20_877, midnight - 1)).to.equal(false)
    expect(isPastDay(20_877, midnight)).to.equal(true)
  })
})
