import { expect } from 'chai'
import { type Interval, readableIntervals, variability } from '../../../../oracle/models/ecg/intervals.ts'
import { judgeRhythm } from '../../../../oracle/models/ecg/judgeRhythm.ts'
import { matchBeats, unmatchedBeats } from '../../../../oracle/models/ecg/matchBeats.ts'
import type { ScreenParameters } from '../../../../oracle/models/ecg/parameters.ts'
import { irregularity, screenWindows, windowsOf } from '../../../../oracle/models/ecg/rhythmScreen.ts'
import { seededRandom } from '../../../../oracle/models/random.ts'

const parameters: ScreenParameters = {
  regularBelow: 0.06,
  irregularFrom: 0.1,
  earlyShare: 0.85,
  lateShare: 1.3,
}

function intervalsOf(seconds: readonly number[]): Interval[] {
  const beats = [0]
  for (const value of seconds) beats.push((beats.at(-1) as number) + value)
  return readableIntervals(beats, [])
}

const screenOf = (seconds: readonly number[]) =>
  judgeRhythm(screenWindows(intervalsOf(seconds), parameters), false)

describe('intervals', () => {
  it('leaves out those over unreadable signal and says which follow on', () => {
    const beats = [0, 1, 2, 3, 4, 5]
    const found = readableIntervals(beats, [
      { from: 1.2, to: 1.4 },
      { from: 3.9, to: 4 },
    ])
    expect(found).to.deep.equal([
      { at: 0, seconds: 1, follows: false },
      { at: 2, seconds: 1, follows: false },
      { at: 4, seconds: 1, follows: false },
    ])
    expect(readableIntervals(beats, []).map(({ follows }) => follows)).to.deep.equal([
      false,
      true,
      true,
      true,
      true,
    ])
  })

  it('gives SDNN and RMSSD as computed by hand', () => {
    const { sdnn, rmssd, normalShare } = variability(intervalsOf([0.8, 0.82, 0.78, 0.8]))
    expect(sdnn).to.be.closeTo(Math.sqrt((20 ** 2 + 20 ** 2) / 3), 1e-9)
    expect(rmssd).to.be.closeTo(Math.sqrt((20 ** 2 + 40 ** 2 + 20 ** 2) / 3), 1e-9)
    expect(normalShare).to.equal(1)
  })

  it('keeps early beats, pauses and impossible intervals out of both', () => {
    const steady = Array<number>(20).fill(0.8)
    const found = variability(intervalsOf([...steady, 0.5, 1.1, ...steady, 3, ...steady]))
    expect(found.normal).to.equal(60)
    expect(found.sdnn).to.be.closeTo(0, 1e-9)
    expect(found.rmssd).to.be.closeTo(0, 1e-9)
    expect(variability([]).sdnn).to.be.NaN
  })
})

describe('the screen', () => {
  const random = seededRandom(5)
  const noise = (size: number) => size * (random() - 0.5)
  const many = (make: (index: number) => number) => Array.from({ length: 160 }, (_, index) => make(index))

  it('calls steady, breathing and metronomic rhythms regular', () => {
    expect(screenOf(many(() => 0.8 + noise(0.02))).screen).to.equal('regular')
    expect(screenOf(many((index) => 0.8 + 0.06 * Math.sin(index * 1.3) + noise(0.01))).screen).to.equal(
      'regular',
    )
    expect(screenOf(many(() => 0.8)).screen).to.equal('regular')
  })

  it('calls independent intervals irregular, and names no diagnosis', () => {
    const { screen, text, shown } = screenOf(many(() => 0.7 + noise(0.5)))
    expect(screen).to.equal('irregular')
    expect(text).to.match(/not a diagnosis/)
    expect(shown?.rhythm).to.equal('irregular')
  })

  it('says early beats and patterns instead of calling them irregular', () => {
    const ectopy = screenOf(
      many((index) => (index % 16 === 7 ? 0.5 : index % 16 === 8 ? 1.1 : 0.8 + noise(0.02))),
    )
    expect(ectopy.screen).to.equal('inconclusive')
    expect(ectopy.text).to.match(/interrupted in 5 of 5 pieces.*early beats/)
    const bigeminy = screenOf(many((index) => (index % 2 === 0 ? 0.5 : 1.1) + noise(0.03)))
    expect(bigeminy.screen).to.equal('inconclusive')
    expect(bigeminy.text).to.match(/fixed pattern in 5 of 5 pieces.*bigeminy/)
    const trigeminy = screenOf(many((index) => [0.8, 0.5, 1.1][index % 3] as number))
    expect(trigeminy.text).to.match(/fixed pattern/)
  })

  it('finds an hour of irregular rhythm within a regular day, and is inconclusive about half a minute', () => {
    const regular = many(() => 0.8 + noise(0.02))
    const irregular = many(() => 0.7 + noise(0.5))
    expect(screenOf([...regular, ...regular, ...irregular, ...regular, ...regular]).screen).to.equal(
      'irregular',
    )
    expect(screenOf([...regular, ...irregular.slice(0, 32), ...regular]).screen).to.equal('inconclusive')
  })

  it('judges nothing by too few intervals', () => {
    expect(screenOf([0.8, 0.8, 0.8]).text).to.match(/too few consecutive beats/)
    expect(windowsOf(intervalsOf(Array<number>(70).fill(0.8))).map(({ length }) => length)).to.deep.equal([
      32, 32,
    ])
  })

  it('predicts a sine by its two predecessors', () => {
    const seconds = many((index) => 0.8 + 0.1 * Math.sin(index * 1.1))
    const { variation, unpredicted } = irregularity(
      seconds,
      seconds.map(() => true),
    )
    expect(variation).to.be.closeTo(0.1 / Math.SQRT2 / 0.8, 0.002)
    expect(unpredicted).to.be.lessThan(0.002)
  })
})

describe('matchBeats', () => {
  it('pairs each beat with one detection within 150 ms', () => {
    expect(matchBeats([1, 2, 3], [1.1, 1.9, 3.2])).to.deep.equal({ found: 2, missed: 1, false: 1 })
    expect(matchBeats([1, 2], [0.9, 1.02, 2])).to.deep.equal({ found: 2, missed: 0, false: 1 })
    expect(unmatchedBeats([1, 2], [0.9, 1.02])).to.deep.equal({ missed: [2], false: [0.9] })
    expect(matchBeats([], [1])).to.deep.equal({ found: 0, missed: 0, false: 1 })
    expect(matchBeats([1], [])).to.deep.equal({ found: 0, missed: 1, false: 0 })
  })
})
