import { expect } from 'chai'
import { observedInWords } from '../../../portal/report/calibrationInWords.ts'
import { riskInWords } from '../../../portal/report/riskInWords.ts'
import type { RiskOutcome } from '../../../sdk/inference/clinicalReport.ts'
import { answeredReport } from './sampleReport.ts'

const outcome: RiskOutcome = {
  status: 'answered',
  kind: 'risk',
  counterfactual: null,
  condition: 'a condition',
  probability: 0.3,
  interval: [0.25, 0.35],
  baseline: 0.4,
  prevalence: 0.44,
  abstention: { text: '', uncertainBetween: [0.4, 0.6] },
}

describe('riskInWords', () => {
  it('compares with the share of the training patients, only where the whole interval lies on one side', () => {
    expect(riskInWords(outcome).comparison).to.equal(
      'Lower than the share of 44\u00a0% among the patients it was trained on, by 14 percentage points.',
    )
    expect(riskInWords({ ...outcome, prevalence: 0.24 }).comparison).to.match(/^Higher than the share of 24/)
    expect(riskInWords({ ...outcome, interval: [0.25, 0.44] }).comparison).to.match(/^Not clearly different/)
  })

  it('never states where the explanation starts as a share of patients', () => {
    expect(JSON.stringify(riskInWords({ ...outcome, baseline: 0.17 }))).not.to.contain('17')
  })

  it('gives numbers of patients, and no certainty by rounding', () => {
    expect(riskInWords(outcome).frequencies)
      .to.contain('about 30 to have')
      .and.to.contain('trained on, 44 of 100 had it.')
    const extreme = riskInWords({ ...outcome, probability: 0.999, prevalence: 0.001 })
    expect(extreme.frequencies).to.contain('about more than 99').and.to.contain('fewer than 1')
  })
})

describe('observedInWords', () => {
  const bins = answeredReport.model.calibration

  it('finds the bin that holds the estimate', () => {
    expect(observedInWords('risk', 0.8809, bins)).to.contain(
      '26 had an estimate between 80\u00a0% and 90\u00a0%; 22 of them',
    )
    expect(observedInWords('risk', 1, bins)).to.contain('33 had an estimate')
  })

  it('counts forecasts for made-up patients of a score, and no patients', () => {
    const words = observedInWords('score', 0.05, [
      { from: 0, to: 0.1, count: 9835, meanPredicted: 0.0452, observed: 0.0463 },
    ])
    expect(words).to.contain('9835 forecasts for made-up patients').and.to.contain('after 5\u00a0% of them')
    expect(words).not.to.match(/455|cases|had the condition/)
  })

  it('gives what Kaplan and Meier estimate for a survival model, and counts nobody as ill', () => {
    const words = observedInWords('survival', 0.35, [
      { from: 0.3284, to: 0.4069, count: 137, meanPredicted: 0.367, observed: 0.4256 },
    ])
    expect(words).to.contain('137 people').and.to.contain('estimated by Kaplan–Meier, 43\u00a0% of them')
    expect(words).not.to.match(/\b58\b|had the condition/)
  })

  it('says nothing where no patient had such an estimate', () => {
    expect(observedInWords('risk', 0.5, [])).to.equal(null)
    expect(
      observedInWords('risk', 0.5, [{ from: 0, to: 1, count: 0, meanPredicted: 0, observed: 0 }]),
    ).to.equal(null)
  })
})
