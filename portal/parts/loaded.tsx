import { type ReadonlySignal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useCallback, useLayoutEffect } from 'preact/hooks'
import { words } from '../words/en.ts'
import { TroubleNote } from './trouble.tsx'

export type Loading<T> =
  | { readonly stage: 'loading' }
  | { readonly stage: 'ready'; readonly value: T }
  | { readonly stage: 'failed'; readonly error: unknown }

export interface Resource<T> {
  readonly state: ReadonlySignal<Loading<T>>
  /** Loads again. What is shown stays until the new is there. */
  readonly reload: () => void
}

/** What a page reads before it can show itself, read anew when one of `inputs` changes. */
export function useResource<T>(
  load: (signal: AbortSignal) => Promise<T>,
  inputs: readonly unknown[],
): Resource<T> {
  const state = useSignal<Loading<T>>({ stage: 'loading' })
  const attempt = useSignal(0)
  const count = attempt.value
  useLayoutEffect(() => {
    const controller = new AbortController()
    if (state.peek().stage === 'failed') state.value = { stage: 'loading' }
    load(controller.signal).then(
      (value) => {
        if (!controller.signal.aborted) state.value = { stage: 'ready', value }
      },
      (error: unknown) => {
        if (!controller.signal.aborted) state.value = { stage: 'failed', error }
      },
    )
    return () => controller.abort()
  }, [...inputs, count])
  const reload = useCallback(() => {
    attempt.value += 1
  }, [attempt])
  return { state, reload }
}

export interface LoadedProps<T> {
  readonly resource: Resource<T>
  readonly children: (value: T, reload: () => void) => ComponentChildren
}

export function Loaded<T>({ resource: { state, reload }, children }: LoadedProps<T>) {
  const current = state.value
  if (current.stage === 'ready') return <>{children(current.value, reload)}</>
  if (current.stage === 'failed') return <TroubleNote error={current.error} onRetry={reload} />
  return (
    <p class="muted" role="status">
      {words.app.loading}
    </p>
  )
}
