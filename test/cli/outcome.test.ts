import { stripVTControlCharacters } from 'node:util'
import { expect } from 'chai'
import { outcomeText } from '../../cli/output/outcome.ts'
import { sparkline } from '../../cli/output/sparkline.ts'
import type { ClinicalReport, Outcome } from '../../sdk/inference/clinicalReport.ts'
import { hostileReports } from '../portal/report/hostileReport.ts'
import {
  abstainedReportOf,
  answeredReports,
  modelKinds,
  outcomeOfKind,
} from '../portal/report/samples/index.ts'

const textOf = ({ outcome, features, limits }: ClinicalReport) =>
  stripVTControlCharacters(outcomeText(outcome, features, limits))

describe('outcomes in a terminal', () => {
  it('risk: probability, drivers largest first, what would turn it', () => {
    const text = textOf(answeredReports.risk)
    expect(text).to.include('probability 88.1 %, from 80.2 % to 93.0 %')
    expect(text.indexOf('Major vessels')).to.be.lessThan(text.indexOf('Serum cholesterol'))
    expect(text).to.match(/ST depression on exercise +1\.6 +0\.2\n/)
    expect(text).to.include('it is no cause and no promise about a treatment')
  })

  it('survival: a row for each time, beside the average', () => {
    const text = textOf(answeredReports.survival)
    expect(text).to.match(/^5 +59\.[01] % +51\.[56] % to 65\.[01] % +73\.4 %$/m)
    expect(text).to.include('Half are expected to have had the event after 6.5 years.')
    expect(text).to.match(/█+[▁-█]+ {2}free of the event, from today to 7 years/)
  })

  it('score: points that add up, what is due, the trend', () => {
    const text = textOf(answeredReports.score)
    expect(text).to.include('score 9 of 20, high band')
    expect(text)
      .to.match(/^Pulse +112 per minute +2$/m)
      .and.to.match(/^Score +9$/m)
    expect(text).to.include('(62.0 % within 6 hours)').and.to.include('SpO2 scale 1')
  })

  it('rhythm: the screen, the rate, what was not measured', () => {
    const text = textOf(answeredReports.rhythm)
    expect(text)
      .to.include('rhythm regular')
      .and.to.match(/SDNN +38\.2 ms/)
      .and.to.match(/recorded +2026-11-12T08:30:00\.000Z to 2026-11-12T08:35:00\.000Z/)
    const outcome = { ...outcomeOfKind(answeredReports.rhythm, 'rhythm'), sdnn: null, rmssd: null }
    expect(textOf({ ...answeredReports.rhythm, outcome })).to.match(/RMSSD +not measured/)
  })

  it('score: says how soon to look at the patient where it abstains and what is known calls for it', () => {
    const report = abstainedReportOf('score')
    const outcome = { ...report.outcome, urgency: 'critical' } as Outcome
    expect(textOf({ ...report, outcome })).to.include('look at the patient all the same: critical')
    expect(textOf(report)).to.not.include('all the same')
  })

  for (const kind of modelKinds) {
    it(`${kind}: says that it abstains, and why`, () => {
      expect(textOf(abstainedReportOf(kind))).to.match(/no answer: the model abstains\n {2}• \S/)
    })

    it(`${kind}: shows no control character of a peer`, () => {
      const report = hostileReports[kind]
      const outcome = { ...report.outcome, condition: '\u001b[2Jstill there\u0000' } as Outcome
      const raw = outcomeText(outcome, report.features, [])
      expect(raw).to.include('still there').and.not.include('\u001b[2J').and.not.include('\u0000')
    })
  }
})

describe('sparkline', () => {
  it('draws low and high, and a gap', () => {
    expect(sparkline([0, 5, 10, null, 0])).to.equal('▁▅█ ▁')
  })

  it('keeps to a given range, and draws one height where all are equal', () => {
    expect(sparkline([0, 1], [0, 2])).to.equal('▁▅')
    expect(sparkline([3, 3])).to.equal('▅▅')
  })

  it('averages what does not fit on a line', () => {
    const line = sparkline(Array.from({ length: 1000 }, (_, index) => index))
    expect(line.length).to.be.within(50, 60)
    expect(line.startsWith('▁') && line.endsWith('█')).to.equal(true)
  })
})
