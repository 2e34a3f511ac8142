/** Many may share, one may have it alone; who waits is served in order. Within one process. */
export interface SharedLock {
  shared<T>(action: () => Promise<T>): Promise<T>
  alone<T>(action: () => Promise<T>): Promise<T>
}

export function createSharedLock(): SharedLock {
  let lastAlone: Promise<unknown> = Promise.resolve()
  let sharing: Promise<unknown>[] = []
  return {
    shared(action) {
      const run = lastAlone.then(action)
      const settled = run.catch(() => {})
      sharing.push(settled)
      void settled.then(() => {
        sharing = sharing.filter((other) => other !== settled)
      })
      return run
    },
    alone(action) {
      const before = Promise.all([lastAlone, ...sharing])
      const run = before.then(action)
      lastAlone = run.catch(() => {})
      return run
    },
  }
}
