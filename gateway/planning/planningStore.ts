import type { ProvenBatch } from '../../sdk/planning/batchOfProduct.ts'
import type { DemandForecast } from '../../sdk/planning/demandForecast.ts'
import type { DemandHistory } from '../../sdk/planning/history.ts'
import type { OpenedOrder } from '../../sdk/planning/order.ts'
import type { PolicyFile } from '../../sdk/planning/policy.ts'
import type { StockPosition } from '../../sdk/planning/position.ts'

export interface KeptPolicy {
  readonly policyId: string
  readonly file: PolicyFile
}

/** A position as it was committed to, with the history that its hash names. */
export interface KeptPosition {
  readonly commitment: string
  readonly position: StockPosition
  readonly history: DemandHistory
}

/** What a gateway keeps of replenishment: of its own policies, and opened orders that its organisation is to fill. */
export interface PlanningStore {
  /** Counts what was written here since it was opened that may call for a new position or a step with an order. */
  readonly revision: number
  /** The same policy again changes nothing. */
  addPolicy(policyId: string, file: PolicyFile): void
  findPolicy(policyId: string): KeptPolicy | undefined
  /** In the order in which they came. */
  listPolicies(): KeptPolicy[]
  /** In place of what was there. */
  setHistory(policyId: string, history: DemandHistory): void
  historyOf(policyId: string): DemandHistory | undefined
  /** Adds batches of the policy's product; one that is there stays as it is. */
  addBatches(policyId: string, batches: readonly ProvenBatch[]): void
  batchesOf(policyId: string): ProvenBatch[]
  /** Of a policy, the newest are kept. */
  addPosition(policyId: string, kept: KeptPosition): void
  findPosition(policyId: string, commitment: string): KeptPosition | undefined
  /** In place of the one of an earlier period. */
  setForecast(policyId: string, forecast: DemandForecast): void
  forecastOf(policyId: string): DemandForecast | undefined
  addOrder(orderId: string, opened: OpenedOrder): void
  findOrder(orderId: string): OpenedOrder | undefined
  /** In the order in which they came. */
  ordersOf(policyId: string): OpenedOrder[]
  /** Whether a signed request was not used before. @param now seconds since 1970 */
  useRequest(digest: string, deadline: number, now: number): boolean
  close(): void
}
