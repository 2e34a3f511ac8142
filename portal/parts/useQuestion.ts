import { type ReadonlySignal, useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'

export interface Question<T> {
  readonly isBusy: ReadonlySignal<boolean>
  readonly answer: ReadonlySignal<T | null>
  readonly trouble: ReadonlySignal<unknown>
  /** What was answered before stays until the new is there. */
  readonly ask: (asking: Promise<T>) => Promise<void>
  /** Lets go of what was answered before. */
  readonly clear: () => void
}

/** What a person asks, and may ask again before there is an answer: the question asked last counts, whichever answer comes first. */
export function useQuestion<T>(): Question<T> {
  const isBusy = useSignal(false)
  const answer = useSignal<T | null>(null)
  const trouble = useSignal<unknown>(null)
  const latest = useRef(0)
  return {
    isBusy,
    answer,
    trouble,
    async ask(asking) {
      latest.current += 1
      const own = latest.current
      isBusy.value = true
      trouble.value = null
      const [asked] = await Promise.allSettled([asking])
      if (own !== latest.current) return
      isBusy.value = false
      answer.value = asked.status === 'fulfilled' ? asked.value : null
      if (asked.status === 'rejected') trouble.value = asked.reason
    },
    clear() {
      answer.value = null
    },
  }
}
