import { expect } from 'chai'
import { readGbsg, readRotterdam } from '../../../../oracle/models/survival/breast/dataset.ts'
import { endFollowUp } from '../../../../oracle/models/survival/survivalRow.ts'

describe('breast survival data', () => {
  it('has the published numbers of women and events', async () => {
    const rotterdam = await readRotterdam()
    const gbsg = await readGbsg()
    expect(rotterdam.rows).to.have.length(1546)
    expect(gbsg.rows).to.have.length(686)
    expect(gbsg.rows.filter(({ event }) => event)).to.have.length(299)
    // 1,080 had a recurrence or died at some time; 21 of them died after follow-up for recurrence had ended.
    expect(rotterdam.rows.filter(({ event }) => event)).to.have.length(1080 - 21)
    expect(rotterdam.rows.every(({ values }) => (values[4] as number) > 0)).to.equal(true)
  })

  it('is the data that data/README.md names by hash', async () => {
    expect((await readRotterdam()).sha256).to.equal(
      '0x7dcd114db618b80e0e287d9772c0a0c06d935dd69494444873d77bcde582e7ba',
    )
    expect((await readGbsg()).sha256).to.equal(
      '0x5c57a35219b3b7b5edd86534df028f3a7117e9293376da9b37682ebbb73cfdb4',
    )
  })

  it('ends follow-up for all: later events were not seen', () => {
    const row = (years: number) => ({ values: [], years, event: true })
    expect(endFollowUp([row(6.9), row(7), row(7.1)], 7)).to.deep.equal([
      row(6.9),
      row(7),
      { values: [], years: 7, event: false },
    ])
  })
})
