import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { Wallet } from 'ethers'
import { SiweMessage } from 'siwe'
import { FinalError, type SalusError, UnavailableError } from '../../../sdk/errors/index.ts'
import type { CallOptions } from '../../../sdk/gateway/call.ts'
import { type GatewayClient, gatewayClient } from '../../../sdk/gateway/client.ts'
import { recordOfFile } from '../../../sdk/gateway/node/recordOfFile.ts'
import { recordOfBytes } from '../../../sdk/gateway/recordOfBytes.ts'
import { SCOPES } from '../../../sdk/gateway/scopes.ts'
import { requireOwnChallenge, signInMessage } from '../../../sdk/gateway/signInMessage.ts'
import type { ClinicalReport } from '../../../sdk/inference/clinicalReport.ts'
import { errorOf, expectError } from '../../helpers/expectError.ts'
import { eventually } from '../../helpers/world.ts'

const hash = `0x${'11'.repeat(32)}`
const wallet = Wallet.createRandom()
const account = wallet.address
const recordRequest = {
  grantee: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  recordId: hash,
  purpose: 'TREAT',
  nonce: '1',
  deadline: 1,
  signature: `0x${'11'.repeat(65)}`,
} as const

describe('sdk/gateway/client', () => {
  const servers: Server[] = []
  after(() => {
    for (const server of servers) {
      server.closeAllConnections()
      server.close()
    }
  })

  /** A client of a server that answers like this. It is patient where the test is not about time. */
  async function clientOf(answer: RequestListener, timeout = 60_000): Promise<GatewayClient> {
    const server = createServer(answer)
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return gatewayClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, timeout })
  }
  const answering = (status: number, body: string) =>
    clientOf((_request, response) => response.writeHead(status).end(body))
  const failure = async (client: GatewayClient): Promise<SalusError> => errorOf(() => client.findReport(hash))

  it('reports a dead gateway, one that hangs, and one that redirects as unavailable', async () => {
    const clients = [
      gatewayClient({ url: 'http://127.0.0.1:9' }),
      await clientOf(() => undefined, 50),
      await clientOf((_request, response) =>
        response.writeHead(307, { location: 'http://127.0.0.1:9' }).end(),
      ),
      await clientOf((request) => request.socket.destroy()),
    ]
    for (const client of clients) {
      const error = await failure(client)
      expect(error).to.be.instanceOf(UnavailableError)
      expect(error.code).to.equal('GATEWAY_UNAVAILABLE')
    }
  })

  it('gives the code and the sentence of a refusal', async () => {
    const refusing = await answering(403, JSON.stringify({ code: 'CONSENT_MISSING', message: 'No consent.' }))
    await expectError(() => refusing.findReport(hash), 'CONSENT_MISSING', /^No consent\.$/)
    expect(await failure(refusing)).to.be.instanceOf(FinalError)
    const down = await answering(503, JSON.stringify({ code: 'CHAIN_UNAVAILABLE', message: 'No chain.' }))
    expect(await failure(down)).to.be.instanceOf(UnavailableError)
  })

  it('counts an error page of a proxy by its status', async () => {
    expect(await failure(await answering(502, '<html>Bad gateway</html>'))).to.be.instanceOf(UnavailableError)
    expect(await failure(await answering(429, ''))).to.be.instanceOf(UnavailableError)
    expect(await failure(await answering(408, ''))).to.be.instanceOf(UnavailableError)
    const forbidden = await failure(await answering(403, '<html>'))
    expect(forbidden).to.be.instanceOf(FinalError)
    expect(forbidden.code).to.equal('GATEWAY_REFUSED')
  })

  it('does not take a made-up code, nor one that only looks like a member of an object', async () => {
    for (const code of ['EVERYTHING_FINE', 'toString', '__proto__', 'constructor']) {
      const error = await failure(await answering(403, JSON.stringify({ code, message: 'x' })))
      expect(error.code).to.equal('GATEWAY_REFUSED')
    }
  })

  it('refuses answers of another shape, whichever the call', async () => {
    for (const body of ['', 'not json', 'null', '[7]', '"text"', '{}', '{"requestId":"0x12","recordId":7}']) {
      const client = await answering(200, body)
      const calls: (() => Promise<unknown>)[] = [
        () => client.findReport(hash),
        () => client.requestRecord(recordRequest),
        () => client.requestKey({ requestId: hash, recordId: hash, deadline: 1, signature: hash }),
        () => client.relayGrant({} as never),
        () => client.announceRequest({} as never, new Uint8Array(32)),
        () => client.deliverReport(hash, {} as ClinicalReport),
        () => client.anchorDisclosures(),
        () =>
          client.addRecord({
            patient: '',
            category: 'cardiology',
            mediaType: 'text/plain',
            size: 0,
            sha256: hash,
            content: () => [],
          }),
        () => client.listRecords(account),
        () => client.rekeyRecord(hash),
        () => client.eraseRecord(hash),
        () => client.listDisclosures(hash),
        () => client.patientDisclosures(account),
        () => client.listNotices(account),
        () => client.signIn(wallet),
      ]
      for (const call of calls) await expectError(call, 'MESSAGE_INVALID', /gateway/)
    }
    const noList = await answering(200, '{"0":{}}')
    await expectError(() => noList.listDisclosures(hash), 'MESSAGE_INVALID', /gateway/)
  })

  it('stops reading an answer without end', async () => {
    const endless = await clientOf((_request, response) => {
      const part = Buffer.alloc(1024 * 1024, 32)
      const push = () => {
        while (!response.destroyed && response.write(part));
      }
      response.on('drain', push)
      push()
    })
    await expectError(() => endless.findReport(hash), 'MESSAGE_INVALID', /more than 4 MiB/)
  })

  it('shows the staff token to its own gateway only, and keeps the path of its URL', async () => {
    const seen: (string | undefined)[] = []
    const server = await clientOf((request, response) => {
      seen.push(request.url, request.headers.authorization)
      response.end(JSON.stringify({ requestId: hash, recordId: hash }))
    })
    await gatewayClient({ url: `${server.url}/hospital`, staffToken: 'token' }).findReport(hash)
    await server.findReport(hash)
    expect(seen).to.deep.equal([
      `/hospital/v1/reports/${hash}`,
      'Bearer token',
      `/v1/reports/${hash}`,
      undefined,
    ])
  })

  it('sends canonical JSON and refuses what has none before it is sent', async () => {
    let isAsked = false
    const client = await clientOf((_request, response) => {
      isAsked = true
      response.end('{}')
    })
    const broken = { probability: undefined } as unknown as ClinicalReport
    await expectError(() => client.deliverReport(hash, broken), 'JSON_INVALID', /probability/)
    expect(isAsked).to.equal(false)
  })

  it('hands the reason of an abort to the caller, whichever the call, before or during it', async () => {
    let asked = 0
    const hanging = await clientOf(() => void asked++)
    const reason = new Error('given up')
    const record = { patient: account, category: 'documents', mediaType: 'text/plain' } as const
    const bytes = await recordOfBytes(record, new Uint8Array(3))
    const calls: ((options: CallOptions) => Promise<unknown>)[] = [
      (options) => hanging.signIn(wallet, options),
      (options) => hanging.signOut(options),
      (options) => hanging.relayEnrolment({} as never, options),
      (options) => hanging.relayGrant({} as never, options),
      (options) => hanging.relayRestriction({} as never, options),
      (options) => hanging.addRecord(bytes, options),
      (options) => hanging.listRecords(account, 'TREAT', options),
      (options) => hanging.requestRecord(recordRequest, options),
      (options) => hanging.requestKey({} as never, options),
      (options) => hanging.rekeyRecord(hash, options),
      (options) => hanging.eraseRecord(hash, options),
      (options) => hanging.announceRequest({} as never, new Uint8Array(32), options),
      (options) => hanging.deliverReport(hash, {} as ClinicalReport, options),
      (options) => hanging.findReport(hash, options),
      (options) => hanging.listDisclosures(hash, options),
      (options) => hanging.patientDisclosures(account, {}, options),
      (options) => hanging.listNotices(account, {}, options),
      (options) => hanging.anchorDisclosures(options),
    ]
    for (const call of calls) {
      const before = asked
      expect(await call({ signal: AbortSignal.abort(reason) }).catch((error: unknown) => error)).to.equal(
        reason,
      )
      expect(asked).to.equal(before)
      const giving = new AbortController()
      const pending = call({ signal: giving.signal }).catch((error: unknown) => error)
      await eventually(() => asked > before)
      giving.abort(reason)
      expect(await pending, call.toString()).to.equal(reason)
      expect(asked).to.equal(before + 1)
    }
  })

  it('tries nothing twice', async () => {
    let asked = 0
    const failing = await clientOf((_request, response) => {
      asked++
      response.writeHead(503).end()
    })
    await errorOf(() => failing.findReport(hash))
    await errorOf(() => failing.anchorDisclosures())
    expect(asked).to.equal(2)
  })

  it('puts what a caller names into one part of the path or the query', async () => {
    const seen: (string | undefined)[] = []
    const client = await clientOf((request, response) => {
      seen.push(request.url)
      response.end('[]')
    })
    await client.listRecords('a/b?c#d', 'TREAT')
    await client.listNotices('x', { after: 3, limit: 7 })
    await client.listRecords('x')
    expect(seen).to.deep.equal([
      '/v1/patients/a%2Fb%3Fc%23d/records?purpose=TREAT',
      '/v1/patients/x/notices?after=3&limit=7',
      '/v1/patients/x/records',
    ])
  })

  it('states size, type and hash of a record before its bytes', async () => {
    let sent: Record<string, unknown> = {}
    const client = await clientOf(async (request, response) => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part)
      const { 'content-length': length, 'content-type': type, 'content-digest': digest } = request.headers
      sent = { url: request.url, length, type, digest, body: Buffer.concat(parts).toString() }
      const stored = { recordId: hash, cid: 'x', keyEpoch: 1, transactionHash: hash }
      response.writeHead(201).end(JSON.stringify(stored))
    })
    const record = {
      patient: account,
      category: 'documents',
      mediaType: 'text/plain',
      predecessor: hash,
    } as const
    await client.addRecord(await recordOfBytes(record, new TextEncoder().encode('abc')))
    expect(sent).to.deep.equal({
      url: `/v1/patients/${account}/records?category=documents&predecessor=${hash}`,
      length: '3',
      type: 'text/plain',
      // FIPS 180-2, appendix B.1
      digest: 'sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:',
      body: 'abc',
    })
  })

  it('sends a Blob where the runtime keeps the length to itself, as browsers do', async () => {
    let sent: unknown
    const client = await clientOf(async (request, response) => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part)
      const { 'content-length': length, 'content-type': type } = request.headers
      sent = { length, type, body: Buffer.concat(parts).toString() }
      response.end(JSON.stringify({ recordId: hash, cid: 'x', keyEpoch: 1, transactionHash: hash }))
    })
    const nodes = globalThis.Request
    globalThis.Request = class {
      readonly headers = new Headers()
    } as unknown as typeof Request
    try {
      const record = { patient: account, category: 'documents', mediaType: 'application/dicom' } as const
      const bytes = await recordOfBytes(record, new TextEncoder().encode('abcdef'))
      const halves = () =>
        [bytes.content(), bytes.content()].flatMap((source) => [...(source as Uint8Array[])])
      await client.addRecord({ ...bytes, size: 12, content: halves })
    } finally {
      globalThis.Request = nodes
    }
    expect(sent).to.deep.equal({ length: '12', type: 'application/dicom', body: 'abcdefabcdef' })
  })

  it('gives a long upload as much time as it needs, but not to stand still', async () => {
    const slow = await clientOf((request, response) => {
      const stored = { recordId: hash, cid: 'x', keyEpoch: 1, transactionHash: hash }
      request.resume().on('end', () => response.end(JSON.stringify(stored)))
    }, 2_000)
    const kind = { patient: account, category: 'documents', mediaType: 'text/plain', sha256: hash } as const
    async function* dripping() {
      for (let count = 0; count < 8; count++) {
        await sleep(300)
        yield new Uint8Array(1)
      }
    }
    await slow.addRecord({ ...kind, size: 8, content: dripping })
    async function* stalling() {
      yield new Uint8Array(1)
      await sleep(60_000, undefined, { ref: false })
    }
    const error = await errorOf(() => slow.addRecord({ ...kind, size: 8, content: stalling }))
    expect(error.code).to.equal('GATEWAY_UNAVAILABLE')
  })

  describe('signing in', () => {
    const challenge = (change: object) => ({
      nonce: 'a'.repeat(32),
      domain: 'gateway.example',
      uri: 'https://gateway.example',
      chainId: 1,
      expirationTime: '2030-01-01T00:00:00.000Z',
      ...change,
    })

    it('is forgotten as soon as it is signed out of, whatever the gateway answers', async () => {
      const seen: (string | undefined)[] = []
      const client = await clientOf((request, response) => {
        const host = request.headers.host ?? ''
        seen.push(request.headers.authorization)
        const answers: Readonly<Record<string, unknown>> = {
          '/v1/sign-in/nonce': challenge({ domain: host, uri: `http://${host}` }),
          '/v1/sign-in': {
            access_token: 'token-of-a-session-of-a-test',
            token_type: 'Bearer',
            expires_in: 60,
            scope: '',
            patient: null,
          },
        }
        const answer = answers[request.url ?? '']
        response.writeHead(answer ? 200 : 503).end(answer ? JSON.stringify(answer) : '')
      })
      await client.signIn(wallet)
      const ending = errorOf(() => client.signOut())
      await errorOf(() => client.listRecords('x'))
      await ending
      await errorOf(() => client.listRecords('x'))
      expect(seen.slice(2)).to.have.members(['Bearer token-of-a-session-of-a-test', undefined, undefined])
    })

    it('signs nothing that another gateway could use', async () => {
      let signed = 0
      const signer = {
        getAddress: async () => account,
        signMessage: async () => {
          signed++
          return '0x00'
        },
      }
      for (const change of [{}, { uri: 'OWN' }, { domain: 'OWN' }, { uri: 'OWN/x', domain: 'OWN' }]) {
        const client = await clientOf((request, response) => {
          const own = `http://${request.headers.host}`
          const { uri, domain } = challenge(change)
          const named = {
            ...challenge(change),
            uri: uri.replace('OWN', own),
            domain: domain.replace('OWN', request.headers.host ?? ''),
          }
          response.end(JSON.stringify(named))
        })
        await expectError(() => client.signIn(signer), 'SIGN_IN_INVALID', /asks to sign in/)
      }
      expect(signed).to.equal(0)
    })

    it('writes messages that a library of EIP-4361 reads', () => {
      const terms = { account, issuedAt: new Date(1_800_000_000_000) }
      const parsed = new SiweMessage(signInMessage(challenge({}), terms))
      expect(parsed).to.deep.include({ ...challenge({}), address: account, version: '1' })
      expect(parsed.issuedAt).to.equal('2027-01-15T08:00:00.000Z')
      expect(parsed.resources).to.equal(undefined)
      const scoped = new SiweMessage(signInMessage(challenge({}), { ...terms, scopes: SCOPES }))
      expect(scoped.resources).to.deep.equal(SCOPES.map((scope) => `urn:salus:scope:${scope}`))
    })

    it('wants the domain of the page where there is one', () => {
      const url = 'https://gateway.example/'
      requireOwnChallenge(challenge({ domain: 'portal.example' }), url, 'portal.example')
      requireOwnChallenge(challenge({}), url)
      expect(() => requireOwnChallenge(challenge({}), url, 'portal.example')).to.throw('asks to sign in')
    })
  })

  describe('records of files', () => {
    it('reads the file as it hashes it and as it sends it, and says when it cannot', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'salus-test-'))
      const path = join(folder, 'scan.dcm')
      const bytes = new Uint8Array(3_000_000).fill(7)
      await writeFile(path, bytes)
      const kind = { patient: account, category: 'imaging', mediaType: 'application/dicom' } as const
      const record = await recordOfFile(kind, path, 3_000_000)
      const { content, ...stated } = await recordOfBytes(kind, bytes)
      expect(record).to.deep.include(stated)
      for (let time = 0; time < 2; time++) {
        const read: Uint8Array[] = []
        for await (const part of record.content()) read.push(part)
        expect(Buffer.concat(read).equals(bytes)).to.equal(true)
      }
      expect(content()).to.deep.equal([bytes])
      await expectError(() => recordOfFile(kind, path, 2_999_999), 'INPUT_TOO_LARGE', /2999999/)
      await expectError(() => recordOfFile(kind, `${path}x`, 1), 'INPUT_NOT_FOUND', /cannot be read/)
      await expectError(() => recordOfFile(kind, folder, 1), 'INPUT_NOT_FOUND', /cannot be read/)
      await rm(folder, { recursive: true })
    })
  })
})
