import type { Resource } from './bundle.ts'

/** The codes that an Observation and its components bear, whatever their form: a cheap look before a strict reading. */
export function observationCodes(observation: Resource): ReadonlySet<unknown> {
  const { component } = observation
  const parts: readonly unknown[] = [observation, ...(Array.isArray(component) ? component : [])]
  return new Set(parts.flatMap(codesOf))
}

function codesOf(part: unknown): unknown[] {
  const coding = (part as { code?: { coding?: unknown } } | null)?.code?.coding
  return Array.isArray(coding) ? coding.map((entry: { code?: unknown } | null) => entry?.code) : []
}
