import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { glob } from 'node:fs/promises'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import {
  addBytes,
  createWorld,
  enrolPatient,
  eventually,
  type Person,
  recordRequestOf,
  type StartedGateway,
  startHospital,
  type World,
} from '../../helpers/world.ts'
import { exchange, openRaw } from './support/rawConnection.ts'

const hash = `0x${'11'.repeat(32)}`

describe('gateway/http, attacks', () => {
  let world: World
  let hospital: StartedGateway
  let patient: Person
  before(async () => {
    world = await createWorld()
    hospital = await startHospital(world)
    patient = await enrolPatient(world, hospital.client)
  })
  after(() => world.close())

  const isWell = async () => (await fetch(new URL('health', hospital.url))).status === 200
  const post = (body: string) =>
    fetch(new URL('v1/record-requests', hospital.url), {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
  const headers = (...lines: string[]) => ['Host: gateway', 'Connection: close', ...lines].join('\r\n')
  const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])

  describe('messages', () => {
    it('refuses JSON that nests deeply before it is parsed', async () => {
      for (const body of [
        '['.repeat(100_000),
        '{"a":'.repeat(40_000),
        `${'['.repeat(33)}${']'.repeat(33)}`,
        `{"grantee":${'['.repeat(50_000)}`,
      ]) {
        const answer = await post(body)
        expect(answer.status).to.equal(400)
        expect(await answer.json())
          .to.have.property('message')
          .that.contains('32 levels')
      }
      expect(await isWell()).to.equal(true)
    })

    it('refuses members that would become a prototype, at any depth', async () => {
      const request = await recordRequestOf(patient, hash)
      for (const poison of ['__proto__', 'constructor']) {
        const member = poison === 'constructor' ? '{"prototype":{"isStaff":true}}' : '{"isStaff":true}'
        const whole = JSON.stringify(request).slice(0, -1)
        expect((await post(`${whole},"${poison}":${member}}`)).status).to.equal(400)
        expect((await post(`${whole},"x":{"y":[{"${poison}":${member}}]}}`)).status).to.equal(400)
        const escaped = poison.replace('_', '\\u005f').replace('c', '\\u0063')
        expect((await post(`${whole},"${escaped}":${member}}`)).status).to.equal(400)
      }
      expect(({} as Record<string, unknown>).isStaff).to.equal(undefined)
    })

    it('refuses what is not UTF-8, and what is packed', async () => {
      const url = new URL('v1/record-requests', hospital.url)
      const json = { 'content-type': 'application/json' }
      const latin = await fetch(url, {
        method: 'POST',
        headers: json,
        body: new Uint8Array([0x22, 0xe9, 0x22]),
      })
      expect(latin.status).to.equal(400)
      const packed = { ...json, 'content-encoding': 'gzip' }
      expect((await fetch(url, { method: 'POST', headers: packed, body: '{}' })).status).to.equal(415)
    })

    it('says no to an announced length that is too large before the bytes come', async () => {
      const connection = await openRaw(hospital.url)
      connection.write(
        `POST /v1/consents HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n`,
      )
      expect(statusOf(await connection.received('INPUT_TOO_LARGE'))).to.equal(413)
      connection.destroy()
    })
  })

  describe('headers', () => {
    it('refuses a header that decides something and comes twice', async () => {
      for (const [name, value] of [
        ['Authorization', 'Bearer one'],
        ['Content-Type', 'application/json'],
        ['Content-Digest', 'sha-256=:x:'],
        ['Content-Encoding', 'identity'],
        ['Origin', 'https://one.example'],
      ]) {
        const lines = headers('Content-Length: 2', `${name}: ${value}`, `${name?.toLowerCase()}: ${value}`)
        const answer = await exchange(hospital.url, `POST /v1/consents HTTP/1.1\r\n${lines}\r\n\r\n{}`)
        expect(statusOf(answer), name).to.equal(400)
        expect(answer, name).to.contain('comes twice')
      }
      for (const lines of [
        'Content-Length: 2\r\nContent-Length: 3',
        'Content-Length: 2\r\nTransfer-Encoding: chunked',
        'Host: two',
      ]) {
        const answer = await exchange(
          hospital.url,
          `POST /v1/consents HTTP/1.1\r\n${headers(lines, 'Content-Type: application/json')}\r\n\r\n{}`,
        )
        expect(statusOf(answer), lines).to.equal(400)
      }
    })

    it('refuses headers that are too large or too many', async () => {
      const large = await exchange(
        hospital.url,
        `GET /health HTTP/1.1\r\n${headers(`X: ${'x'.repeat(20_000)}`)}\r\n\r\n`,
      )
      expect(statusOf(large)).to.equal(431)
      expect(large).to.contain('INPUT_TOO_LARGE')
      const many = Array.from({ length: 3_000 }, (_, index) => `X-${index}: 1`)
      const answer = await exchange(hospital.url, `GET /health HTTP/1.1\r\n${headers(...many)}\r\n\r\n`)
      expect(statusOf(answer)).to.equal(431)
    })

    it('writes nothing into its headers that was sent: no line of theirs becomes one of ours', async () => {
      const injected = 'x%0d%0aX-Injected:%20yes'
      for (const path of [
        `/ipfs/${injected}`,
        `/v1/reports/${injected}`,
        `/${injected}`,
        `/health?a=${injected}`,
      ]) {
        const answer = await exchange(hospital.url, `GET ${path} HTTP/1.1\r\n${headers()}\r\n\r\n`)
        const [head = ''] = answer.split('\r\n\r\n')
        expect(head.toLowerCase(), path).to.not.contain('x-injected')
      }
      const lines = [
        'Origin: https://a.example\rX-Injected: yes',
        'Authorization: Bearer x\nX-Injected: yes',
        'X\0: y',
      ]
      for (const line of lines) {
        const answer = await exchange(
          hospital.url,
          `GET /v1/patients/x/notices HTTP/1.1\r\n${headers(line)}\r\n\r\n`,
        )
        expect(answer.toLowerCase()).to.not.contain('x-injected')
        expect(statusOf(answer)).to.be.oneOf([400, 401])
      }
    })

    it('answers what is not HTTP', async () => {
      for (const message of ['cholesterol 234\r\n\r\n', '\x16\x03\x01\x02\0\x01', 'GET / HTTP/9.9\r\n\r\n']) {
        const answer = await exchange(hospital.url, message)
        expect(statusOf(answer)).to.be.oneOf([400, 505])
        expect(answer).to.not.contain('cholesterol')
      }
    })
  })

  it('follows no path out of its routes', async () => {
    const paths = [
      '/ipfs/..%2f..%2fgateway.sqlite',
      '/ipfs/../gateway.sqlite',
      '/ipfs/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
      '/ipfs/..%5c..%5cgateway.sqlite',
      '/ipfs/bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy%00.sqlite',
      '/ipfs/bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy/../../x',
      `/ipfs/${'a'.repeat(5_000)}`,
      '/v1/records/..%2f..%2fhealth/disclosures',
      '/v1/reports/%',
      '//health',
    ]
    for (const path of paths) {
      const answer = await exchange(hospital.url, `GET ${path} HTTP/1.1\r\n${headers()}\r\n\r\n`)
      expect(statusOf(answer), path).to.be.oneOf([400, 401, 404, 414])
      expect(answer, path).to.not.match(/SQLite|root:/)
      expect(answer, path).to.not.contain(hospital.dataFolder)
    }
  })

  describe('slowness', () => {
    /** With the same data, and patience that a busy machine may itself be too slow for. */
    let impatient: StartedGateway
    before(async () => {
      const http = { headersTimeout: 1_000, bodyTimeout: 1_000, keepAliveTimeout: 1_000, idleTimeout: 1_000 }
      impatient = await startHospital(world, { dataFolder: hospital.dataFolder, http })
    })

    it('ends headers that never end', async () => {
      const connection = await openRaw(impatient.url)
      connection.write('GET /health HTTP/1.1\r\nHost: x\r\n')
      const dripping = setInterval(() => connection.write('X: y\r\n'), 100)
      const answer = await connection.closed
      clearInterval(dripping)
      expect(statusOf(answer)).to.equal(408)
      expect(answer).to.contain('MESSAGE_SLOW')
    })

    it('ends a connection on which nothing is ever sent', async () => {
      const silent = await openRaw(impatient.url)
      await silent.closed
    })

    it('ends a body that never ends, drop by drop', async () => {
      const connection = await openRaw(impatient.url)
      connection.write(
        'POST /v1/consents HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"a":"',
      )
      const dripping = setInterval(() => connection.write('x'), 50)
      const answer = await connection.closed
      clearInterval(dripping)
      expect(statusOf(answer)).to.equal(408)
      expect(answer).to.contain('MESSAGE_SLOW')
    })

    it('ends the same in pieces of unknown length, and after a refusal', async () => {
      const heads = [
        'POST /v1/consents HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n',
        'POST /v1/disclosures/anchor HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n',
      ]
      for (const head of heads) {
        const connection = await openRaw(impatient.url)
        connection.write(head)
        const dripping = setInterval(() => connection.write('1\r\nx\r\n'), 50)
        const answer = await connection.closed
        clearInterval(dripping)
        expect(statusOf(answer)).to.be.oneOf([400, 401, 408])
      }
    })

    it('ends a connection whose answers are not read: they are not kept in memory for it', async () => {
      const kind = { category: 'imaging', mediaType: 'application/dicom' } as const
      const { cid } = await addBytes(hospital.staff, patient, kind, new Uint8Array(4 * 1024 * 1024))
      const blocks: string[] = []
      for await (const file of glob(`${hospital.dataFolder}/content/**/*.block`)) {
        blocks.push(file.split('/').at(-1)?.replace('.block', '') ?? '')
      }
      expect(blocks).to.include(cid)
      const socket = connect(Number(new URL(impatient.url).port), '127.0.0.1')
      const closed = new Promise((resolve) => socket.once('close', resolve))
      socket.pause()
      socket.on('error', () => undefined)
      // More than every buffer on the way holds.
      const requests = blocks.map((name) => `GET /ipfs/${name} HTTP/1.1\r\nHost: x\r\n\r\n`).join('')
      socket.write(requests.repeat(10))
      const writing = setInterval(() => socket.write(requests), 100)
      await closed
      clearInterval(writing)
    })

    it('still answers those who are in time', async () => {
      expect((await fetch(new URL('health', impatient.url))).status).to.equal(200)
    })
  })
})

describe('gateway/http, ten thousand connections', () => {
  let world: World
  const attackers: ChildProcess[] = []
  before(async () => {
    world = await createWorld()
  })
  after(() => {
    for (const attacker of attackers) attacker.kill()
    return world.close()
  })

  interface Count {
    readonly opened: number
    readonly open: number
  }

  /** Opens the connections of a stranger, while a new client asks again and again. Gives what that client was told. */
  async function attack({ url }: StartedGateway) {
    const attacker = fork(
      fileURLToPath(import.meta.resolve('./support/openConnections.ts')),
      [new URL(url).port, '10000'],
      {
        execArgv: ['--disable-warning=ExperimentalWarning'],
      },
    )
    attackers.push(attacker)
    const count = async () => ((await once(attacker, 'message')) as [Count])[0]
    const statuses = new Set<number>()
    let isOver = false
    const asking = (async () => {
      while (!isOver) {
        const answer = await fetch(new URL('health', url), { headers: { connection: 'close' } })
        statuses.add(answer.status)
      }
    })()
    const { opened } = await count()
    isOver = true
    await asking
    expect(opened).to.equal(10_000)
    const recount = () => {
      attacker.send('count')
      return count()
    }
    return { statuses: [...statuses], recount }
  }

  const patience = { headersTimeout: 300_000, keepAliveTimeout: 300_000 }

  it('answers a new client while a stranger holds every one of them', async () => {
    const hospital = await startHospital(world, { http: { ...patience, maximumConnections: 12_000 } })
    const { statuses, recount } = await attack(hospital)
    expect(statuses).to.deep.equal([200])
    expect((await recount()).open).to.equal(10_000)
    const patient = await enrolPatient(world, hospital.client)
    expect(await hospital.staff.listRecords(patient.wallet.address)).to.deep.equal([])
  })

  it('keeps no more open than it is told, the newest, and answers a new client nevertheless', async () => {
    const hospital = await startHospital(world, { http: { ...patience, maximumConnections: 1_000 } })
    const { statuses, recount } = await attack(hospital)
    expect(statuses).to.deep.equal([200])
    await eventually(async () => (await recount()).open <= 1_000)
    const patient = await enrolPatient(world, hospital.client)
    expect(await hospital.staff.listRecords(patient.wallet.address)).to.deep.equal([])
    const text = await (await fetch(new URL('metrics', hospital.url))).text()
    expect(Number(/^salus_open_connections (\d+)$/m.exec(text)?.[1])).to.be.within(900, 1_000)
  })
})
