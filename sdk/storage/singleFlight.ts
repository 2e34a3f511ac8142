/** Runs one action for a key at a time: whoever asks meanwhile gets the result of the one under way. */
export type SingleFlight<T> = (key: string, action: () => Promise<T>) => Promise<T>

export function createSingleFlight<T>(): SingleFlight<T> {
  const underWay = new Map<string, Promise<T>>()
  return (key, action) => {
    const found = underWay.get(key)
    if (found !== undefined) return found
    const started = action().finally(() => underWay.delete(key))
    underWay.set(key, started)
    return started
  }
}
