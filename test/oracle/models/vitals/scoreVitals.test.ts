import { expect } from 'chai'
import fc from 'fast-check'
import {
  news2Chart,
  type SaturationScale,
  type VitalName,
  type Vitals,
} from '../../../../oracle/models/vitals/chart.ts'
import { scoreVitals } from '../../../../oracle/models/vitals/scoreVitals.ts'
import { healthy } from './people.ts'

const pointsFor = (name: VitalName, value: number, scale: SaturationScale = 1, oxygen = 0): number =>
  scoreVitals(news2Chart, { ...healthy, 'supplemental-oxygen': oxygen, [name]: value }, scale).points[name]

// Every cell of the published chart as [first value, last value, points], typed in anew and not read from the code.
const cells: {
  readonly [row: string]: { name: VitalName; scale?: SaturationScale; oxygen?: number; cells: number[][] }
} = {
  'respiration rate': {
    name: 'respiratory-rate',
    cells: [
      [1, 8, 3],
      [9, 11, 1],
      [12, 20, 0],
      [21, 24, 2],
      [25, 80, 3],
    ],
  },
  'SpO2 scale 1 on air': {
    name: 'oxygen-saturation',
    cells: [
      [20, 91, 3],
      [92, 93, 2],
      [94, 95, 1],
      [96, 100, 0],
    ],
  },
  'SpO2 scale 1 on oxygen': {
    name: 'oxygen-saturation',
    oxygen: 1,
    cells: [
      [20, 91, 3],
      [92, 93, 2],
      [94, 95, 1],
      [96, 100, 0],
    ],
  },
  'SpO2 scale 2 on air': {
    name: 'oxygen-saturation',
    scale: 2,
    cells: [
      [20, 83, 3],
      [84, 85, 2],
      [86, 87, 1],
      [88, 92, 0],
      [93, 100, 0],
    ],
  },
  'SpO2 scale 2 on oxygen': {
    name: 'oxygen-saturation',
    scale: 2,
    oxygen: 1,
    cells: [
      [20, 83, 3],
      [84, 85, 2],
      [86, 87, 1],
      [88, 92, 0],
      [93, 94, 1],
      [95, 96, 2],
      [97, 100, 3],
    ],
  },
  'systolic blood pressure': {
    name: 'systolic-pressure',
    cells: [
      [30, 90, 3],
      [91, 100, 2],
      [101, 110, 1],
      [111, 219, 0],
      [220, 300, 3],
    ],
  },
  pulse: {
    name: 'pulse',
    cells: [
      [15, 40, 3],
      [41, 50, 1],
      [51, 90, 0],
      [91, 110, 1],
      [111, 130, 2],
      [131, 300, 3],
    ],
  },
  consciousness: {
    name: 'consciousness',
    cells: [
      [0, 0, 0],
      [1, 1, 3],
      [2, 2, 3],
      [3, 3, 3],
      [4, 4, 3],
    ],
  },
  'temperature in tenths': {
    name: 'temperature',
    cells: [
      [240, 350, 3],
      [351, 360, 1],
      [361, 380, 0],
      [381, 390, 1],
      [391, 450, 2],
    ],
  },
}

describe('scoreVitals', () => {
  for (const [title, { name, scale, oxygen, cells: row }] of Object.entries(cells)) {
    it(`gives the points of every cell, first and last value and all between: ${title}`, () => {
      for (const [first, last, points] of row as [number, number, number][]) {
        for (let value = first; value <= last; value++) {
          const measured = name === 'temperature' ? value / 10 : value
          expect(pointsFor(name, measured, scale, oxygen), `${measured}`).to.equal(points)
        }
      }
    })

    it(`leaves no value between two cells: ${title}`, () => {
      for (const [index, [first]] of (row as [number, number, number][]).entries()) {
        if (index > 0) expect(first).to.equal((row[index - 1]?.[1] as number) + 1)
      }
    })
  }

  it('gives 2 points for oxygen and none for air', () => {
    expect(pointsFor('supplemental-oxygen', 1)).to.equal(2)
    expect(pointsFor('supplemental-oxygen', 0)).to.equal(0)
  })

  it('rounds half up to the steps of the chart', () => {
    expect(pointsFor('temperature', 38.04)).to.equal(0)
    expect(pointsFor('temperature', 38.06)).to.equal(1)
    expect(pointsFor('temperature', 35.06)).to.equal(1)
    expect(pointsFor('oxygen-saturation', 95.5)).to.equal(0)
    expect(pointsFor('oxygen-saturation', 95.4)).to.equal(1)
    expect(pointsFor('respiratory-rate', 20.5)).to.equal(2)
  })

  it('adds up from 0 to 20', () => {
    expect(scoreVitals(news2Chart, healthy, 1).total).to.equal(0)
    const worst: Vitals = {
      'respiratory-rate': 30,
      'oxygen-saturation': 80,
      'supplemental-oxygen': 1,
      'systolic-pressure': 80,
      pulse: 140,
      consciousness: 4,
      temperature: 34,
    }
    expect(scoreVitals(news2Chart, worst, 1).total).to.equal(20)
    expect(news2Chart.maximum).to.equal(20)
  })

  describe('what is due', () => {
    const due = (vitals: Partial<Vitals>) => scoreVitals(news2Chart, { ...healthy, ...vitals }, 1)
    const byTotal: readonly [total: number, vitals: Partial<Vitals>, band: string, text: RegExp][] = [
      [0, {}, 'low', /at least every 12 hours/],
      [1, { pulse: 91 }, 'low', /every 4 to 6 hours/],
      [4, { pulse: 111, 'respiratory-rate': 21 }, 'low', /every 4 to 6 hours/],
      [
        5,
        { pulse: 111, 'respiratory-rate': 21, temperature: 38.1 },
        'medium',
        /at least every hour.*urgent assessment/,
      ],
      [6, { pulse: 111, 'respiratory-rate': 21, temperature: 39.1 }, 'medium', /at least every hour/],
      [
        7,
        { pulse: 111, 'respiratory-rate': 21, temperature: 39.1, 'systolic-pressure': 110 },
        'high',
        /continuously.*specialist registrar/,
      ],
      [
        20,
        {
          'respiratory-rate': 30,
          'oxygen-saturation': 80,
          'supplemental-oxygen': 1,
          'systolic-pressure': 80,
          pulse: 140,
          consciousness: 4,
          temperature: 34,
        },
        'high',
        /continuously/,
      ],
    ]
    for (const [total, vitals, band, text] of byTotal) {
      it(`at ${total} is ${band}`, () => {
        const score = due(vitals)
        expect(score.total).to.equal(total)
        expect(score.due.band).to.equal(band)
        expect(score.due.response).to.match(text)
      })
    }

    it('is low-medium where one parameter alone scores 3, and not where the aggregate calls for more', () => {
      for (const vitals of [
        { pulse: 40 },
        { consciousness: 1 },
        { 'oxygen-saturation': 91 },
        { pulse: 140, temperature: 38.5 },
      ]) {
        const score = due(vitals)
        expect(score.total).to.be.below(5)
        expect(score.due.band).to.equal('low-medium')
        expect(score.due.response).to.match(/at least every hour.*decide whether to escalate/)
      }
      expect(due({ pulse: 140, 'respiratory-rate': 21 }).due.band).to.equal('medium')
    })
  })

  it('is the sum of its points, always within 0 and 20', () => {
    const vitals = fc.record({
      'respiratory-rate': fc.integer({ min: 1, max: 80 }),
      'oxygen-saturation': fc.integer({ min: 20, max: 100 }),
      'supplemental-oxygen': fc.constantFrom(0, 1),
      'systolic-pressure': fc.integer({ min: 30, max: 300 }),
      pulse: fc.integer({ min: 15, max: 300 }),
      consciousness: fc.integer({ min: 0, max: 4 }),
      temperature: fc.double({ min: 24, max: 45, noNaN: true }),
    })
    fc.assert(
      fc.property(vitals, fc.constantFrom(1 as const, 2 as const), (values, scale) => {
        const { total, points } = scoreVitals(news2Chart, values, scale)
        expect(total).to.equal(Object.values(points).reduce((sum, own) => sum + own, 0))
        expect(total).to.be.within(0, 20)
      }),
    )
  })
})
