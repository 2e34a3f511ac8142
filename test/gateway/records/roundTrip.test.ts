import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { randomBytes } from 'ethers'
import { openRecord } from '../../../sdk/records/openRecord.ts'
import {
  addBytes,
  createWorld,
  enrolPatient,
  type Person,
  readerOf,
  recordRequestOf,
  type StartedGateway,
  startHospital,
  type World,
} from '../../helpers/world.ts'

const SYNTHEA = join(process.env.SALUS_DATA || '../shared/data', 'fhir-synthea')
const FHIR = { category: 'documents', mediaType: 'application/fhir+json' } as const

describe('gateway/records, what comes out is what went in', () => {
  let world: World
  let hospital: StartedGateway
  let patient: Person
  before(async () => {
    world = await createWorld()
    hospital = await startHospital(world)
    patient = await enrolPatient(world, hospital.client)
  })
  after(() => world.close())

  async function readBack(recordId: string): Promise<Uint8Array> {
    const request = await recordRequestOf(patient, recordId, { purpose: 'PATRQT' })
    const { record } = await hospital.client.requestRecord(request)
    return openRecord(readerOf(patient, hospital.url), recordId, record)
  }

  it('keeps every byte of a Bundle: its spaces, the order of its members, numbers as written, unknown extensions', async () => {
    const text = `{ "resourceType":"Bundle",\r\n\t"type" : "collection", "entry": [ { "fullUrl": "https://example.org/Patient/p",
      "resource": { "id": "p", "resourceType": "Patient", "extension": [
        { "url": "https://example.org/unheard-of", "valueDecimal": 1.500e0 } ], "name": [ { "text": "Zo\\u00eb" } ] } } ] }\n\n`
    const bytes = new TextEncoder().encode(text)
    const { recordId } = await addBytes(hospital.staff, patient, FHIR, bytes)
    expect(await readBack(recordId)).to.deep.equal(bytes)
  })

  it('keeps bytes of any kind, also none', async () => {
    for (const size of [0, 1, 1_048_576, 3_000_001]) {
      const bytes = new Uint8Array(Buffer.alloc(size, randomBytes(1021)))
      const kind = { category: 'imaging', mediaType: 'application/dicom' } as const
      const { recordId } = await addBytes(hospital.staff, patient, kind, bytes)
      expect(Buffer.compare(await readBack(recordId), bytes), `${size} bytes`).to.equal(0)
    }
  })

  it('keeps the Bundles of Synthea', async function () {
    // The project does not ship them: see SALUS_DATA in .env.example.
    if (!existsSync(SYNTHEA)) return this.skip()
    const names = (await readdir(SYNTHEA)).filter((name) => name.endsWith('.json'))
    expect(names).not.to.have.length(0)
    for (const name of names) {
      const bytes = await readFile(join(SYNTHEA, name))
      const { recordId } = await addBytes(hospital.staff, patient, FHIR, bytes)
      expect(Buffer.compare(await readBack(recordId), bytes), name).to.equal(0)
    }
  })
})
