import { expect } from 'chai'
import fc from 'fast-check'
import {
  greatestMeanKinetic,
  meanKineticTemperature,
} from '../../../../sdk/provenance/coldChain/meanKinetic.ts'

const energy = 83.144
const even = (celsius: readonly number[]) => new Float64Array(celsius.length).fill(60)
const anyCelsius = fc.array(
  fc.integer({ min: -3000, max: 6000 }).map((value) => value / 100),
  {
    minLength: 1,
    maxLength: 60,
  },
)

describe('meanKineticTemperature', () => {
  // Haynes' formula with ΔH/R = 10,000 K, computed apart from this code with 40 decimal digits.
  const worked: readonly (readonly [string, readonly number[], readonly number[], number, number])[] = [
    ['a constant', [5, 5, 5], [1, 1, 1], energy, 5],
    ['2 and 8 °C', [2, 8], [1, 1], energy, 5.536424508866],
    ['2 and 8 °C with ΔH 60 kJ/mol', [2, 8], [1, 1], 60, 5.382629095207],
    ['20, 25 and 30 °C', [20, 25, 30], [1, 1, 1], energy, 25.858208428104],
    ['23 hours at 25 °C and one at 30', [25, 30], [23, 1], energy, 25.269759457519],
    ['12 hours at 5 °C and 12 at 12', [5, 12], [12, 12], energy, 9.206792888515],
    ['frozen', [-20, -12], [1, 1], energy, -14.914637329252],
    [
      'six weeks of a storeroom',
      [22.1, 23.4, 24.9, 26.2, 21.7, 28.8],
      [1, 1, 1, 1, 1, 1],
      energy,
      24.848710022388,
    ],
  ]
  for (const [name, celsius, weights, ownEnergy, expected] of worked) {
    it(`is ${expected.toFixed(4)} °C for ${name}`, () => {
      expect(meanKineticTemperature(celsius, weights, ownEnergy)).to.be.closeTo(expected, 1e-9)
    })
  }

  it('never lies below the arithmetic mean, nor outside the temperatures', () => {
    fc.assert(
      fc.property(anyCelsius, fc.integer({ min: 20, max: 300 }), (celsius, ownEnergy) => {
        const mean = celsius.reduce((sum, value) => sum + value, 0) / celsius.length
        const kinetic = meanKineticTemperature(celsius, even(celsius), ownEnergy)
        expect(kinetic).to.be.at.least(mean - 1e-9)
        expect(kinetic).to.be.at.most(Math.max(...celsius) + 1e-9)
      }),
    )
  })

  it('does not depend on the order of readings at even intervals', () => {
    fc.assert(
      fc.property(anyCelsius, (celsius) => {
        const other = meanKineticTemperature(celsius.toReversed(), even(celsius), energy)
        expect(meanKineticTemperature(celsius, even(celsius), energy)).to.be.closeTo(other, 1e-9)
      }),
    )
  })

  it('does not depend on into how many pieces a time is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -20, max: 40 }), fc.integer({ min: 1, max: 5 })), {
          minLength: 1,
        }),
        (pieces) => {
          const cut = pieces.flatMap(([celsius, times]) => new Array<number>(times).fill(celsius))
          const whole = meanKineticTemperature(
            pieces.map(([celsius]) => celsius),
            pieces.map(([, times]) => times * 60),
            energy,
          )
          expect(meanKineticTemperature(cut, even(cut), energy)).to.be.closeTo(whole, 1e-9)
        },
      ),
    )
  })

  it('holds where every rate but the warmest is too small for a double', () => {
    expect(meanKineticTemperature([-196, -195], [60, 60], 1000)).to.be.within(-196, -195)
    expect(meanKineticTemperature([5], [0], energy)).to.be.closeTo(5, 1e-9)
  })
})

describe('greatestMeanKinetic', () => {
  it('finds the warmest window, whose edges lie anywhere', () => {
    // 12 hours at 5 °C, 6 at 10 °C, 12 at 5 °C: each 12-hour window with all of the warm time has 6 hours of each.
    const celsius = [...new Array(12).fill(5), ...new Array(6).fill(10), ...new Array(12).fill(5)]
    const hours = new Float64Array(celsius.length).fill(3600)
    const half = meanKineticTemperature([5, 10], [1, 1], energy)
    expect(greatestMeanKinetic(celsius, hours, energy, 12 * 3600).celsius).to.be.closeTo(half, 1e-9)
  })

  it('is never less than the mean of the whole or of any window at a reading', () => {
    fc.assert(
      fc.property(anyCelsius, fc.integer({ min: 1, max: 70 }), (celsius, readings) => {
        const weights = even(celsius)
        const greatest = greatestMeanKinetic(celsius, weights, energy, readings * 60).celsius
        expect(greatest).to.be.at.least(meanKineticTemperature(celsius, weights, energy) - 1e-9)
        for (let first = 0; first + readings <= celsius.length; first++) {
          const part = celsius.slice(first, first + readings)
          expect(greatest).to.be.at.least(meanKineticTemperature(part, even(part), energy) - 1e-7)
        }
        expect(greatest).to.be.at.most(Math.max(...celsius) + 1e-9)
      }),
    )
  })
})
