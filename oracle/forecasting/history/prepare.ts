import type { History } from '../methods/method.ts'
import type { DemandSeries } from '../series.ts'
import { completeHistory } from './completeHistory.ts'
import { withoutIsolatedPeriods } from './isolatedPeriods.ts'
import { withoutLevelShift } from './levelShift.ts'

/** What kind of demand a series is, decided once from all that is known of it. */
export interface Form {
  /** Periods in a season of the table, 1 for none. */
  readonly season: number
  /** Demand that is zero in many periods. */
  readonly isIntermittent: boolean
  /** Whether methods see logarithms: where demand is above zero throughout, so that seasons and errors multiply. */
  readonly isLogarithmic: boolean
  /**
   * The season of other products in logarithms, one index for each place, for the period after the last first; for a history
   * too short to know its own.
   */
  readonly profile: readonly number[] | null
}

/** A history as the methods take it, and what it takes to come back to quantities. */
export interface Prepared extends History {
  readonly isIntermittent: boolean
  readonly isLogarithmic: boolean
  /** The values with every level as it was. */
  readonly unshifted: readonly number[]
  /** Index of each step after the history that was taken out of it, over and over. */
  readonly borrowed: readonly number[]
}

/** Mean periods between demands from which demand is intermittent (Syntetos, Boylan & Croston 2005). */
const INTERMITTENT_INTERVAL = 1.32

const SEASONS_NEEDED = 2

/** @param series from its first known value on */
export function formOf(series: DemandSeries, season: number, profile: readonly number[] | null): Form {
  const observed = series.values.filter((value, period) => value !== null && !series.censored[period])
  const zeros = observed.filter((value) => value === 0).length
  return {
    season,
    isIntermittent:
      zeros > 0 && observed.length / Math.max(1, observed.length - zeros) > INTERMITTENT_INTERVAL,
    isLogarithmic: zeros === 0 && !series.values.includes(0),
    profile,
  }
}

/**
 * Fills gaps, takes logarithms, moves the level of a shift, and where the history is too short for a season of its own takes
 * out the one that other products have.
 *
 * @param series from its first known value on
 * @param form with the profile for the period after this history first
 */
export function prepare(series: DemandSeries, form: Form): Prepared {
  const { isIntermittent, isLogarithmic, profile } = form
  const demand = completeHistory(series, form.season)
  const knowsSeason = demand.length >= SEASONS_NEEDED * form.season + 1
  const season = knowsSeason && !isIntermittent ? form.season : 1
  if (!isLogarithmic) {
    // Where demand is rare, what stands out is the demand.
    const values = isIntermittent ? demand : withoutIsolatedPeriods(demand, season, Math.sqrt(meanOf(demand)))
    return { values, unshifted: demand, season, isIntermittent, isLogarithmic, borrowed: [0] }
  }
  const borrowed = !knowsSeason && profile !== null ? profile : [0]
  const logarithms = demand.map(
    (value, time) => Math.log(Math.max(value, LEAST)) - atPlace(borrowed, time - demand.length),
  )
  return {
    values: withoutLevelShift(
      withoutIsolatedPeriods(logarithms, season, 1 / Math.sqrt(meanOf(demand))),
      season,
    ),
    unshifted: logarithms,
    season,
    isIntermittent,
    isLogarithmic,
    borrowed,
  }
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** What stands for nothing where a logarithm is taken: half a unit. */
const LEAST = 0.5

/** Quantity of what a method or a quantile says for a step after the history, from 0. Never below zero. */
export function restore({ isLogarithmic, borrowed }: Prepared, value: number, step: number): number {
  const seasonal = value + atPlace(borrowed, step)
  return isLogarithmic ? Math.exp(seasonal) : Math.max(0, seasonal)
}

/** Demand of a step after the history as the methods see it: the other way of {@link restore}. */
export const asSeen = ({ isLogarithmic, borrowed }: Prepared, demand: number, step: number): number =>
  (isLogarithmic ? Math.log(Math.max(demand, LEAST)) : demand) - atPlace(borrowed, step)

const atPlace = (profile: readonly number[], step: number): number =>
  profile[((step % profile.length) + profile.length) % profile.length] as number

/** The form as it was some periods before: what is borrowed starts earlier in the season. */
export const earlier = (form: Form, periods: number): Form =>
  form.profile === null
    ? form
    : {
        ...form,
        profile: form.profile.map((_, place) => atPlace(form.profile as readonly number[], place - periods)),
      }
