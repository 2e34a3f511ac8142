import { expect } from 'chai'
import {
  news2Chart,
  type VitalName,
  type Vitals,
  vitalNames,
} from '../../../../oracle/models/vitals/chart.ts'
import { vitalsSettings } from '../../../../oracle/models/vitals/settings.ts'
import { VitalStream } from '../../../../oracle/models/vitals/vitalStream.ts'
import { healthy } from './people.ts'

const minute = 60_000

describe('VitalStream', () => {
  let stream: VitalStream

  beforeEach(() => {
    stream = new VitalStream(news2Chart, vitalsSettings)
  })

  const push = (name: VitalName, value: number, minutes: number) =>
    stream.push({ name, value, time: minutes * minute })

  function round(minutes: number, vitals: Partial<Vitals> = {}): void {
    for (const name of vitalNames) push(name, vitals[name] ?? healthy[name], minutes)
  }

  const scores = () => stream.rounds().scored.map(({ time, score }) => [time / minute, score?.total])
  const statusOf = (name: VitalName, minutes: number) => stream.stateOf(name, minutes * minute).status

  it('scores a round at the time of its last reading', () => {
    push('pulse', 95, 0)
    for (const [index, name] of vitalNames.filter((name) => name !== 'pulse').entries())
      push(name, healthy[name], index)
    expect(scores()).to.deep.equal([[5, 1]])
  })

  it('takes what comes ten minutes after the first reading for another round', () => {
    round(0)
    round(9, { pulse: 95 })
    expect(scores()).to.deep.equal([[9, 1]])
    round(10, { pulse: 115 })
    expect(scores()).to.deep.equal([
      [9, 1],
      [10, 2],
    ])
  })

  for (const missing of vitalNames) {
    it(`has no score without ${missing}, and never 0 points for it`, () => {
      for (const name of vitalNames) if (name !== missing) push(name, healthy[name], 0)
      expect(stream.rounds()).to.deep.equal({ scored: [], unscored: 1 })
      expect(statusOf(missing, 0)).to.equal('missing')
    })

    it(`carries ${missing} forward up to its maximum age and no longer`, () => {
      const oldest = vitalsSettings.maximumAgeMinutes[missing]
      round(0)
      for (const name of vitalNames) if (name !== missing) push(name, healthy[name], oldest)
      expect(scores().map(([time]) => time)).to.deep.equal([0, oldest])
      for (const name of vitalNames) if (name !== missing) push(name, healthy[name], oldest + 11)
      expect(stream.rounds().scored).to.have.length(2)
      expect(stream.rounds().unscored).to.equal(1)
      expect(statusOf(missing, oldest)).to.equal('usable')
      expect(statusOf(missing, oldest + 1)).to.equal('stale')
    })
  }

  it('leaves out a jump that the next reading does not confirm', () => {
    round(0, { 'oxygen-saturation': 100 })
    push('oxygen-saturation', 40, 0.5)
    expect(statusOf('oxygen-saturation', 1)).to.equal('unconfirmed')
    expect(stream.rounds().scored).to.deep.equal([])
    push('oxygen-saturation', 100, 1)
    expect(stream.stateOf('oxygen-saturation', minute)).to.deep.include({ status: 'usable', received: 100 })
    expect(scores()).to.deep.equal([[1, 0]])
    expect(stream.leftOut).to.deep.equal({ impossible: 0, artefacts: 1, late: 0 })
  })

  it('takes a jump for true once the next reading confirms it', () => {
    round(0, { 'oxygen-saturation': 98 })
    push('oxygen-saturation', 78, 1)
    expect(stream.rounds().scored).to.deep.equal([])
    push('oxygen-saturation', 76, 2)
    expect(scores()).to.deep.equal([[2, 3]])
    push('oxygen-saturation', 77, 3)
    expect(scores()).to.deep.equal([[3, 3]])
    expect(stream.leftOut.artefacts).to.equal(0)
  })

  it('does not let one artefact confirm another that differs from it', () => {
    round(0, { pulse: 70 })
    push('pulse', 250, 1)
    push('pulse', 150, 2)
    expect(statusOf('pulse', 2)).to.equal('unconfirmed')
    push('pulse', 72, 3)
    expect(statusOf('pulse', 3)).to.equal('usable')
    expect(stream.leftOut.artefacts).to.equal(2)
  })

  it('takes every change for true between readings that are far apart', () => {
    round(0, { pulse: 70 })
    round(30, { pulse: 150 })
    expect(scores()).to.deep.equal([
      [0, 0],
      [30, 3],
    ])
  })

  it('uses no impossible value, nor an older one in its place', () => {
    for (const [name, value] of [
      ['oxygen-saturation', 0],
      ['oxygen-saturation', 101],
      ['pulse', -1],
      ['pulse', Number.NaN],
      ['temperature', 98.6],
      ['respiratory-rate', 200],
      ['respiratory-rate', 1e308],
      ['systolic-pressure', -1],
      ['consciousness', 7],
    ] as const) {
      stream = new VitalStream(news2Chart, vitalsSettings)
      round(0)
      push(name, value, 2)
      expect(statusOf(name, 2), name).to.equal('impossible')
      expect(stream.rounds().scored).to.deep.equal([])
      push(name, healthy[name], 3)
      expect(scores()).to.deep.equal([[3, 0]])
      expect(stream.leftOut.impossible).to.equal(1)
    }
  })

  it('leaves out what comes late, and counts it', () => {
    round(0)
    round(20)
    push('pulse', 200, 10)
    expect(scores()).to.deep.equal([
      [0, 0],
      [20, 0],
    ])
    expect(stream.leftOut.late).to.equal(1)
  })

  it('ignores a repeated reading and refuses a contradicting one', () => {
    round(0)
    push('pulse', healthy.pulse, 0)
    expect(() => push('pulse', 99, 0)).to.throw(/two different values of pulse for the same time/)
  })

  it('scores by scale 2 from the time that a clinician chooses it', () => {
    round(0, { 'oxygen-saturation': 90 })
    stream.chooseScale(2, 30 * minute)
    expect(scores()).to.deep.equal([
      [0, 3],
      [30, 0],
    ])
    round(40, { 'oxygen-saturation': 90, 'supplemental-oxygen': 1 })
    round(60, { 'oxygen-saturation': 97, 'supplemental-oxygen': 1 })
    expect(scores().slice(2)).to.deep.equal([
      [40, 2],
      [60, 5],
    ])
  })

  it('remembers a bounded number of rounds, however long the stream', () => {
    for (let count = 0; count < 1000; count++) round(count * 15)
    const { scored } = stream.rounds()
    expect(scored).to.have.length(vitalsSettings.seriesRounds)
    expect(scored.at(-1)?.time).to.equal(999 * 15 * minute)
  })
})
