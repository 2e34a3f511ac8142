import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { subjectOf } from '../../../sdk/fhir/subjectOf.ts'
import { validateBundle } from '../../../sdk/fhir/validateBundle.ts'

const folder = join(process.env.SALUS_DATA || '../shared/data', 'fhir-synthea')

/** Synthetic patients of Synthea, which the project does not ship: dozens of resources of many types each. */
describe('Synthea bundles', () => {
  it('are valid and read as JSON.parse reads them, each about one patient without a DID', async function () {
    const files = await readdir(folder).catch(() => [])
    if (files.length === 0) {
      if (this.test) this.test.title += ' (skipped: no external data)'
      this.skip()
    }
    for (const file of files.filter((name) => name.endsWith('.json'))) {
      const bytes = await readFile(join(folder, file))
      const bundle = validateBundle(bytes)
      expect(bundle).to.deep.equal(JSON.parse(bytes.toString()))
      expect(bundle.entry.length).to.be.greaterThan(50)
      const { patient, did } = subjectOf(bundle)
      expect(patient?.resourceType).to.equal('Patient')
      expect(did).to.equal(null)
    }
  })
})
