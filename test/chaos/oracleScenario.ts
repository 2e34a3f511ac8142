import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { type Asker, openAsker } from '../../bench/oracle/openAsker.ts'
import { startNetwork } from '../../bench/oracle/startNetwork.ts'
import type { LocalChain } from '../../cli/local/startChain.ts'
import type { Service } from '../../cli/up/service.ts'
import type { RiskModel } from '../../oracle/models/risk/riskModel.ts'
import { modelAssessor } from '../../oracle/requests/assessRequest.ts'
import { readRequestEvents } from '../../oracle/requests/readEvents.ts'
import { type Contracts, connectContracts } from '../../sdk/chain/contracts.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { type AskedReport, findReport } from '../../sdk/inference/askForReport.ts'
import { outputHashOf } from '../../sdk/inference/outputHash.ts'
import type { Scenario } from './scenario.ts'

/** Requests of a round, and milliseconds between them at most. */
const REQUESTS = 8
const PAUSE = 600
/** Milliseconds that a node lives or is dead in a round, at most. */
const LIFE = 2_500
const DEATH = 500
/** Milliseconds in which all must be answered once nobody is killed any more. */
const PATIENCE = 120_000

interface Asked {
  readonly asker: Asker
  readonly report: AskedReport
}

/**
 * Four nodes in processes of their own are killed with SIGKILL at random moments, several at once too, while requests
 * come in; then they are left alone. Every request must have one report, delivered, with the output that a node computes
 * which nothing disturbs.
 */
export async function openOracleScenario(): Promise<Scenario> {
  const network = await startNetwork({ SALUS_ORACLE_TURN: '500' })
  const { chain, gateway, model, nodes } = network
  const contracts = connectContracts(chain.deployment, chain.provider)
  const askers = [await openAsker(chain, gateway.url, model), await openAsker(chain, gateway.url, model)]

  return {
    async round() {
      const stopping = new AbortController()
      let kills = 0
      const disturb = async (operator: number) => {
        for (;;) {
          await sleep(Math.random() * LIFE, undefined, { signal: stopping.signal }).catch(() => undefined)
          if (stopping.signal.aborted) return
          const node = nodes[operator] as Service
          process.kill(node.pid, 'SIGKILL')
          await node.ended
          kills += 1
          await sleep(Math.random() * DEATH)
          nodes[operator] = await network.startNode(operator)
        }
      }
      const disturbing = Promise.all(nodes.map((_node, operator) => disturb(operator)))
      const asked: Asked[] = []
      for (let count = 0; count < REQUESTS; count++) {
        const asker = askers[count % askers.length] as Asker
        asked.push({ asker, report: await asker.ask() })
        await sleep(Math.random() * PAUSE)
      }
      stopping.abort()
      await disturbing
      await verify(chain, contracts, gateway.url, model, asked)
      return `${asked.length} requests answered once each, ${kills} kills`
    },
    close: () => network.close(),
  }
}

async function verify(
  { provider, deployment }: LocalChain,
  contracts: Contracts,
  gatewayUrl: string,
  model: RiskModel,
  asked: readonly Asked[],
): Promise<void> {
  const gateway = gatewayClient({ url: gatewayUrl })
  const end = performance.now() + PATIENCE
  for (const { report } of asked) {
    while ((await findReport(gateway, report.requestId)) === undefined) {
      if (performance.now() > end) throw new Error(`The request ${report.requestId} was lost.`)
      await sleep(100)
    }
  }
  const latest = await provider.getBlockNumber()
  const { requests, landings } = await readRequestEvents(contracts, deployment.block, latest)
  for (const { asker, report } of asked) {
    const { requestId, request, secret } = report
    const landed = landings.filter((landing) => landing.requestId === requestId)
    expect(landed, 'reports of a request').to.have.length(1)
    const onChain = requests.find((each) => each.requestId === requestId)
    if (!onChain) throw new Error(`The request ${requestId} is not on chain.`)
    const opened = { ...onChain, request, secret, bundles: [asker.bundle] }
    const undisturbed = await outputHashOf(secret, requestId, modelAssessor(model)(contracts, opened))
    expect(landed[0]?.outputHash, 'the output').to.equal(undisturbed)
  }
}
