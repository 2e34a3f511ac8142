import { AbiCoder, keccak256 } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import type { Report } from '../inference/signedReport.ts'
import { type OrderDecision, orderIdOf } from './order.ts'

/** What of a decision names the request that nodes answer with it. */
export interface PlanRequest {
  readonly policyId: string
  /** Of the policy. */
  readonly period: number
  /** Commitment to the newest position. */
  readonly position: string
  /** Second in which the chain recorded it: recorded again it is another request. */
  readonly positionAt: number
}

/** What the nodes that signed were running, and as which committee. */
export interface PlanAuthority {
  readonly modelVersion: string
  readonly configDigest: string
}

/** `IReplenishmentPlanner.requestIdOf`: an honest node signs one forecast and one order for each. */
export const planRequestIdOf = (
  { chainId, deployment }: Contracts,
  { policyId, period, position, positionAt }: PlanRequest,
  isOrder: boolean,
): string =>
  keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ['uint256', 'address', 'bool', 'bytes32', 'uint32', 'bytes32', 'uint40'],
      [chainId, deployment.contracts.replenishmentPlanner, isOrder, policyId, period, position, positionAt],
    ),
  )

/** What each node signs of a forecast, as it signs reports. */
export const forecastReport = (
  contracts: Contracts,
  { forecast, ...request }: PlanRequest & { readonly forecast: string },
  { modelVersion, configDigest }: PlanAuthority,
): Report => ({
  consumer: contracts.deployment.contracts.replenishmentPlanner,
  configDigest,
  requestId: planRequestIdOf(contracts, request, false),
  modelVersion,
  outputHash: forecast,
})

/** What each node signs of an order. */
export const orderReport = (
  contracts: Contracts,
  { positionAt, ...decision }: OrderDecision & Pick<PlanRequest, 'positionAt'>,
  { modelVersion, configDigest }: PlanAuthority,
): Report => ({
  consumer: contracts.deployment.contracts.replenishmentPlanner,
  configDigest,
  requestId: planRequestIdOf(contracts, { ...decision, positionAt }, true),
  modelVersion,
  outputHash: orderIdOf(contracts, decision),
})
