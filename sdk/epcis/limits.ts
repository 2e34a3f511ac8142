/** Limits on what is read of an EPCIS document. */
export const epcisLimits = {
  /** Bytes of the JSON text: 16 MiB. */
  maximumBytes: 16 * 1024 * 1024,
  /** Nested objects and arrays; GS1's own examples nest 15 deep. */
  maximumDepth: 32,
  maximumEvents: 20_000,
  /** Problems that are told of one document. */
  maximumProblems: 100,
} as const

export type EpcisLimits = { readonly [name in keyof typeof epcisLimits]: number }
