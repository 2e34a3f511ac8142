import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export type Json = Record<string, unknown>

export interface MutableRecord extends Json {
  type: string
  entry: { fullUrl?: string; resource: Json; [element: string]: unknown }[]
}

/** A record made for the tests: a collection of 27 resources of 23 types about one invented patient. */
export function recordFixture(): Promise<Uint8Array> {
  return readFile(fileURLToPath(new URL('../../fixtures/fhir/record.json', import.meta.url)))
}

/** A copy that a test may change. */
export async function mutableRecord(): Promise<MutableRecord> {
  return JSON.parse(new TextDecoder().decode(await recordFixture())) as MutableRecord
}

export function bytesOf(value: unknown): Uint8Array {
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
}

/** The resource of this id, with any element readable, as tests reach deep into it. */
// biome-ignore lint/suspicious/noExplicitAny: a test changes what no type allows.
export function resourceOf(record: MutableRecord, id: string): any {
  const entry = record.entry.find(({ resource }) => resource.id === id)
  if (!entry) throw new Error(`The fixture has no ${id}.`)
  return entry.resource
}
