import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { modelFolder } from '../../oracle/models/modelFolder.ts'
import { loadRiskModel } from '../../oracle/models/risk/loadRiskModel.ts'
import type { RiskModel } from '../../oracle/models/risk/riskModel.ts'
import { loadRuntime } from '../../oracle/runtime/tensorflow.ts'
import type { Bundle } from '../../sdk/fhir/bundle.ts'

/** The shipped heart model on the pinned back-end. */
export async function loadHeartModel(): Promise<RiskModel> {
  return loadRiskModel(await modelFolder('heart'), await loadRuntime())
}

/** A file of test/fixtures/heart. */
export async function heartFixture(name: 'bundle.json' | 'rows.csv'): Promise<Uint8Array> {
  return readFile(fileURLToPath(new URL(`../fixtures/heart/${name}`, import.meta.url)))
}

/** A copy of the fixture Bundle that a test may change. */
export async function heartBundle(): Promise<MutableBundle> {
  return JSON.parse(new TextDecoder().decode(await heartFixture('bundle.json'))) as MutableBundle
}

/** The time of the fixture's Observations. */
export const fixtureTime = new Date('2026-11-02T09:00:00Z')

export type MutableResource = Record<string, unknown> & { resourceType: string; id: string }

export interface MutableBundle extends Omit<Bundle, 'entry'> {
  entry: { fullUrl: string; resource: MutableResource }[]
}

/** The Observation of one feature in the fixture. */
export function observationOf(bundle: MutableBundle, feature: string): MutableResource {
  const entry = bundle.entry.find(({ resource }) => resource.id.endsWith(`-${feature}`))
  if (!entry) throw new Error(`The fixture has no Observation of ${feature}.`)
  return entry.resource
}
