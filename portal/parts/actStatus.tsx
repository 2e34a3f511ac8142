import { useSignal } from '@preact/signals'
import { useLayoutEffect } from 'preact/hooks'
import type { Act, ActState } from '../acts/act.ts'
import { words } from '../words/en.ts'
import { Button } from './button.tsx'
import { TroubleNote } from './trouble.tsx'

export interface ActStatusProps {
  readonly act: Act
  /** What to say once it is done. */
  readonly done?: string
}

/** How far an act has come. A screen reader is told each stage, and not each second. */
export function ActStatus({ act, done = words.act.confirmed }: ActStatusProps) {
  const state = act.state.value
  if (state.stage === 'idle') return null
  if (state.stage === 'failed') return <TroubleNote error={state.error} />
  const isWaiting = state.stage !== 'confirmed' && state.stage !== 'stopped'
  return (
    <div class={`note act ${state.stage}`}>
      <p role="status">{textOf(state, done)}</p>
      {isWaiting && <Elapsed since={state.since} />}
      {(state.stage === 'submitted' || state.stage === 'confirmed') && state.hash && (
        <p class="muted">
          {words.act.transactionHash} <span class="code">{state.hash}</span>
        </p>
      )}
      {isWaiting && <Button onClick={act.stop}>{words.act.stop}</Button>}
    </div>
  )
}

function textOf(state: Exclude<ActState, { stage: 'failed' }>, done: string): string {
  switch (state.stage) {
    case 'wallet':
      return state.asked === 'signature' ? words.act.signature(state.nth) : words.act.transaction
    case 'submitted':
      return state.isAway ? words.act.away : words.act.submitted
    case 'confirmed':
      return done
    default:
      return words.act[state.stage]
  }
}

/** Milliseconds between counts. */
const SECOND = 1_000

function Elapsed({ since }: { readonly since: number }) {
  const seconds = useSignal(0)
  useLayoutEffect(() => {
    const count = () => {
      seconds.value = Math.floor((performance.now() - since) / SECOND)
    }
    count()
    const timer = setInterval(count, SECOND)
    return () => clearInterval(timer)
  }, [since, seconds])
  return (
    <p class="muted elapsed" aria-hidden="true">
      {words.act.waited(seconds.value)}
    </p>
  )
}
