import { expect } from 'chai'
import { shippedPlanner } from '../../../../oracle/planning/planner.ts'
import { ROLES } from '../../../../sdk/accreditation/roles.ts'
import { supplierStep } from '../../../../sdk/planning/automation/supplierStep.ts'
import { orderIdOf } from '../../../../sdk/planning/order.ts'
import type { PlanOpening } from '../../../../sdk/planning/planOpening.ts'
import { policyIdOf } from '../../../../sdk/planning/policy.ts'
import { readPolicy } from '../../../../sdk/planning/readPolicy.ts'
import { HOSPITAL, STAFF_TOKEN, type World } from '../../../helpers/world.ts'
import { landPlan, requestOf } from '../../planning/committee.ts'
import { historyFor, makeStock, policyOf } from '../../planning/pharmacy.ts'
import { appoint, MAKER } from '../../provenance/maker.ts'
import type { Ask } from './askAboutPacks.ts'

/**
 * Everything about the replenishment of a hospital that gives medicines out itself: a policy, its position, what the committee
 * asks and hands in, and what its supplier sees.
 * @param signIn the headers of a new session
 */
export async function askAboutPlanning(
  world: World,
  ask: Ask,
  signIn: (person: Awaited<ReturnType<typeof appoint>>['wallet']) => Promise<Record<string, string>>,
): Promise<void> {
  const staff = { authorization: `Bearer ${STAFF_TOKEN}` }
  const until = 2 ** 36
  const { accreditationRegistry } = world.chain.contracts
  const account = world.hospital.wallet.address
  await accreditationRegistry.accredit(account, HOSPITAL, ROLES.custodian | ROLES.dispenser, until)
  const supplier = await appoint(world, MAKER, 'manufacturer', 'quality-assurance')
  const node = world.oracles[0] ?? expect.fail('There is no node.')
  const pharmacist = await appoint(world, HOSPITAL, 'dispenser')
  const { batch } = await makeStock({ person: supplier }, 256)

  const file = await policyOf({ pharmacist }, { organisation: HOSPITAL })
  const policy = `/planning/policies/${policyIdOf(file)}`
  const unknown = `/planning/policies/0x${'99'.repeat(32)}`
  for (const headers of [staff, {}]) {
    await ask('PUT', '/planning/policies', { json: file, headers })
    await ask('PUT', '/planning/policies', { json: { ...file, secret: '0x' }, headers })
    await ask('GET', '/planning/policies', { headers })
    const history = await historyFor({ pharmacist })
    for (const path of [policy, unknown]) {
      await ask('PUT', `${path}/history`, { json: history, headers })
      await ask('PUT', `${path}/batches`, { json: [batch], headers })
      await ask('POST', `${path}/position`, { headers })
      await ask('GET', path, { headers })
      await ask('GET', `${path}/orders`, { headers })
    }
  }

  const { policyId, ...request } = await requestOf(node, policyIdOf(file))
  const opening = (await ask('POST', `${policy}/opening`, { json: request })) as PlanOpening
  await ask('POST', `${policy}/opening`, { json: request })
  await ask('POST', `${policy}/opening`, { json: {} })
  const { position } = await readPolicy(node.contracts, policyId)
  const question = { policyId, period: 0, position: position ?? '', ordered: 0 }
  const plan = await shippedPlanner().plan(opening, question)
  const order = await landPlan(world, plan)
  await ask('POST', `${policy}/forecast`, { json: plan.forecast })
  await ask('POST', `${policy}/forecast`, { json: { ...plan.forecast, salt: policyId } })
  await ask('POST', '/planning/orders', { json: order })
  await ask('POST', '/planning/orders', { json: { ...order, salt: policyId } })

  const orderId = orderIdOf(node.contracts, order.decision)
  await supplierStep(supplier.contracts, { organisation: MAKER, opened: [order], batches: [batch] })
  const session = await signIn(supplier.wallet)
  for (const headers of [session, await signIn(node.wallet), {}]) {
    await ask('GET', `/planning/orders/${orderId}`, { headers })
    await ask('PUT', `/planning/orders/${orderId}/batches`, { json: [batch], headers })
  }
  await ask('PUT', `/planning/orders/${orderId}/batches`, { json: [], headers: session })
}
