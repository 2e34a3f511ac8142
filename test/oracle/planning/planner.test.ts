import { expect } from 'chai'
import { selfCheckPlanner } from '../../../oracle/planning/goldenPlan.ts'
import type { Planner } from '../../../oracle/planning/plan.ts'
import { planningDescriptor, shippedPlanner } from '../../../oracle/planning/planner.ts'
import { modelVersionOf } from '../../../sdk/inference/modelVersion.ts'
import { expectError } from '../../helpers/expectError.ts'

describe('oracle/planning/planner', () => {
  it('plans here what was released, to the bit', async () => {
    await selfCheckPlanner(shippedPlanner())
  })

  it('would show a planner that orders a pack more', async () => {
    const planner = shippedPlanner()
    const other: Planner['plan'] = async (opening, question) => {
      const { order, ...plan } = await planner.plan(opening, question)
      return order ? { ...plan, order: { ...order, document: { ...order.document, packs: 1 } } } : plan
    }
    await expectError(() => selfCheckPlanner({ plan: other }), 'RUNTIME_NOT_PINNED', /golden plans hash to/)
  })

  it('has the version that the authority approves', () => {
    expect(shippedPlanner().modelVersion).to.equal(modelVersionOf(planningDescriptor()))
    expect(planningDescriptor().purposes).to.deep.equal(['HOPERAT'])
  })
})
