import { setTimeout as sleep } from 'node:timers/promises'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { openAsker } from './openAsker.ts'
import { startNetwork } from './startNetwork.ts'

const REQUESTS = 60
const WARM_UP = 5
/** Milliseconds between looks whether the report has landed. */
const INTERVAL = 20

export interface LandingFigures {
  readonly requests: number
  /** Milliseconds from the sending of the request to its report on chain. */
  readonly p50: number
  readonly p95: number
}

/** Requests one after another, at random moments, to four nodes and a gateway in processes of their own. */
export async function measureLanding(): Promise<LandingFigures> {
  const network = await startNetwork()
  try {
    const { chain, gateway, model } = network
    const asker = await openAsker(chain, gateway.url, model)
    const { inferenceOracle } = connectContracts(chain.deployment, chain.provider)
    const times: number[] = []
    for (let request = 0; request < WARM_UP + REQUESTS; request++) {
      const start = performance.now()
      const { requestId } = await asker.ask()
      while (BigInt(await inferenceOracle.outputHashOf(requestId)) === 0n) await sleep(INTERVAL)
      if (request >= WARM_UP) times.push(performance.now() - start)
      // Where in their rounds the nodes are when the next one comes is left to chance.
      await sleep(Math.random() * 1_000)
    }
    times.sort((a, b) => a - b)
    const at = (share: number) => Math.round(times[Math.floor(share * times.length)] ?? 0)
    return { requests: REQUESTS, p50: at(0.5), p95: at(0.95) }
  } finally {
    await network.close()
  }
}
