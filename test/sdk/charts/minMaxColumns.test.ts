import { expect } from 'chai'
import fc from 'fast-check'
import { minMaxColumns } from '../../../sdk/charts/minMaxColumns.ts'

const whole = (samples: ArrayLike<number>, hertz: number) => ({ from: 0, to: samples.length / hertz })

describe('sdk/charts/minMaxColumns', () => {
  it('gives every sample where there are few', () => {
    const { times, values } = minMaxColumns([1, 2, 3, 4], 2, { from: 0, to: 2 }, 10)
    expect(times).to.deep.equal([0, 0.5, 1, 1.5])
    expect(values).to.deep.equal([1, 2, 3, 4])
  })

  it('keeps a single spike among a hundred thousand samples, at its time', () => {
    const samples = new Float32Array(100_000)
    samples[54_321] = 7
    const { times, values } = minMaxColumns(samples, 500, whole(samples, 500), 300)
    expect(values.length).to.be.at.most(2 * 302)
    expect(times[values.indexOf(7)]).to.equal(54_321 / 500)
  })

  it('breaks the line where a sample is missing or saturated, and draws the rest of the column', () => {
    const samples = Float32Array.from({ length: 1000 }, (_, index) => index % 10)
    samples[500] = Number.NaN
    samples[700] = Number.POSITIVE_INFINITY
    samples[800] = Number.NEGATIVE_INFINITY
    const { values } = minMaxColumns(samples, 100, whole(samples, 100), 20)
    expect(values.filter((value) => value === null)).to.have.length(3)
    expect(values.every((value) => value === null || Number.isFinite(value))).to.equal(true)
    const gap = Float32Array.from({ length: 1000 }, () => Number.NaN)
    expect(minMaxColumns(gap, 100, whole(gap, 100), 20).values.every((value) => value === null)).to.equal(
      true,
    )
  })

  it('never goes back in time, loses neither extreme of what is shown, and stays small', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.double({ min: -5, max: 5, noNaN: true }), fc.constant(Number.NaN)), {
          minLength: 1,
          maxLength: 400,
        }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(300),
        fc.nat(300),
        (samples, columns, one, other) => {
          const window = { from: Math.min(one, other) / 100, to: Math.max(one, other) / 100 }
          const { times, values } = minMaxColumns(samples, 100, window, columns)
          expect(times.length).to.equal(values.length)
          expect(times.length).to.be.at.most(Math.max(2 * columns, 3 * (columns + 2)))
          for (const [index, time] of times.entries()) {
            if (index > 0) expect(time).to.be.greaterThan(times[index - 1] as number)
          }
          const shown = samples.filter(
            (value, index) =>
              Number.isFinite(value) && index / 100 >= window.from && index / 100 <= window.to,
          )
          const drawn = values.filter((value) => value !== null)
          if (shown.length > 0) {
            expect(Math.max(...drawn)).to.be.at.least(Math.max(...shown))
            expect(Math.min(...drawn)).to.be.at.most(Math.min(...shown))
          }
        },
      ),
    )
  })
})
