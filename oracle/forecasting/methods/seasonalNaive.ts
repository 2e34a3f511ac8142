import type { Method } from './method.ts'

/** The value of the same period of the last season (Hyndman & Athanasopoulos 2021, section 5.2): what others are measured by. */
export const seasonalNaive: Method = {
  name: 'seasonal naive',
  minimumHistory: (season) => season,
  forecast: ({ values, season }, horizon) =>
    Array.from({ length: horizon }, (_, step) => values[values.length - season + (step % season)] as number),
}
