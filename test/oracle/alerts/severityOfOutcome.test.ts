import { expect } from 'chai'
import { severityOfOutcome } from '../../../oracle/alerts/severityOfOutcome.ts'
import type { Outcome } from '../../../sdk/inference/clinicalReport.ts'

const outcome = (fields: object) => fields as Outcome

describe('oracle/alerts: severity', () => {
  it('is what the chart says of a score, and never critical of anything else', () => {
    const noTrend = { probability: null, text: '' }
    const score = (band: string, trend: object = noTrend) =>
      outcome({ status: 'answered', kind: 'score', band, trend })
    expect(severityOfOutcome(score('high'))).to.equal('critical')
    expect(severityOfOutcome(score('medium'))).to.equal('medium')
    expect(severityOfOutcome(score('low-medium'))).to.equal('medium')
    expect(severityOfOutcome(score('low'))).to.equal('low')
    expect(severityOfOutcome(score('low', { probability: 1 }))).to.equal('medium')
    expect(severityOfOutcome(outcome({ status: 'abstained' }))).to.equal('low')
    for (const screen of ['regular', 'inconclusive']) {
      expect(severityOfOutcome(outcome({ status: 'answered', kind: 'rhythm', screen }))).to.equal('low')
    }
    expect(severityOfOutcome(outcome({ status: 'answered', kind: 'rhythm', screen: 'irregular' }))).to.equal(
      'medium',
    )
    for (const kind of ['risk', 'survival']) {
      expect(severityOfOutcome(outcome({ status: 'answered', kind, probability: 1 }))).to.equal('low')
    }
  })
})
