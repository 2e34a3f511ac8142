import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { openSqliteStore } from '../../../gateway/store/sqliteStore.ts'
import { RefusedError, UnavailableError } from '../../../sdk/errors/index.ts'
import { gatewayClient } from '../../../sdk/gateway/client.ts'
import { recordOfBytes } from '../../../sdk/gateway/recordOfBytes.ts'
import { openRecord } from '../../../sdk/records/openRecord.ts'
import { errorOf, expectError } from '../../helpers/expectError.ts'
import {
  addBytes,
  createWorld,
  enrolPatient,
  eventually,
  type Person,
  readerOf,
  recordRequestOf,
  STAFF_TOKEN,
  type StartedGateway,
  startHospital,
  type World,
} from '../../helpers/world.ts'
import { sampleBytes } from '../../sdk/storage/sampleBytes.ts'
import { contentDigest } from './support/contentDigest.ts'
import { openRaw } from './support/rawConnection.ts'

const LIMIT = 48 * 1024 * 1024
const OCTETS = 'application/octet-stream'

describe('gateway/http/upload', () => {
  let world: World
  let hospital: StartedGateway
  let patient: Person
  let path: string
  before(async () => {
    world = await createWorld()
    hospital = await startHospital(world, { http: { maximumRecordBytes: LIMIT, idleTimeout: 3_000 } })
    patient = await enrolPatient(world, hospital.client)
    path = `/v1/patients/${patient.wallet.address}/records?category=documents`
  })
  after(() => world.close())

  const heldCount = () => {
    const store = openSqliteStore(`${hospital.dataFolder}/gateway.sqlite`)
    try {
      return store.recordsOf(patient.wallet.address).length
    } finally {
      store.close()
    }
  }
  const headOf = (headers: Record<string, string>, target = path) =>
    [
      `POST ${target} HTTP/1.1`,
      'Host: gateway',
      ...Object.entries({ Authorization: `Bearer ${STAFF_TOKEN}`, 'Content-Type': OCTETS, ...headers }).map(
        ([name, value]) => `${name}: ${value}`,
      ),
      '',
      '',
    ].join('\r\n')
  /** The answer to headers after which no byte of the body comes. */
  const answerToHead = async (headers: Record<string, string>, target?: string): Promise<string> => {
    const connection = await openRaw(hospital.url)
    connection.write(headOf(headers, target))
    const answer = await connection.received('\r\n\r\n{')
    connection.destroy()
    return answer
  }
  const post = (body: Uint8Array, headers: Record<string, string> = {}, target = path) =>
    fetch(new URL(target, hospital.url), {
      method: 'POST',
      body: body as BodyInit,
      headers: {
        authorization: `Bearer ${STAFF_TOKEN}`,
        'content-type': OCTETS,
        'content-digest': contentDigest(body),
        ...headers,
      },
    })

  it('takes bytes of any kind and size, up to the limit and not a byte more', async () => {
    for (const size of [0, 1, 3 * 1024 * 1024 + 7]) {
      const bytes = await sampleBytes(size)
      const kind = { category: 'imaging', mediaType: 'application/dicom' } as const
      const { recordId } = await addBytes(hospital.staff, patient, kind, bytes)
      const request = await recordRequestOf(patient, recordId, { purpose: 'PATRQT' })
      const { record } = await hospital.client.requestRecord(request)
      expect(record.manifest).to.include({ mediaType: 'application/dicom', size })
      const read = await openRecord(readerOf(patient, hospital.url), recordId, record)
      expect(Buffer.compare(read, bytes), String(size)).to.equal(0)
    }
    const kind = { category: 'imaging', mediaType: OCTETS } as const
    await addBytes(hospital.staff, patient, kind, new Uint8Array(LIMIT))
    const over = addBytes(hospital.staff, patient, kind, new Uint8Array(LIMIT + 1))
    await expectError(() => over, 'INPUT_TOO_LARGE', /50331648 bytes at most/)
  })

  it('keeps the type without its parameters, in lower case', async () => {
    const bytes = new TextEncoder().encode('text')
    const { recordId } = (await (
      await post(bytes, { 'content-type': 'Text/Plain; charset=UTF-8' })
    ).json()) as {
      recordId: string
    }
    const listed = await hospital.staff.listRecords(patient.wallet.address)
    expect(listed.find((record) => record.recordId === recordId)?.mediaType).to.equal('text/plain')
  })

  it('answers who may not add before a byte of the body has come', async () => {
    const head = { 'Content-Length': '1000000', 'Content-Digest': contentDigest(new Uint8Array(1)) }
    for (const authorization of ['', 'Bearer x', `Basic ${STAFF_TOKEN}`]) {
      expect(await answerToHead({ ...head, Authorization: authorization })).to.match(/^HTTP\/1\.1 401 /)
    }
    const person = gatewayClient({ url: hospital.url })
    await person.signIn(patient.wallet)
    const own = await recordOfBytes(
      { patient: patient.wallet.address, category: 'documents', mediaType: OCTETS },
      new Uint8Array(8),
    )
    await expectError(() => person.addRecord(own), 'NOT_ACCREDITED', /staff/)
  })

  it('answers headers that will not do before a byte of the body has come', async () => {
    const fine = { 'Content-Length': '10', 'Content-Digest': contentDigest(new Uint8Array(10)) }
    const { 'Content-Length': _length, ...chunked } = { ...fine, 'Transfer-Encoding': 'chunked' }
    const cases: [headers: Record<string, string>, status: number, words: RegExp][] = [
      [chunked, 411, /Content-Length/],
      [{ ...fine, 'Content-Length': String(LIMIT + 1) }, 413, /INPUT_TOO_LARGE/],
      [{ ...fine, 'Content-Length': '9'.repeat(15) }, 413, /INPUT_TOO_LARGE/],
      [{ 'Content-Length': '10' }, 400, /sha-256=.*RFC 9530.*openssl/],
      [{ ...fine, 'Content-Digest': 'sha-512=:AAAA:' }, 400, /RFC 9530/],
      [{ ...fine, 'Content-Digest': 'sha-256=:AAAA:' }, 400, /RFC 9530/],
      [{ ...fine, 'Content-Digest': `sha-256="${'A'.repeat(43)}="` }, 400, /RFC 9530/],
      [{ ...fine, 'Content-Type': 'document' }, 415, /media type/],
      [{ ...fine, 'Content-Type': '../../etc/passwd' }, 415, /media type/],
      [{ ...fine, 'Content-Type': `text/${'x'.repeat(100)}` }, 415, /media type/],
      [{ ...fine, 'Content-Encoding': 'gzip' }, 415, /content encoding/],
      [{ ...fine, 'Content-Encoding': 'identity, br' }, 415, /content encoding/],
    ]
    for (const [headers, status, words] of cases) {
      const answer = await answerToHead(headers)
      expect(answer, JSON.stringify(headers))
        .to.match(new RegExp(`^HTTP/1\\.1 ${status} `))
        .and.match(words)
    }
    const targets = [
      `${path}&category=imaging`,
      path.replace('documents', '..%2f..%2fetc'),
      path.replace('category=documents', ''),
      path.replace('?', '?patient=0x00&'),
      `${path}&predecessor=0x12`,
      path.replace(patient.wallet.address, '..%2f..'),
    ]
    const before = heldCount()
    for (const target of targets)
      expect((await post(new Uint8Array(10), {}, target)).status, target).to.equal(400)
    expect(heldCount()).to.equal(before)
  })

  it('finds the digest among others', async () => {
    const bytes = new Uint8Array([1, 2, 3])
    const several = `sha-512=:${'A'.repeat(86)}==:, ${contentDigest(bytes)}`
    expect((await post(bytes, { 'content-digest': several })).status).to.equal(201)
  })

  it('keeps nothing of bytes that are not those that were stated', async () => {
    const before = heldCount()
    const answer = await post(new Uint8Array(10), { 'content-digest': contentDigest(new Uint8Array(11)) })
    expect(answer.status).to.equal(400)
    expect(((await answer.json()) as { code: string }).code).to.equal('RECORD_MISMATCH')

    // The sender goes away half way.
    const broken = await openRaw(hospital.url)
    broken.write(
      headOf({ 'Content-Length': '3000000', 'Content-Digest': contentDigest(new Uint8Array(3_000_000)) }),
    )
    broken.write(new Uint8Array(2_000_000))
    broken.destroy()
    await broken.closed
    expect((await post(new Uint8Array(10))).status).to.equal(201)
    expect(heldCount()).to.equal(before + 1)
  })

  it('ends an upload that stands still, however much has come', async () => {
    const before = heldCount()
    const connection = await openRaw(hospital.url)
    connection.write(
      headOf({ 'Content-Length': '3000000', 'Content-Digest': contentDigest(new Uint8Array(1)) }),
    )
    connection.write(new Uint8Array(1_500_000))
    const answer = await connection.closed
    expect(answer)
      .to.match(/^HTTP\/1\.1 408 /)
      .and.contain('MESSAGE_SLOW')
    expect(heldCount()).to.equal(before)
  })

  it('lets a sender who is refused half way read why', async () => {
    const stranger = gatewayClient({ url: hospital.url })
    const large = {
      patient: patient.wallet.address,
      category: 'documents',
      mediaType: OCTETS,
      size: 40 * 1024 * 1024,
      sha256: `0x${'11'.repeat(32)}`,
      content: () => Readable.from(Array.from({ length: 40 }, () => new Uint8Array(1024 * 1024))),
    } as const
    await expectError(() => stranger.addRecord(large), 'NOT_AUTHORISED', /Sign in/)
  })

  it('never unpacks: a decompression bomb is bytes, or nothing at all', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024))
    const packed = await post(bomb, { 'content-encoding': 'gzip' })
    expect(packed.status).to.equal(415)
    expect(packed.headers.get('accept-encoding')).to.equal('identity')
    const stored = await post(bomb, { 'content-type': 'application/gzip' })
    expect(stored.status).to.equal(201)
    const listed = await hospital.staff.listRecords(patient.wallet.address)
    expect(listed.at(-1)?.size).to.equal(bomb.length)
    const asBundle = await post(bomb, { 'content-type': 'application/fhir+json' })
    expect(((await asBundle.json()) as { code: string }).code).to.equal('BUNDLE_INVALID')
  })

  it('survives a Bundle that nests a million deep, or is larger than any', async () => {
    const deep = Buffer.from('['.repeat(1_000_000))
    const nested = await post(deep, { 'content-type': 'application/fhir+json' })
    expect(nested.status).to.equal(400)
    const large = await post(new Uint8Array(17 * 1024 * 1024), { 'content-type': 'application/fhir+json' })
    expect(large.status).to.be.oneOf([400, 413])
    expect((await post(new Uint8Array(10))).status).to.equal(201)
  })

  it('ends a call whose caller gives up, or whose content fails', async () => {
    const kind = { patient: patient.wallet.address, category: 'documents', mediaType: OCTETS } as const
    const record = await recordOfBytes(kind, new Uint8Array(8))
    const reason = new Error('given up')
    const given = await hospital.staff
      .addRecord(record, { signal: AbortSignal.abort(reason) })
      .catch((error) => error)
    expect(given).to.equal(reason)

    const giving = new AbortController()
    async function* endless() {
      yield new Uint8Array(4)
      giving.abort(reason)
      await new Promise(() => undefined)
    }
    const half = hospital.staff.addRecord({ ...record, content: endless }, { signal: giving.signal })
    expect(await half.catch((error: unknown) => error)).to.equal(reason)

    const failing = await errorOf(() =>
      hospital.staff.addRecord({
        ...record,
        content: () => Readable.from(failingSource()),
      }),
    )
    expect(failing).to.be.instanceOf(UnavailableError)
    const short = await errorOf(() =>
      hospital.staff.addRecord({ ...record, content: () => [new Uint8Array(4)] }),
    )
    expect(short).to.not.be.instanceOf(RefusedError)
    const before = heldCount()
    await eventually(async () => (await post(new Uint8Array(10))).status === 201)
    expect(heldCount()).to.equal(before + 1)
  })
})

async function* failingSource(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(4)
  throw new Error('The disk is gone.')
}
