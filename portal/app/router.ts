import { type ReadonlySignal, signal } from '@preact/signals'

export interface Router {
  /** The page's path: `patient/records`. It says which page, and nothing else. */
  readonly path: ReadonlySignal<string>
  /** What the page that led here hands on. In memory alone: no id and nothing of health gets into an address. */
  readonly handed: ReadonlySignal<unknown>
  go(path: string, handed?: unknown): void
}

/** Pages by the hash of the address: no server needs to know them. */
export function createRouter(): Router {
  const path = signal(pathOf(location.hash))
  const handed = signal<unknown>(undefined)
  let next: unknown
  addEventListener('hashchange', () => {
    handed.value = next
    next = undefined
    path.value = pathOf(location.hash)
  })
  return {
    path,
    handed,
    go(to, given) {
      if (to === path.value) {
        handed.value = given
        return
      }
      next = given
      location.hash = `#/${to}`
    },
  }
}

/** Only what can be the name of a page. */
const pathOf = (hash: string): string => /^#\/([a-z]+(?:[/-][a-z]+)*)$/.exec(hash)?.[1] ?? ''
