import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { parseBundle } from '../../../sdk/fhir/parseBundle.ts'
import { subjectOf } from '../../../sdk/fhir/subjectOf.ts'

const folder = join(process.env.SALUS_DATA || '../shared/data', 'fhir-synthea')

/** Synthetic patients of Synthea, which the project does not ship: dozens of resources of many types each. */
describe('Synthea bundles', () => {
  it('are read, each about one patient without a DID', async function () {
    const files = await readdir(folder).catch(() => [])
    if (files.length === 0) {
      if (this.test) this.test.title += ' (skipped: no external data)'
      this.skip()
    }
    for (const file of files.filter((name) => name.endsWith('.json'))) {
      const bundle = parseBundle(await readFile(join(folder, file)))
      expect(bundle.entry.length).to.be.greaterThan(50)
      const { patient, did } = subjectOf(bundle)
      expect(patient?.resourceType).to.equal('Patient')
      expect(did).to.equal(null)
    }
  })
})
