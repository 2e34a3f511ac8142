import type { OpenedForecast } from '../../sdk/gateway/planningCalls.ts'
import type { OpenedOrder } from '../../sdk/planning/order.ts'
import type { PlanOpening } from '../../sdk/planning/planOpening.ts'

export interface PlanQuestion {
  readonly policyId: string
  /** Of the policy. */
  readonly period: number
  /** The position's commitment. */
  readonly position: string
  /** Hundredths of the cap that were ordered in the window before this period. */
  readonly ordered: number
}

/** What follows from an opening. */
export interface Plan {
  readonly forecast: OpenedForecast
  readonly forecastCommitment: string
  /** None where nothing is to be ordered. */
  readonly order?: OpenedOrder
}

/** With what a node forecasts and decides, under a version that the authority approves. */
export interface Planner {
  readonly modelVersion: string
  /** A pure function of its arguments: asked again, it says the same. */
  plan(opening: PlanOpening, question: PlanQuestion): Promise<Plan>
}
