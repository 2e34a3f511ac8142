import { z } from 'zod'
import type { Bundle } from './bundle.ts'
import { type BundleLimits, bundleLimits } from './limits.ts'
import { invalid, readBundleJson } from './readBundleJson.ts'

const bundle = z.looseObject({
  resourceType: z.literal('Bundle'),
  type: z.string(),
  entry: z
    .array(
      z.looseObject({
        fullUrl: z.string().optional(),
        resource: z.looseObject({ resourceType: z.string() }).optional(),
      }),
    )
    .default([]),
})

/**
 * Reads a FHIR R4 Bundle from JSON bytes that nobody vouches for. Only the frame is checked; `validateBundle` checks
 * the resources too.
 *
 * @throws InvalidInputError INPUT_TOO_LARGE, BUNDLE_INVALID
 */
export function parseBundle(bytes: Uint8Array, limits: BundleLimits = bundleLimits): Bundle {
  const result = bundle.safeParse(readBundleJson(bytes, limits))
  if (!result.success) {
    const where = result.error.issues[0]?.path.join('.') || 'the frame'
    throw invalid(`The Bundle is malformed at ${where}.`)
  }
  requireFewEntries(result.data.entry, limits)
  return result.data as Bundle
}

/** @throws InvalidInputError BUNDLE_INVALID */
export function requireFewEntries(entries: readonly unknown[], { maximumEntries }: BundleLimits): void {
  if (entries.length <= maximumEntries) return
  throw invalid(`The Bundle has ${entries.length} entries; at most ${maximumEntries} are read.`)
}
