import type { Method } from './method.ts'

/** The mean of up to six last periods: for a history of which nothing more can be said. */
export const recentMean: Method = {
  name: 'recent mean',
  minimumHistory: () => 1,
  forecast: ({ values }, horizon) => {
    const last = values.slice(-6)
    return new Array<number>(horizon).fill(last.reduce((sum, value) => sum + value, 0) / last.length)
  },
}
