import { Wallet } from 'ethers'
import { type RunningNode, startNode } from '../../oracle/network/node.ts'
import { shippedPlanner } from '../../oracle/planning/planner.ts'
import type { Law } from './1-law.ts'
import type { World } from './world.ts'

/** The four nodes of the committee, which now forecast and decide for the sites whose gateways they know. */
export async function startPlanningNodes(
  world: World,
  { deployment }: Law,
  gatewayUrl: string,
): Promise<void> {
  const nodes: RunningNode[] = []
  const planner = shippedPlanner()
  for (const actor of world.actors.oracles) {
    const node = await startNode({
      deployment,
      signer: new Wallet(actor.privateKey, world.provider),
      seed: actor.seed,
      gatewayUrl,
      planningUrls: [gatewayUrl],
      peers: () => nodes.filter(({ account }) => account !== actor.address).map(({ url }) => url),
      assessors: new Map(),
      planner,
      host: '127.0.0.1',
      port: 0,
      interval: 100,
      turn: 500,
    })
    nodes.push(node)
    world.closers.push(() => node.close())
  }
}
