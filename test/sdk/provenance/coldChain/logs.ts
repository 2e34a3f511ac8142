import type { ColdChainLog, Reading } from '../../../../sdk/provenance/coldChain/log.ts'

/** 1 November 2026. */
export const START = Date.UTC(2026, 10, 1)
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
/** When the logs of the tests are received. */
export const NOW = START + 60 * 24 * HOUR

/** Readings at even intervals. */
export const every = (step: number, celsius: readonly number[], start = START): Reading[] =>
  celsius.map((value, index) => ({ time: start + index * step, celsius: value, humidity: null }))

export const logOf = (readings: readonly Reading[]): ColdChainLog => ({
  readings,
  unplaced: null,
  issues: [],
})

/** A refrigerator whose machine cycles between 4 and 6 °C: no value stays for long. */
export const fridge = (minutes: number, change: (minute: number) => number | null = () => null): number[] =>
  Array.from(
    { length: minutes },
    (_, minute) => change(minute) ?? Math.round(50 + 10 * Math.sin(minute / 7) + ((minute * 7) % 3)) / 10,
  )

export const stamp = (time: number): string => new Date(time).toISOString()

export const csvOf = (readings: readonly Reading[], header = 'timestamp,temperature_c'): Uint8Array =>
  new TextEncoder().encode(
    `${[header, ...readings.map(({ time, celsius }) => `${stamp(time)},${celsius}`)].join('\n')}\n`,
  )
