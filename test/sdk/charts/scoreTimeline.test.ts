import { expect } from 'chai'
import { type ScoreTimelineInput, scoreTimeline } from '../../../sdk/charts/index.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'

const input: ScoreTimelineInput = {
  id: 'scores',
  points: [
    { time: '2026-11-12T07:00:00Z', score: 1 },
    { time: '2026-11-12T09:00:00Z', score: 3 },
    { time: '2026-11-12T15:00:00Z', score: 8 },
  ],
  maximum: 20,
  thresholds: [
    { score: 5, label: 'urgent' },
    { score: 7, label: '<emergency>' },
  ],
}

describe('scoreTimeline', () => {
  it('puts a score at its time, not at its turn', () => {
    const [, path = ''] = /class="chart-line" d="([^"]*)"/.exec(scoreTimeline(input)) ?? []
    const [first, second, last] = [...path.matchAll(/[ML]([\d.]+) /g)].map(([, x]) => Number(x))
    const share = ((second ?? 0) - (first ?? 0)) / ((last ?? 0) - (first ?? 0))
    expect(share).to.be.closeTo(0.25, 0.001)
  })

  it('draws the scores from which more is due, and names the latest', () => {
    const chart = scoreTimeline(input)
    expect(chart.match(/class="chart-threshold"/g)).to.have.length(2)
    expect(chart).to.contain('>7: &lt;emergency&gt;<').and.to.contain('>now 8<')
    expect(chart).to.contain('>07:00<').and.to.contain('>15:00<')
  })

  it('names the day where the scores go over midnight', () => {
    const points = [...input.points, { time: '2026-11-13T02:30:00Z', score: 2 }]
    expect(scoreTimeline({ ...input, points })).to.contain('>13 Nov 02:30<')
  })

  it('says the same in words', () => {
    expect(scoreTimeline(input)).to.contain('3 scores. 12 Nov 07:00: 1; 12 Nov 09:00: 3; 12 Nov 15:00: 8.')
  })

  it('draws one score, and none', () => {
    expect(scoreTimeline({ ...input, points: input.points.slice(0, 1) })).to.contain('>now 1<')
    expect(scoreTimeline({ ...input, points: [] })).to.match(/^<svg.*<\/svg>$/)
  })

  it('leaves out dots that would touch', () => {
    const points = Array.from({ length: 200 }, (_, minute) => ({
      time: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
      score: minute % 7,
    }))
    expect(scoreTimeline({ ...input, points })).not.to.contain('chart-point')
  })

  it('refuses a time that is none, and a score that is no number', () => {
    for (const broken of [
      { time: 'today', score: 1 },
      { time: '2026-11-12T07:00:00Z', score: Number.NaN },
    ]) {
      expect(() => scoreTimeline({ ...input, points: [broken] })).to.throw(InvalidInputError)
    }
  })
})
