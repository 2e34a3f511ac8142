import { invalid } from '../readBundleJson.ts'
import type { Unit } from '../ucum/parseUnit.ts'

/** What JSON calls an object. */
export type Json = Record<string, unknown>

/** From the Bundle to a place in it: names that R4 defines, indices, `(Type)` of resources; never text from the record. */
export type Path = readonly (string | number)[]

/** Where a walk through a Bundle is, and what it found on its way. */
export interface Walk {
  readonly path: (string | number)[]
  /** The resource to which `#id` references are bound; null outside resources. */
  container: Json | null
  /** Where they lead can be told only when the whole Bundle is known to be well formed. */
  readonly references: FoundReference[]
  /** UCUM codes met so far; null for what is none. */
  readonly units: Map<string, Unit | null>
}

export interface FoundReference {
  readonly path: Path
  readonly value: Json
  readonly container: Json | null
  /** Resource types that it may lead to; null when any. */
  readonly targets: ReadonlySet<string> | null
}

/** @param what completes the sentence that the path begins, and says what to do */
export function refuse(path: Path, what: string): never {
  throw invalid(`In the Bundle, ${written(path)} ${what}`)
}

function written(path: Path): string {
  const text = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`
    return step.startsWith('(') ? ` ${step}` : `.${step}`
  })
  return text.length === 0 ? 'the outermost object' : text.join('').slice(1)
}
