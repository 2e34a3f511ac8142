import { expect } from 'chai'
import type { Plan } from '../../../oracle/planning/plan.ts'
import { planningDescriptor, shippedPlanner } from '../../../oracle/planning/planner.ts'
import { deadlineIn } from '../../../sdk/chain/time.ts'
import { type SignedPlanRequest, signPlanRequest } from '../../../sdk/gateway/planRequest.ts'
import { encodeModelDescriptor } from '../../../sdk/inference/modelVersion.ts'
import { type Report, signReport } from '../../../sdk/inference/signedReport.ts'
import { landForecast } from '../../../sdk/planning/landForecast.ts'
import type { OpenedOrder } from '../../../sdk/planning/order.ts'
import { placeOrder } from '../../../sdk/planning/placeOrder.ts'
import { forecastReport, orderReport } from '../../../sdk/planning/planStatements.ts'
import { readPolicy } from '../../../sdk/planning/readPolicy.ts'
import type { Person, World } from '../../helpers/world.ts'
import type { Pharmacy } from './pharmacy.ts'

/** A signed request for the opening of a policy's newest position, good for two minutes unless told. */
export async function requestOf(
  { wallet, contracts }: Person,
  policyId: string,
  change: Partial<SignedPlanRequest> = {},
): Promise<SignedPlanRequest> {
  const { position } = await readPolicy(contracts, policyId)
  const request = {
    policyId,
    position: position ?? expect.fail('There is no position.'),
    deadline: await deadlineIn(contracts, 120),
    ...change,
  }
  return { ...(await signPlanRequest(contracts, wallet, request)), ...change }
}

/** What the committee's nodes find for the newest position, of which nothing has landed. */
export async function planFor(world: World, { gateway }: Pharmacy, policyId: string): Promise<Plan> {
  const node = world.oracles[0] ?? expect.fail('There is no node.')
  const { position, share } = await readPolicy(node.contracts, policyId)
  const opening = await gateway.client.planOpening(await requestOf(node, policyId))
  const period = Number(await node.contracts.replenishmentPlanner.currentPeriod(policyId))
  const question = { policyId, period, position: position ?? '', ordered: share }
  return shippedPlanner().plan(opening, question)
}

/** Lands a plan with the signatures of three nodes. @returns the order */
export async function landPlan(world: World, { forecastCommitment, order }: Plan): Promise<OpenedOrder> {
  if (!order) return expect.fail('Nothing is to be ordered.')
  const { modelRegistry } = world.chain.contracts
  const { modelVersion } = shippedPlanner()
  const { status } = await modelRegistry.stateOf(modelVersion)
  if (status === 0n) await modelRegistry.approve(encodeModelDescriptor(planningDescriptor()))
  const { contracts } = world.relayer
  const { digest: configDigest } = await contracts.oracleCommittee.currentConfiguration()
  const authority = { modelVersion, configDigest }
  const sign = (report: Report) =>
    Promise.all(
      world.oracles.slice(0, 3).map(async ({ wallet }) => ({
        signer: wallet.address,
        signature: await signReport(contracts, wallet, report),
      })),
    )
  const { decision } = order
  const { positionAt } = await readPolicy(contracts, decision.policyId)
  const forecast = { ...decision, positionAt, forecast: forecastCommitment }
  const forecastSignatures = await sign(forecastReport(contracts, forecast, authority))
  await landForecast(contracts, forecast, authority, forecastSignatures)
  const statement = orderReport(contracts, { ...decision, positionAt }, authority)
  await placeOrder(contracts, decision, authority, await sign(statement))
  return order
}
