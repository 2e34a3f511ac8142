import { deploySalus } from '../../ignition/deploySalus.ts'
import type { RiskModel } from '../../oracle/models/risk/riskModel.ts'
import { planningDescriptor } from '../../oracle/planning/planner.ts'
import type { Deployment } from '../../sdk/chain/deployment.ts'
import { openRiskModel } from '../input/model.ts'
import { settle } from '../local/settle.ts'
import { type Timeline, transaction } from '../output/timeline.ts'
import type { World } from './world.ts'

export interface Law {
  readonly deployment: Deployment
  readonly heart: RiskModel
}

/** The contracts are deployed, and the authority accredits everyone, approves the model and announces the committee. */
export async function enactLaw(timeline: Timeline, world: World): Promise<Law> {
  timeline.chapter('The law', 'Who may act is on chain, set by one authority, and visible to everyone.')
  const deployment = await timeline.step('Deploy the contracts through Ignition', async () => {
    const value = await deploySalus(world.connection)
    const count = Object.keys(value.contracts).length
    return {
      value,
      detail: `${count} contracts on chain ${value.chainId}`,
      digests: { sourceHash: value.sourceHash },
    }
  })
  const heart = await timeline.step('Load the heart model on the pinned back-end', async () => {
    const value = await openRiskModel('heart')
    const { auc, brier } = value.card.metrics.crossValidated
    return {
      value,
      detail: `cross-validated AUC ${auc.value}, Brier ${brier.value}`,
      digests: { modelVersion: value.version },
    }
  })
  await timeline.step('Accredit hospital, clinician, responder, four oracles', async () => {
    const settlements = await Array.fromAsync(
      settle(deployment, world.provider, world.actors, [heart.descriptor, planningDescriptor()]),
    )
    return {
      value: undefined,
      detail: 'committee of n = 4 organisations, f = 1 may be faulty, 3 signatures needed',
      transactions: settlements.map(({ act, receipt }) => transaction(act, receipt)),
    }
  })
  return { deployment, heart }
}
