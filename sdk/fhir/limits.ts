/** Limits on what is read from a FHIR Bundle. Synthea's largest patient bundles stay far below them. */
export const bundleLimits = {
  /** Bytes of the JSON text: 16 MiB. */
  maximumBytes: 16 * 1024 * 1024,
  /** Nested objects and arrays; FHIR R4 resources seldom pass 15. */
  maximumDepth: 64,
  maximumEntries: 20_000,
} as const

export type BundleLimits = { readonly [name in keyof typeof bundleLimits]: number }
