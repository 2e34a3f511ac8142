import type { Bundle } from './bundle.ts'
import { type BundleLimits, bundleLimits } from './limits.ts'
import { requireFewEntries } from './parseBundle.ts'
import { readBundleJson } from './readBundleJson.ts'
import { checkBundleRules } from './validation/checkBundleRules.ts'
import { checkReferences } from './validation/checkReferences.ts'
import { checkBundle } from './validation/checkResource.ts'
import type { Walk } from './validation/walk.ts'

/**
 * Reads a FHIR R4 Bundle from JSON bytes that nobody vouches for, and holds it against R4: resource types, elements,
 * cardinalities, data types, codes of required bindings (as far as R4 lists them), references, the invariants of Bundle,
 * and UCUM units. Extensions of any URL are let through. Not checked: profiles, codes of other bindings, the invariants
 * of other resources, and what stands in narratives.
 *
 * The Bundle is for reading only: what is stored is the bytes.
 *
 * @throws InvalidInputError INPUT_TOO_LARGE, BUNDLE_INVALID with the path of the first fault and never a value
 */
export function validateBundle(bytes: Uint8Array, limits: BundleLimits = bundleLimits): Bundle {
  const bundle = readBundleJson(bytes, limits)
  if (Array.isArray(bundle.entry)) requireFewEntries(bundle.entry, limits)
  const walk: Walk = { path: [], container: null, references: [], units: new Map() }
  checkBundle(bundle, walk)
  checkBundleRules(bundle)
  checkReferences(bundle, walk.references)
  // What has been checked is what the type says.
  return { entry: [], ...bundle } as unknown as Bundle
}
