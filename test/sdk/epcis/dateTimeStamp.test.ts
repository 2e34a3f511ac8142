import { expect } from 'chai'
import fc from 'fast-check'
import { parseDateTimeStamp } from '../../../sdk/epcis/dateTimeStamp.ts'

describe('xsd:dateTimeStamp', () => {
  it('is read as JavaScript reads it, to the millisecond', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('0001-01-02T00:00:00Z'),
          max: new Date('9999-12-30T00:00:00Z'),
          noInvalidDate: true,
        }),
        (date) => {
          expect(parseDateTimeStamp(date.toISOString())).to.equal(date.getTime())
        },
      ),
    )
    for (const text of [
      '2005-04-03T20:33:31.116000-06:00',
      '2020-02-29T00:00:00+14:00',
      '0099-12-31T23:59:59Z',
      '2000-02-29T12:00:00.5Z',
    ]) {
      expect(parseDateTimeStamp(text), text).to.equal(Date.parse(text))
    }
  })

  it('is rounded half up at the fourth decimal', () => {
    expect(parseDateTimeStamp('2023-01-18T11:04:03.1415Z')).to.equal(Date.parse('2023-01-18T11:04:03.142Z'))
    expect(parseDateTimeStamp('2023-01-18T11:04:03.14149999Z')).to.equal(
      Date.parse('2023-01-18T11:04:03.141Z'),
    )
    expect(parseDateTimeStamp('2023-12-31T23:59:59.9995Z')).to.equal(Date.parse('2024-01-01T00:00:00Z'))
  })

  it('has a date, a time and a zone that exist', () => {
    for (const bad of [
      '2023-02-29T00:00:00Z',
      '2100-02-29T00:00:00Z',
      '2023-04-31T00:00:00Z',
      '2023-13-01T00:00:00Z',
      '0000-01-01T00:00:00Z',
      '2023-01-01T24:00:00Z',
      '2023-01-01T23:59:60Z',
      '2023-01-01T00:00Z',
      '2023-01-01 00:00:00Z',
      '2023-01-01T00:00:00',
      '2023-01-01T00:00:00z',
      '2023-01-01T00:00:00+14:01',
      '2023-01-01T00:00:00+1:00',
      '2023-01-01T00:00:00.Z',
      '12023-01-01T00:00:00Z',
      ' 2023-01-01T00:00:00Z',
      '',
    ]) {
      expect(parseDateTimeStamp(bad), bad).to.equal(null)
    }
  })
})
