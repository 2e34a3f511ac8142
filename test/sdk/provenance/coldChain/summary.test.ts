import { expect } from 'chai'
import fc from 'fast-check'
import type { Reading } from '../../../../sdk/provenance/coldChain/log.ts'
import { parseProfile, profileHash, profiles } from '../../../../sdk/provenance/coldChain/profile.ts'
import {
  type ColdChainLimits,
  type ColdChainSummary,
  coldChainLimits,
  ruleVerdict,
  summarise,
} from '../../../../sdk/provenance/coldChain/summary.ts'
import { hundredthsAbove, hundredthsBelow } from '../../../../sdk/provenance/coldChain/temperature.ts'
import { every, HOUR, logOf, MINUTE, START } from './logs.ts'

describe('summarise', () => {
  it('rounds outwards', () => {
    const readings = every(MINUTE + 1, [2.004, 7.996, 8.001]).map((reading) => ({
      ...reading,
      time: reading.time + 1,
    }))
    expect(summarise(logOf(readings), profiles.cold)).to.deep.equal({
      from: START / 1000,
      to: START / 1000 + 121,
      minimum: 200,
      maximum: 801,
      // 6.4409… °C.
      meanKinetic: 645,
      minutesOutside: 2,
      longestGap: 61,
      readings: 3,
    })
  })

  it('does not take the arithmetic of doubles for a temperature', () => {
    fc.assert(
      fc.property(fc.integer({ min: -19999, max: 15000 }), (hundredths) => {
        const celsius = hundredths / 100
        expect([hundredthsBelow(celsius), hundredthsAbove(celsius)]).to.deep.equal([hundredths, hundredths])
        const { minimum, maximum, meanKinetic } = summarise(
          logOf(every(MINUTE, new Array(50).fill(celsius))),
          profiles.cold,
        )
        expect([minimum, maximum, meanKinetic]).to.deep.equal([hundredths, hundredths, hundredths])
      }),
    )
  })

  it('does not change when a reading is added between two that are the same', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 4, maxLength: 20 }),
        fc.nat(),
        fc.integer({ min: 1, max: 59_999 }),
        (celsius, at, after) => {
          const doubled = celsius.flatMap((value) => [value, value])
          const readings = every(MINUTE, doubled)
          const place = 2 + 2 * (at % (celsius.length - 2))
          const between = { ...(readings[place] as Reading), time: START + place * MINUTE + after }
          const more = readings.toSpliced(place + 1, 0, between)
          const [before, now] = [readings, more].map((all) => summarise(logOf(all), profiles.cold))
          expect(now).to.deep.equal({ ...before, readings: (before as ColdChainSummary).readings + 1 })
        },
      ),
    )
  })

  it('is consistent in itself, as the contract asks', () => {
    const anyStep = fc.tuple(
      fc.integer({ min: 0, max: 5000 }),
      fc.integer({ min: -20_000_000, max: 15_000_000 }),
    )
    const anyExtremes = fc.option(
      fc.integer({ min: 0, max: 150 }).map((maximum) => ({ minimum: -5, maximum })),
    )
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 1, maxLength: 30 }), anyExtremes, (steps, unplaced) => {
        let time = START
        const readings = steps.map(([after, celsius]): Reading => {
          time += after
          return { time, celsius: celsius / 1e5, humidity: null }
        })
        const found = summarise({ ...logOf(readings), unplaced }, profiles.cold)
        expect(Object.values(found).every(Number.isInteger)).to.equal(true)
        expect(found.meanKinetic).to.be.within(found.minimum, found.maximum)
        expect([found.minimum >= -32768, found.maximum <= 32767]).to.deep.equal([true, true])
        const duration = found.to - found.from
        expect(found.longestGap).to.be.within(0, duration)
        expect(duration).to.be.at.most((found.readings - 1) * found.longestGap + 1)
      }),
    )
  })

  it('gives a reading beside a gap no more than half of the longest gap that is allowed', () => {
    const readings = [...every(MINUTE, [5, 9]), ...every(MINUTE, [9, 5], START + 10 * HOUR)]
    const { minutesOutside, longestGap } = summarise(logOf(readings), profiles.cold)
    expect([minutesOutside, longestGap]).to.deep.equal([31, 10 * 3600 - 60])
  })
})

describe('ruleVerdict', () => {
  const limits = coldChainLimits(profiles.cold)
  const fine: ColdChainSummary = {
    from: 0,
    to: 86_400,
    minimum: 200,
    maximum: 1500,
    meanKinetic: 800,
    minutesOutside: 1440,
    longestGap: 1800,
    readings: 2,
  }

  it('has the limits of a profile in whole numbers', () => {
    expect(limits).to.deep.equal({
      minimum: 200,
      maximum: 1500,
      meanKineticMaximum: 800,
      storageMinimum: 200,
      storageMaximum: 800,
      minutesOutsideMaximum: 1440,
      longestGapMaximum: 1800,
    } satisfies ColdChainLimits)
    expect(coldChainLimits(profiles.frozen)).to.include({ minimum: -2500, maximum: -1000 })
  })

  const cases: readonly (readonly [Partial<ColdChainSummary>, string])[] = [
    [{}, 'pass'],
    [{ minimum: 199 }, 'fail'],
    [{ maximum: 1501 }, 'fail'],
    [{ meanKinetic: 801 }, 'fail'],
    [{ minutesOutside: 1441 }, 'fail'],
    [{ longestGap: 1801 }, 'unknown'],
    [{ readings: 1 }, 'unknown'],
    [{ longestGap: 1801, minimum: 199 }, 'fail'],
  ]
  for (const [change, verdict] of cases) {
    it(`is ${verdict} with ${JSON.stringify(change)}`, () => {
      expect(ruleVerdict({ ...fine, ...change }, limits)).to.equal(verdict)
    })
  }
})

describe('profiles', () => {
  const custom = (change: object) => JSON.parse(JSON.stringify({ ...profiles.cold, ...change })) as unknown

  it('are valid, and their hashes are stable', () => {
    for (const profile of Object.values(profiles)) {
      expect(parseProfile(JSON.parse(JSON.stringify(profile)))).to.deep.equal(profile)
    }
    expect(Object.values(profiles).map(profileHash)).to.deep.equal([
      '0x5d61f33e04acb9224b5bd7922cef5ec7c59791d3fe6da9c6420977ae3ebf0c47',
      '0x8fd826f6fc5efb8c8fab0dceee40790806717dd54d8d6e001a63d310d49dc7d5',
      '0xbf01f867034b71858f12c7c4282da23484b7ac000880c1a706cc6b2f795bf402',
    ])
  })

  const wrong: readonly (readonly [string, object, RegExp])[] = [
    ['an unknown field', { extra: 1 }, /extra/],
    ['text for a number', { gapSecondsMaximum: '1800' }, /gapSecondsMaximum/],
    ['a third decimal', { label: { minimum: 2.001, maximum: 8 } }, /label\.minimum/],
    ['an empty range', { label: { minimum: 8, maximum: 8 } }, /label/],
    ['an untimed range within the label', { untimed: { minimum: 3, maximum: 8 } }, /untimed/],
    ['an absolute range within the untimed one', { absolute: { minimum: 2, maximum: 7 } }, /absolute/],
    ['more than a uint32', { minutesOutsideMaximum: 2 ** 32 }, /minutesOutsideMaximum/],
    ['a name that steers a terminal', { name: 'cold\u001b[2J' }, /name/],
  ]
  for (const [name, change, place] of wrong) {
    it(`refuses ${name}`, () => {
      expect(() => parseProfile(custom(change)))
        .to.throw(place)
        .with.property('code', 'COLD_CHAIN_PROFILE_INVALID')
    })
  }
})
