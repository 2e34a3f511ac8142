import type { CalibrationBin } from '../../../sdk/inference/clinicalReport.ts'
import { toFourDecimals } from '../fixedPoint.ts'
import { type Interval, mean, quantile } from '../metrics.ts'
import { seededRandom } from '../random.ts'
import { breastDefinition, curveYears } from './breast/definition.ts'
import { integratedBrierScore } from './brierScore.ts'
import { concordance } from './concordance.ts'
import { isOutOfDistribution } from './encoding.ts'
import { kaplanMeier, stepAt } from './kaplanMeier.ts'
import type { SurvivalCard } from './survivalCard.ts'
import type { SurvivalCore } from './survivalModel.ts'
import type { SurvivalRow } from './survivalRow.ts'

const { settings } = breastDefinition
const brierYears = curveYears.filter((years) => years <= settings.calibrationYears)

/** One person of the test data and what the model says of them. */
interface Judged {
  readonly row: SurvivalRow
  /** Relative hazard. */
  readonly risk: number
  /** Per half year up to the end of the Brier score. */
  readonly shares: readonly number[]
}

export type SurvivalFigures = Omit<SurvivalCard['metrics'], 'crossValidatedConcordance' | 'text'> &
  Pick<SurvivalCard, 'calibration'>

const subgroups: readonly { readonly name: string; readonly has: (values: readonly number[]) => boolean }[] =
  [
    { name: 'under 50 years', has: ([age = 0]) => age < 50 },
    { name: '50 years and over', has: ([age = 0]) => age >= 50 },
    { name: 'premenopausal', has: ([, menopause]) => menopause === 0 },
    { name: 'postmenopausal', has: ([, menopause]) => menopause === 1 },
    { name: 'without hormone therapy', has: (values) => values[7] === 0 },
    { name: 'with hormone therapy', has: (values) => values[7] === 1 },
    { name: 'grade 1', has: (values) => values[3] === 1 },
  ]

/** The shipped model on people of another data set, abstention left aside except where its share is stated. */
export function validateSurvival(model: SurvivalCore, rows: readonly SurvivalRow[]): SurvivalFigures {
  const predictions = model.predict(rows.map(({ values }) => values))
  const judged = rows.map((row, index): Judged => {
    const prediction = predictions[index]
    if (!prediction) throw new TypeError('Every row must have a prediction.')
    return { row, risk: prediction.relativeHazard, shares: prediction.shares.slice(0, brierYears.length) }
  })
  const calibration = calibrationFifths(judged)
  const curve = kaplanMeier(rows)
  const everybody = brierYears.map((time) => stepAt(curve, time, 1))
  const abstained = rows.filter(({ values }) => isRefused(model, values)).length
  return {
    concordance: bootstrapped(judged, concordanceOf),
    integratedBrier: bootstrapped(judged, brierOf),
    kaplanMeierBrier: toFourDecimals(
      integratedBrierScore(
        rows,
        brierYears,
        rows.map(() => everybody),
      ),
    ),
    calibrationYears: settings.calibrationYears,
    calibrationError: toFourDecimals(
      calibration.reduce(
        (sum, { count, meanPredicted, observed }) =>
          sum + (count / rows.length) * Math.abs(meanPredicted - observed),
        0,
      ),
    ),
    abstained: toFourDecimals(abstained / rows.length),
    subgroups: subgroups.map(({ name, has }) => {
      const members = judged.filter(({ row }) => has(row.values))
      const { value, interval95 } = bootstrapped(members, concordanceOf)
      return {
        name,
        rows: members.length,
        events: members.filter(({ row }) => row.event).length,
        concordance: value,
        interval95,
        predicted: toFourDecimals(mean(members.map(riskAtEnd))),
        observed: toFourDecimals(observedRisk(members)),
      }
    }),
    calibration,
  }
}

const concordanceOf = (people: readonly Judged[]): number =>
  concordance(
    people.map(({ row }) => row),
    people.map(({ risk }) => risk),
  )

const brierOf = (people: readonly Judged[]): number =>
  integratedBrierScore(
    people.map(({ row }) => row),
    brierYears,
    people.map(({ shares }) => shares),
  )

const riskAtEnd = ({ shares }: Judged): number => 1 - (shares.at(-1) as number)

const observedRisk = (people: readonly Judged[]): number =>
  1 - stepAt(kaplanMeier(people.map(({ row }) => row)), settings.calibrationYears, 1)

function isRefused({ preprocessing }: SurvivalCore, values: readonly number[]): boolean {
  const isOutside = preprocessing.seen.some((range, index) => {
    const value = values[index] as number
    return range !== null && (value < range[0] || value > range[1])
  })
  return isOutside || isOutOfDistribution(preprocessing, values)
}

function calibrationFifths(judged: readonly Judged[]): CalibrationBin[] {
  const ordered = [...judged].sort((one, other) => riskAtEnd(one) - riskAtEnd(other))
  return Array.from({ length: 5 }, (_, fifth) => {
    const members = ordered.slice(
      Math.floor((fifth * ordered.length) / 5),
      Math.floor(((fifth + 1) * ordered.length) / 5),
    )
    const next = ordered[Math.floor(((fifth + 1) * ordered.length) / 5)] ?? members.at(-1)
    return {
      from: toFourDecimals(riskAtEnd(members[0] as Judged)),
      // Up to where the next fifth begins, so that every estimate in between has its bin.
      to: toFourDecimals(riskAtEnd(next as Judged)),
      count: members.length,
      meanPredicted: toFourDecimals(mean(members.map(riskAtEnd))),
      observed: toFourDecimals(observedRisk(members)),
    }
  })
}

/** The figure with its percentile bootstrap over people, 95 %. */
function bootstrapped(people: readonly Judged[], figureOf: (people: readonly Judged[]) => number) {
  const random = seededRandom(settings.seeds.intervals)
  const drawn = Array.from({ length: settings.resamples }, () =>
    figureOf(people.map(() => people[Math.floor(random() * people.length)] as Judged)),
  ).sort((one, other) => one - other)
  const ends: Interval = [quantile(drawn, 0.025), quantile(drawn, 0.975)]
  return {
    value: toFourDecimals(figureOf(people)),
    interval95: ends.map(toFourDecimals) as [number, number],
  }
}
