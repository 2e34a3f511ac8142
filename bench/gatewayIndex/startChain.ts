import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Deployment } from '../../sdk/chain/deployment.ts'

export interface FilledChain {
  readonly rpcUrl: string
  readonly deployment: Deployment
  readonly blocks: number
}

export interface RunningChain extends FilledChain {
  close(): Promise<void>
}

/** Starts a chain with 10,000 events in a process of its own, so many transactions to a block. Takes a minute. */
export async function startChain(perBlock: number): Promise<RunningChain> {
  const main = fileURLToPath(new URL('chainProcess.ts', import.meta.url))
  const child = fork(main, [String(perBlock)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  const filled = await Promise.race([
    once(child, 'message').then(([message]) => message as FilledChain),
    ended.then(() => Promise.reject(new Error('The chain ended before it was filled.'))),
  ])
  return {
    ...filled,
    async close() {
      child.kill()
      await ended
    },
  }
}
