import { type ReadonlySignal, signal } from '@preact/signals'
import type { Contracts } from '../../sdk/chain/contracts.ts'
import type { Portal } from '../app/portal.ts'
import type { ConnectedWallet } from '../wallet/connection.ts'
import { untilAborted } from '../wallet/untilAborted.ts'
import type { Asked, WalletSigner } from '../wallet/walletSigner.ts'

/** What an act is waiting for, or how it ended. Times are of `performance.now()`, in milliseconds. */
export type ActState =
  | { readonly stage: 'idle' }
  | { readonly stage: 'preparing'; readonly since: number }
  | { readonly stage: 'wallet'; readonly since: number; readonly asked: Asked; readonly nth: number }
  | { readonly stage: 'relaying'; readonly since: number }
  | { readonly stage: 'submitted'; readonly since: number; readonly hash: string; readonly isAway: boolean }
  | { readonly stage: 'confirmed'; readonly hash: string | null }
  | { readonly stage: 'failed'; readonly error: unknown }
  | { readonly stage: 'stopped' }

/** What an act works with. */
export interface ActTools {
  readonly wallet: ConnectedWallet
  readonly signer: WalletSigner
  /** Acted on as the wallet's account. */
  readonly contracts: Contracts
  readonly signal: AbortSignal
  /** Says that somebody else now sends what was signed, or answers it. */
  relaying(): void
}

/** Gives what it did on chain, if anything. */
export type Work = (tools: ActTools) => Promise<{ readonly hash: string } | undefined>

/** The one way in which anything that asks a wallet is done and shown. */
export interface Act {
  readonly state: ReadonlySignal<ActState>
  readonly isBusy: boolean
  /** Whether it was done. Never rejects: what went wrong is in the state. */
  run(work: Work): Promise<boolean>
  /** Stops waiting. What the wallet has sent goes on by itself. */
  stop(): void
  reset(): void
}

const isOver = ({ stage }: ActState) =>
  stage === 'idle' || stage === 'confirmed' || stage === 'failed' || stage === 'stopped'

export function createAct({ chain, connection }: Pick<Portal, 'chain' | 'connection'>): Act {
  const state = signal<ActState>({ stage: 'idle' })
  let controller = new AbortController()
  const stop = () => {
    if (isOver(state.peek())) return
    controller.abort()
    state.value = { stage: 'stopped' }
  }

  return {
    state,
    get isBusy() {
      return !isOver(state.value)
    },
    async run(work) {
      if (!isOver(state.peek())) return false
      controller = new AbortController()
      const { signal: stopped } = controller
      const show = (next: ActState) => {
        if (!stopped.aborted) state.value = next
      }
      const working = (): ActState => ({ stage: 'preparing', since: performance.now() })
      show(working())
      let nth = 0
      // An account that changes meanwhile ends it: what was begun for one must not go on as another.
      const unsubscribe = connection.wallet.subscribe(watchAccount(stop))
      try {
        const wallet = connection.wallet.peek()
        if (!wallet) throw new TypeError('No wallet is connected.')
        const acting = (await chain()).act(wallet, {
          signal: stopped,
          onAsk: (asked) => {
            nth += 1
            show({ stage: 'wallet', since: performance.now(), asked, nth })
          },
          onAnswer: () => show(working()),
          onSubmitted: (hash) => show({ stage: 'submitted', since: performance.now(), hash, isAway: false }),
          onAway: (isAway) => {
            const now = state.peek()
            if (now.stage === 'submitted' && now.isAway !== isAway) show({ ...now, isAway })
          },
        })
        const relaying = () => show({ stage: 'relaying', since: performance.now() })
        // Whatever the work still waits for: who stopped it may begin another, whose end this must not tell.
        const done = await untilAborted(work({ wallet, ...acting, signal: stopped, relaying }), stopped)
        state.value = { stage: 'confirmed', hash: done?.hash ?? null }
        return true
      } catch (error) {
        show({ stage: 'failed', error })
        return false
      } finally {
        unsubscribe()
      }
    },
    stop,
    reset() {
      if (isOver(state.peek())) state.value = { stage: 'idle' }
    },
  }
}

/** Calls at the first change of the account. */
function watchAccount(onChange: () => void): (wallet: ConnectedWallet | null) => void {
  let first: string | null | undefined
  return (wallet) => {
    const account = wallet?.account ?? null
    if (first === undefined) first = account
    else if (account !== first) onChange()
  }
}
