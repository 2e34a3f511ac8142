/** Wakes who waits for it. */
export interface Bell {
  ring(): void
  /** Resolves after so many milliseconds, or when it rings. */
  wait(milliseconds: number): Promise<void>
}

export function createBell(): Bell {
  let wake = () => {}
  return {
    ring: () => wake(),
    wait: (milliseconds) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, milliseconds)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
  }
}
