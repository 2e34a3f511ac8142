export interface IdleTimeout {
  /** Aborts when nothing touched it for the time given, or when the caller's own signal does. */
  signal: AbortSignal
  touch(): void
  stop(): void
}

/** A time limit on silence rather than on the whole, so that a large upload may take as long as it needs. */
export function idleTimeout(milliseconds: number, caller?: AbortSignal): IdleTimeout {
  const silence = new AbortController()
  const start = () =>
    setTimeout(() => silence.abort(new Error(`no progress for ${milliseconds} ms`)), milliseconds)
  let timer = start()
  return {
    signal: caller === undefined ? silence.signal : AbortSignal.any([silence.signal, caller]),
    touch() {
      clearTimeout(timer)
      timer = start()
    },
    stop() {
      clearTimeout(timer)
    },
  }
}
