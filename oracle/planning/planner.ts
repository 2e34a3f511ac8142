import { hashCanonicalJson } from '../../sdk/crypto/canonicalJson.ts'
import { type ModelDescriptor, modelVersionOf } from '../../sdk/inference/modelVersion.ts'
import { decideOrder } from '../../sdk/planning/decideOrder.ts'
import { forecastCommitment, forecastSalt } from '../../sdk/planning/demandForecast.ts'
import { type OrderDocument, orderCommitment, orderSalt } from '../../sdk/planning/order.ts'
import { levels } from '../forecasting/combination/conformal.ts'
import { combinationSettings } from '../forecasting/combination/settings.ts'
import { forecastDemand } from './forecastDemand.ts'
import { GOLDEN_PLANS } from './goldenPlan.ts'
import type { Planner } from './plan.ts'

/**
 * What `ModelRegistry.approve` is given. The runtime is the V8 of this process: the forecast computes exponentials and logarithms,
 * which are equal bit by bit on one version of it only, and a node on another has another version, which nobody approved.
 */
export const planningDescriptor = (): ModelDescriptor => ({
  weightsHash: hashCanonicalJson({ ...combinationSettings }),
  cardHash: hashCanonicalJson({
    format: 'salus-planning/1',
    forecast: 'combination of the methods of salus forecast, without the network',
    order: 'sdk/planning/decideOrder',
    golden: GOLDEN_PLANS,
  }),
  preprocessingHash: hashCanonicalJson({ forecast: 'salus-forecast/1', levels: [...levels] }),
  runtimeHash: hashCanonicalJson({ engine: 'v8', version: process.versions.v8 }),
  purposes: ['HOPERAT'],
})

/** The methods that `salus forecast` has, and the policy's own rule. */
export const shippedPlanner = (): Planner => ({
  modelVersion: modelVersionOf(planningDescriptor()),
  async plan({ file: { document, secret }, position, history }, { policyId, period, ...question }) {
    const forecast = await forecastDemand(history, { policyId, period, document })
    const opened = { forecast, salt: forecastSalt(secret, forecast) }
    const commitment = forecastCommitment(opened.salt, forecast)
    const plan = { forecast: opened, forecastCommitment: commitment }
    const { packs, share } = decideOrder({ document, position, forecast, ordered: question.ordered })
    if (packs === 0) return plan
    const { gtin, minimumRemainingDays: leastDaysLeft } = document
    const ordered: OrderDocument = { format: 'salus-order/1', policyId, period, gtin, packs, leastDaysLeft }
    const salt = orderSalt(secret, ordered)
    const order = orderCommitment(salt, ordered)
    const decision = { policyId, position: question.position, forecast: commitment, order, period, share }
    return { ...plan, order: { decision, document: ordered, salt } }
  },
})
