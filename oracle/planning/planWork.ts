import type { Statement } from '../quorum/statement.ts'
import { newWork, type Work } from '../works/work.ts'
import type { Plan } from './plan.ts'

/** What a node works on for one policy: one stock position in one period. */
export interface PlanWork extends Work {
  readonly policyId: string
  /** Of the policy. */
  readonly period: number
  /** Commitment to the position. */
  readonly position: string
  /** Second in which the chain recorded it. */
  readonly positionAt: number
  /** With which gateway the next try begins: a slow one does not take up every try. */
  tries: number
  plan?: Plan
  forecast?: Statement
  order?: Statement
  /** Milliseconds since 1970 at which this node saw that the forecast had landed. */
  forecastSeenAt?: number
  isForecastDelivered: boolean
}

export const planWork = (
  request: Pick<PlanWork, 'policyId' | 'period' | 'position' | 'positionAt'>,
): PlanWork => ({
  ...newWork(),
  ...request,
  tries: 0,
  isForecastDelivered: false,
})
