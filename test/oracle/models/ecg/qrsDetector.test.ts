import { expect } from 'chai'
import fc from 'fast-check'
import type { EcgModel } from '../../../../oracle/models/ecg/ecgModel.ts'
import { matchBeats } from '../../../../oracle/models/ecg/matchBeats.ts'
import { signalQuality } from '../../../../oracle/models/ecg/signalQuality.ts'
import { type SyntheticSettings, syntheticEcg } from '../../../../oracle/models/ecg/synthetic.ts'
import { rhythmKinds } from '../../../../oracle/models/ecg/syntheticRhythm.ts'
import { detect, loadShippedEcg } from './ecgFixture.ts'

const base: SyntheticSettings = { kind: 'sinus', seconds: 60, samplingHertz: 250, seed: 77_000_001 }

describe('QrsDetector', () => {
  let model: EcgModel

  before(async () => {
    model = await loadShippedEcg()
  })

  const known = (settings: SyntheticSettings) => {
    const ecg = syntheticEcg(settings)
    return { ...ecg, beats: ecg.rhythm.beats.map(({ seconds }) => seconds) }
  }

  function expectBeats(beats: readonly number[], signal: Float32Array, hertz: number, wrong: number): void {
    const match = matchBeats(beats, detect(model, hertz, signal).seconds)
    expect(match.missed + match.false, JSON.stringify(match)).to.be.at.most(wrong)
  }

  for (const kind of rhythmKinds) {
    it(`finds the beats of ${kind} at 100 to 1000 Hz`, () => {
      for (const samplingHertz of [100, 128, 200, 257, 360, 500, 1000]) {
        const { millivolts, beats } = known({ ...base, kind, samplingHertz })
        expectBeats(beats, millivolts, samplingHertz, 1)
      }
    })
  }

  it('finds the same beats upside down, in microvolts of height, and on a high offset', () => {
    const { millivolts, beats, samplingHertz } = known(base)
    const plain = detect(model, samplingHertz, millivolts).seconds
    expect(
      detect(
        model,
        samplingHertz,
        millivolts.map((value) => -value),
      ).seconds,
    ).to.deep.equal(plain)
    expectBeats(
      beats,
      millivolts.map((value) => value / 20),
      samplingHertz,
      1,
    )
    expectBeats(
      beats,
      millivolts.map((value) => value + 300),
      samplingHertz,
      1,
    )
  })

  it('goes on when the height of the beats changes fivefold', () => {
    const { millivolts, beats, samplingHertz } = known(base)
    expectBeats(
      beats,
      millivolts.map((value, index) => (index > 7500 ? value / 5 : value)),
      samplingHertz,
      2,
    )
    expectBeats(
      beats,
      millivolts.map((value, index) => (index > 7500 ? value * 5 : value)),
      samplingHertz,
      2,
    )
  })

  it('is not moved by hum and wander as high as the beats', () => {
    for (const kind of ['mains', 'baseline'] as const) {
      const { millivolts, beats, samplingHertz } = known({ ...base, noise: { kind, decibels: -3 } })
      expectBeats(beats, millivolts, samplingHertz, 1)
    }
  })

  it('gives the same bits however the signal is cut', () => {
    const { millivolts, samplingHertz } = known({
      ...base,
      seconds: 20,
      noise: { kind: 'muscle', decibels: 12 },
    })
    const whole = detect(model, samplingHertz, millivolts)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: millivolts.length }), { maxLength: 6 }), (cuts) => {
        const at = [0, ...cuts.sort((one, other) => one - other), millivolts.length]
        const pieces = at.slice(1).map((to, index) => millivolts.subarray(at[index], to))
        const { swing: _, ...pieced } = detect(model, samplingHertz, ...pieces)
        const { swing: __, ...expected } = whole
        expect(pieced).to.deep.equal(expected)
      }),
      { numRuns: 20 },
    )
  })

  it('bridges single missing samples and leaves out longer gaps, flat and saturated signal', () => {
    const { millivolts, beats, samplingHertz } = known(base)
    expectBeats(
      beats,
      millivolts.map((value, index) => (index % 50 === 0 ? Number.NaN : value)),
      samplingHertz,
      2,
    )
    for (const hole of [Number.NaN, Infinity, -Infinity, 0, 5000]) {
      const cut = millivolts.map((value, index) => (index >= 5000 && index < 7500 ? hole : value))
      const found = detect(model, samplingHertz, cut)
      expect(found.gaps.length).to.equal(1)
      expect(found.gaps[0]?.from).to.be.closeTo(20, 0.2)
      expect(found.gaps[0]?.to).to.be.closeTo(30, 0.2)
      const outside = (time: number) => time < 19.7 || time > 30.3
      const match = matchBeats(beats.filter(outside), found.seconds.filter(outside))
      expect(match.missed + match.false).to.be.at.most(1)
      expect(found.seconds.filter((time) => time > 20.2 && time < 29.8)).to.deep.equal([])
    }
  })

  it('makes no beats of a pause, which stays readable', () => {
    const { millivolts, samplingHertz } = known(base)
    const quiet = syntheticEcg({ ...base, kind: 'pauses', seconds: 60 })
    const found = detect(model, samplingHertz, quiet.millivolts)
    const { unreadable } = signalQuality(found, model.parameters.quality)
    expect(unreadable).to.deep.equal([])
    expect(millivolts).to.have.length(15_000)
    const longest = (times: readonly number[]) =>
      Math.max(...times.slice(1).map((time, index) => time - (times[index] as number)))
    expect(longest(found.seconds)).to.be.closeTo(
      longest(quiet.rhythm.beats.map(({ seconds }) => seconds)),
      0.05,
    )
    expect(longest(found.seconds)).to.be.greaterThan(2)
  })

  it('survives no samples, one sample and nothing but noise', () => {
    expect(detect(model, 250).seconds).to.deep.equal([])
    expect(detect(model, 250, Float32Array.of(1)).seconds).to.deep.equal([])
    expect(detect(model, 250, new Float32Array(10_000)).seconds).to.deep.equal([])
    expect(detect(model, 250, new Float32Array(10_000).fill(Number.NaN)).seconds).to.deep.equal([])
    const noise = syntheticEcg({ ...base, noise: { kind: 'muscle', decibels: -30 } })
    const { noiseShare } = signalQuality(detect(model, 250, noise.millivolts), model.parameters.quality)
    expect(noiseShare).to.be.greaterThan(0.8)
  })
})
