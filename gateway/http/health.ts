import { setTimeout as sleep } from 'node:timers/promises'
import { type BlockHeader, latestHeader } from '../../sdk/chain/latestBlock.ts'
import { UnavailableError } from '../../sdk/errors/index.ts'
import type { GatewayContext } from '../context.ts'

/** Seconds by which clock and chain may differ before someone should look. */
const MAXIMUM_DRIFT = 300
/** Milliseconds after which a chain that says nothing counts as one that is not there. */
const PATIENCE = 5_000
/** Milliseconds for which an answer is good: however many ask, the chain is asked this often. */
const FRESHNESS = 1_000

export interface Health {
  readonly status: 'ok' | 'unavailable'
  readonly custodianOrg: string
  readonly chain: {
    readonly reachable: boolean
    readonly latestBlock: number | null
    readonly time: string | null
  }
  readonly store: { readonly writable: boolean }
  /** What works but should be looked at. */
  readonly warnings: readonly string[]
}

export interface HealthCheck {
  read(): Promise<Health>
  /** Seconds from the latest block to this machine's clock; undefined where the chain does not answer. */
  chainHeadLag(): Promise<number | undefined>
}

/** @param now milliseconds since 1970 */
export function createHealthCheck(context: GatewayContext, now = Date.now): HealthCheck {
  let asked: { readonly at: number; readonly head: Promise<BlockHeader | undefined> } | undefined
  const head = () => {
    if (!asked || now() - asked.at > FRESHNESS) asked = { at: now(), head: headOf(context) }
    return asked.head
  }
  const lagOf = ({ timestamp }: BlockHeader) => Math.round(now() / 1000) - timestamp

  return {
    async read() {
      const latest = await head()
      const writable = isWritable(context)
      const drift = latest === undefined ? 0 : lagOf(latest)
      return {
        status: latest && writable ? 'ok' : 'unavailable',
        custodianOrg: context.custodianOrg,
        chain: {
          reachable: latest !== undefined,
          latestBlock: latest?.number ?? null,
          time: latest ? new Date(latest.timestamp * 1000).toISOString() : null,
        },
        store: { writable },
        warnings:
          Math.abs(drift) > MAXIMUM_DRIFT
            ? [`This machine's clock is ${drift} seconds ahead of the latest block.`]
            : [],
      }
    },
    async chainHeadLag() {
      const latest = await head()
      return latest && lagOf(latest)
    },
  }
}

async function headOf({ contracts }: GatewayContext): Promise<BlockHeader | undefined> {
  const waiting = new AbortController()
  const silence = sleep(PATIENCE, undefined, { signal: waiting.signal }).then(() => {
    throw new UnavailableError('CHAIN_UNAVAILABLE', 'The chain did not answer.')
  })
  try {
    return await Promise.race([latestHeader(contracts), silence])
  } catch {
    return undefined
  } finally {
    waiting.abort()
    silence.catch(() => undefined)
  }
}

/** Whether the store takes writes: this one changes nothing. */
function isWritable({ store }: GatewayContext): boolean {
  try {
    store.forgetDigests(0)
    return true
  } catch {
    return false
  }
}
