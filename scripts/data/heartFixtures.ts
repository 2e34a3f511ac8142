import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { modelFolder } from '../../oracle/models/modelFolder.ts'
import { diagnoseBundle } from '../../oracle/models/risk/diagnose.ts'
import { heldOutRows } from '../../oracle/models/risk/heldOutRows.ts'
import { loadRiskModel } from '../../oracle/models/risk/loadRiskModel.ts'
import { loadRuntime } from '../../oracle/runtime/tensorflow.ts'
import { rowToBundle } from '../../sdk/fhir/rowToBundle.ts'

/**
 * Writes test/fixtures/heart/: `rows.csv`, the held-out Statlog rows in UCI form, and `bundle.json`, the first of them that
 * the shipped model answers, as a FHIR R4 Bundle. Run again after the model is retrained:
 *
 *     node scripts/data/heartFixtures.ts
 */
const folder = fileURLToPath(new URL('../../test/fixtures/heart/', import.meta.url))
const effective = '2026-11-02T09:00:00Z'
const model = await loadRiskModel(await modelFolder('heart'), await loadRuntime())
const rows = await heldOutRows(model)

const bundles = rows.map(({ values }) =>
  rowToBundle(values, model.card.features, {
    patientDid: 'did:ethr:0x7a69:0x70997970c51812dc3a010c7d01b50e0d17dc79c8',
    patientId: 'statlog-held-out',
    effective,
  }),
)
const answered = bundles.find((bundle) => {
  const bytes = new TextEncoder().encode(JSON.stringify(bundle))
  return diagnoseBundle(model, bytes, new Date(effective)).assessment.outcome.status === 'answered'
})
const header = [...model.preprocessing.features, 'num'].join(',')
const lines = rows.map(({ values, label }) => [...values, label].join(','))
await writeFile(join(folder, 'rows.csv'), `${[header, ...lines].join('\n')}\n`)
await writeFile(join(folder, 'bundle.json'), `${JSON.stringify(answered, null, 2)}\n`)
console.log(`test/fixtures/heart: ${rows.length} rows, 1 bundle`)
