import { expect } from 'chai'
import { analyse } from '../../../../oracle/models/ecg/assessEcg.ts'
import type { EcgModel } from '../../../../oracle/models/ecg/ecgModel.ts'
import { matchBeats } from '../../../../oracle/models/ecg/matchBeats.ts'
import { readRealExcerpt } from '../../../../oracle/models/ecg/realExcerpt.ts'
import { detect, loadShippedEcg } from './ecgFixture.ts'

/**
 * A second method that shares nothing with the first: where the signal moves most within 80 ms, compared with what it does
 * around. It is crude, and misses low beats; what it sees clearly, the detector must have found.
 */
function steepPlaces(signal: Float32Array, hertz: number): number[] {
  const width = Math.round(0.08 * hertz)
  const range = Float64Array.from({ length: signal.length - width }, (_, index) => {
    const part = signal.subarray(index, index + width)
    return Math.max(...part) - Math.min(...part)
  })
  const found: number[] = []
  const second = Math.round(hertz)
  for (let index = second; index < range.length - second; index++) {
    const value = range[index] as number
    if (value < 0.6 || value < Math.max(...range.subarray(index - 100, index + 100))) continue
    const time = (index + width / 2) / hertz
    if (time - (found.at(-1) ?? -1) > 0.3) found.push(time)
  }
  return found
}

describe('five minutes of MIT-BIH 208', () => {
  let model: EcgModel
  let signal: Float32Array
  let hertz: number

  before(async () => {
    model = await loadShippedEcg()
    const { recording, sha256 } = await readRealExcerpt()
    signal = recording.millivolts
    hertz = recording.samplingHertz
    expect(signal).to.have.length(108_000)
    expect(sha256).to.equal('0x45cbec844577d9c7e2117b2011a5d524ab6dd49d93c29f5f5aea690772681b8f')
  })

  it('has no stretch without a beat but the three in which the amplifier lost the signal', () => {
    const findings = analyse(model, { samplingHertz: hertz, millivolts: signal })
    expect(findings.longestInterval).to.be.lessThan(2)
    expect(findings.quality.swings).to.equal(3)
    expect(findings.quality.noiseShare).to.be.lessThan(0.05)
    expect(findings.beats[0]).to.be.lessThan(1)
    expect(findings.beats.at(-1)).to.be.greaterThan(299)
    for (const { from, to } of findings.quality.unreadable) expect(to - from).to.be.lessThan(5)
    expect(findings.heartRate).to.be.within(95, 110)
  })

  it('finds the beats that a second method sees, and hardly any others', () => {
    const { seconds } = detect(model, hertz, signal)
    const inside = (time: number) => time > 1.2 && time < 298.8
    const second = steepPlaces(signal, hertz).filter(inside)
    const match = matchBeats(second, seconds.filter(inside))
    expect(second.length).to.be.greaterThan(400)
    expect(match.missed / second.length).to.be.lessThan(0.01)
    expect(match.false / seconds.length).to.be.lessThan(0.08)
  })

  it('is found the same at other sampling rates', () => {
    const { seconds } = detect(model, hertz, signal)
    const half = Float32Array.from({ length: signal.length / 2 }, (_, index) => {
      return ((signal[2 * index] as number) + (signal[2 * index + 1] as number)) / 2
    })
    const match = matchBeats(seconds, detect(model, hertz / 2, half).seconds)
    expect(match.missed + match.false).to.be.at.most(6)
  })

  it('does as the card says', () => {
    const findings = analyse(model, { samplingHertz: hertz, millivolts: signal })
    const { excerpt } = model.card.metrics
    expect(findings.beats.length).to.equal(excerpt.readableBeats)
    expect(findings.longestInterval).to.be.closeTo(excerpt.longestReadableIntervalSeconds, 5e-5)
    expect(findings.judgement.screen).to.equal(excerpt.screen)
  })
})
