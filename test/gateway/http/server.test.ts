import { glob, readFile, writeFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { GatewayContext } from '../../../gateway/context.ts'
import { createServer } from '../../../gateway/http/server.ts'
import { parseCid, verifyBlock } from '../../../sdk/storage/block.ts'
import { memoryBlockstore } from '../../../sdk/storage/memoryBlockstore.ts'
import {
  addBundle,
  createWorld,
  enrolPatient,
  type Person,
  recordRequestOf,
  STAFF_TOKEN,
  type StartedGateway,
  startHospital,
  type World,
} from '../../helpers/world.ts'

const hash = `0x${'11'.repeat(32)}`
const routes = [
  'enrolments',
  'consents',
  'restrictions',
  'record-requests',
  'key-requests',
  'inference-requests',
].map((name) => `v1/${name}`)

describe('gateway/http/server', () => {
  let world: World
  let hospital: StartedGateway
  let patient: Person
  before(async () => {
    world = await createWorld()
    hospital = await startHospital(world)
    patient = await enrolPatient(world, hospital.client)
  })
  after(() => world.close())

  const json = { 'content-type': 'application/json' }
  async function ask(path: string, init: RequestInit = {}) {
    const response = await fetch(new URL(path, hospital.url), init)
    const text = await response.text()
    return { status: response.status, text, body: text.startsWith('{') ? JSON.parse(text) : undefined }
  }
  const post = (path: string, body: string, headers: Record<string, string> = json) =>
    ask(path, { method: 'POST', body, headers })

  it('answers what is not a message with one sentence, never with what was sent or a stack', async () => {
    for (const path of routes) {
      for (const body of [
        '{"cholesterol":234',
        '"cholesterol 234"',
        'null',
        '[]',
        '{}',
        '{"__proto__":{"cholesterol":234}}',
      ]) {
        const answer = await post(path, body)
        expect(answer.status, `${path} ${body}`).to.equal(400)
        expect(Object.keys(answer.body)).to.have.members(['code', 'message'])
        expect(answer.body.code).to.equal('MESSAGE_INVALID')
        expect(answer.text).to.not.match(/cholesterol|234|node_modules|\.ts/)
      }
    }
  })

  it('says which member of a message is malformed', async () => {
    const request = await recordRequestOf(patient, hash, { purpose: 'PATRQT' })
    const wrong: [member: string, value: unknown][] = [
      ['grantee', '0x12'],
      ['recordId', hash.toUpperCase()],
      ['nonce', 7],
      ['purpose', 'ANY'],
      ['deadline', '1'],
      ['signature', '0x'],
      ['extra', 1],
    ]
    for (const [member, value] of wrong) {
      const answer = await post('v1/record-requests', JSON.stringify({ ...request, [member]: value }))
      expect(answer.status).to.equal(400)
      if (member !== 'extra') expect(answer.body.message).to.equal(`The message is malformed at ${member}.`)
    }
  })

  it('refuses other media types, methods and paths', async () => {
    expect((await post('v1/consents', '{}', { 'content-type': 'text/xml' })).status).to.equal(415)
    expect((await ask('v1/consents')).status).to.equal(404)
    const lost = await ask('v1/patients/cholesterol-234')
    expect(lost.status).to.equal(404)
    expect(lost.text).to.not.contain('cholesterol')
    expect((await ask('v1/reports/0x12')).status).to.equal(400)
    expect((await ask(`v1/reports/${hash}`)).body.code).to.equal('RECORD_NOT_FOUND')
  })

  it('refuses a body that is too large for its call', async () => {
    const large = JSON.stringify({ padding: 'x'.repeat(300 * 1024) })
    for (const path of [...routes, `v1/reports/${hash}`]) {
      const answer = await post(path, large)
      expect(answer.status, path).to.equal(413)
      expect(answer.body.code).to.equal('INPUT_TOO_LARGE')
    }
  })

  it('lets nobody in without a session or the staff token', async () => {
    const calls: [method: string, path: string][] = [
      ['POST', `v1/patients/${patient.wallet.address}/records?category=documents`],
      ['GET', `v1/records/${hash}/disclosures`],
      ['POST', `v1/records/${hash}/rekey`],
      ['DELETE', `v1/records/${hash}`],
      ['GET', `v1/patients/${patient.wallet.address}/records`],
      ['GET', `v1/patients/${patient.wallet.address}/disclosures`],
      ['GET', `v1/patients/${patient.wallet.address}/notices`],
      ['POST', 'v1/disclosures/anchor'],
    ]
    const tokens = ['', 'Bearer ', `bearer ${STAFF_TOKEN}x`, STAFF_TOKEN, 'Basic eA==']
    for (const [method, path] of calls) {
      for (const authorization of tokens) {
        const body = method === 'POST' ? { body: '{}' } : {}
        const answer = await ask(path, { method, headers: { ...json, authorization }, ...body })
        expect(answer.status, `${path} ${authorization}`).to.equal(401)
        expect(answer.body.code).to.equal('NOT_AUTHORISED')
      }
    }
  })

  it('says that the chain is dead, and works again once it is not', async () => {
    const { recordId } = await addBundle(hospital.staff, patient)
    const request = JSON.stringify(await recordRequestOf(patient, recordId, { purpose: 'PATRQT' }))
    world.line.isCut = true
    const dead = await post('v1/record-requests', request)
    world.line.isCut = false
    expect(dead.status).to.equal(503)
    expect(dead.body.code).to.equal('CHAIN_UNAVAILABLE')
    expect((await post('v1/record-requests', request)).status).to.equal(200)
  })

  it('tells nothing of what it did not foresee, be it an error or an answer of its own', async () => {
    const found: (() => unknown)[] = [
      () => {
        throw new Error('cholesterol 234 in /srv/gateway.sqlite')
      },
      () => {
        throw Object.assign(new Error('cholesterol 234'), { statusCode: 302, code: 'EACCES' })
      },
      () => {
        throw 'cholesterol 234'
      },
      () => ({ isAnchored: true, recordId: 'cholesterol 234' }),
    ]
    for (const findReport of found) {
      const context = { store: { findReport } } as unknown as GatewayContext
      const server = createServer(context, { blocks: memoryBlockstore(), staffToken: STAFF_TOKEN })
      const url = await server.listen({ host: '127.0.0.1', port: 0 })
      const response = await fetch(new URL(`v1/reports/${hash}`, url))
      const text = await response.text()
      await server.close()
      expect(response.status).to.equal(500)
      expect(JSON.parse(text)).to.deep.equal({
        code: 'GATEWAY_REFUSED',
        message: 'The gateway failed to answer. Try again.',
      })
      expect(JSON.stringify([...response.headers])).to.not.contain('cholesterol')
    }
  })

  describe('blocks', () => {
    it('serves a block whose bytes have its hash, to anyone', async () => {
      const { cid } = await addBundle(hospital.staff, patient)
      const response = await fetch(new URL(`ipfs/${cid}?format=raw`, hospital.url))
      expect(response.headers.get('content-type')).to.equal('application/vnd.ipld.raw')
      await verifyBlock(parseCid(cid), new Uint8Array(await response.arrayBuffer()), 'the gateway')
      const head = await fetch(new URL(`ipfs/${cid}`, hospital.url), { method: 'HEAD' })
      expect(head.status).to.equal(200)
    })

    it('does not serve a block that was altered on its disk, and shows nothing of that disk', async () => {
      const { cid } = await addBundle(hospital.staff, patient)
      for await (const file of glob(`${hospital.dataFolder}/content/**/${cid}.block`)) {
        const bytes = await readFile(file)
        bytes[100] = (bytes[100] ?? 0) ^ 1
        await writeFile(file, bytes)
      }
      const answer = await ask(`ipfs/${cid}`)
      expect(answer.status).to.equal(503)
      expect(answer.body.code).to.equal('BLOCK_CORRUPT')
      expect(answer.text).to.not.contain(hospital.dataFolder)
    })

    it('says that it has no such block, or that this is no name of one', async () => {
      const unknown = 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy'
      const missing = await ask(`ipfs/${unknown}`)
      expect(missing.status).to.equal(404)
      expect(missing.body.code).to.equal('BLOCK_NOT_FOUND')
      expect(missing.text).to.not.contain(hospital.dataFolder)
      const wrong = [
        'QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG',
        '..%2f..%2fgateway.sqlite',
        'x'.repeat(200),
      ]
      for (const cid of wrong) {
        const answer = await ask(`ipfs/${cid}`)
        expect([400, 404, 414], cid).to.include(answer.status)
        expect(answer.text).to.not.contain('SQLite')
      }
    })
  })
})
