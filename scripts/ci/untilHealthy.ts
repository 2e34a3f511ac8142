import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds, on a machine that has much else to do. */
const PATIENCE = 180_000

/** Waits for a service that listens: it is healthy only once it has looked at the chain. */
export async function untilHealthy(name: string, url: string): Promise<void> {
  for (const end = performance.now() + PATIENCE; ; ) {
    const { ok, status } = await fetch(new URL('health', `${url}/`))
    if (ok) return
    if (performance.now() > end) throw new Error(`${name} answers ${status}.`)
    await sleep(500)
  }
}
