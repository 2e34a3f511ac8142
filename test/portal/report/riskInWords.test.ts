import { expect } from 'chai'
import { observedInWords, riskInWords } from '../../../portal/report/riskInWords.ts'
import type { AnsweredOutcome } from '../../../sdk/inference/riskReport.ts'
import { answeredReport } from './sampleReport.ts'

const outcome: AnsweredOutcome = {
  status: 'answered',
  condition: 'a condition',
  probability: 0.3,
  interval: [0.25, 0.35],
  baseline: 0.44,
  abstention: { text: '', uncertainBetween: [0.4, 0.6] },
}

describe('riskInWords', () => {
  it('compares with the average only where the whole interval lies on one side', () => {
    expect(riskInWords(outcome).comparison).to.equal(
      'Lower than the average of 44\u00a0%, by 14 percentage points.',
    )
    expect(riskInWords({ ...outcome, baseline: 0.24 }).comparison).to.match(/^Higher than the average/)
    expect(riskInWords({ ...outcome, interval: [0.25, 0.44] }).comparison).to.match(/^Not clearly different/)
  })

  it('gives numbers of patients, and no certainty by rounding', () => {
    expect(riskInWords(outcome).frequencies).to.contain('about 30 to have').and.to.contain('about 44.')
    const extreme = riskInWords({ ...outcome, probability: 0.999, baseline: 0.001 })
    expect(extreme.frequencies).to.contain('about more than 99').and.to.contain('fewer than 1')
  })
})

describe('observedInWords', () => {
  const bins = answeredReport.model.calibration

  it('finds the bin that holds the estimate', () => {
    expect(observedInWords(0.8809, bins)).to.contain(
      '26 had an estimate between 80\u00a0% and 90\u00a0%; 22 of them',
    )
    expect(observedInWords(1, bins)).to.contain('33 had an estimate')
  })

  it('says nothing where no patient had such an estimate', () => {
    expect(observedInWords(0.5, [])).to.equal(null)
    expect(observedInWords(0.5, [{ from: 0, to: 1, count: 0, meanPredicted: 0, observed: 0 }])).to.equal(null)
  })
})
