import { expect } from 'chai'
import { collect } from '../../../sdk/crypto/payload.ts'
import {
  IntegrityError,
  InvalidInputError,
  RefusedError,
  UnavailableError,
} from '../../../sdk/errors/index.ts'
import { kuboContentStore } from '../../../sdk/storage/kubo/kuboContentStore.ts'
import { rejection } from '../crypto/rejection.ts'
import { absentCid, describeContentStore, mebibyte } from './contentStoreContract.ts'
import { type KuboDaemon, startKubo } from './kuboDaemon.ts'
import { type KuboStandIn, startKuboStandIn } from './kuboStandIn.ts'
import { holdDeadAddress, type LocalServer, startServer } from './localServer.ts'
import { sampleBytes } from './sampleBytes.ts'

/** Tries again at once, and writes down for how long it should have waited. */
function hurried(pauses: number[] = []) {
  return {
    sleep: async (milliseconds: number, signal?: AbortSignal) => {
      signal?.throwIfAborted()
      pauses.push(milliseconds)
    },
  }
}

describe('Kubo content store', () => {
  let daemon: KuboDaemon | undefined
  const servers: LocalServer[] = []

  async function standIn(token?: string): Promise<KuboStandIn> {
    const server = await startKuboStandIn(token)
    servers.push(server)
    return server
  }

  after(async () => {
    await daemon?.stop()
    await Promise.all(servers.map((server) => server.close()))
  })

  describeContentStore(
    'a real Kubo daemon (skipped: no Kubo, unless scripts/ci/kubo built one)',
    async () => {
      daemon = await startKubo()
      return daemon === undefined ? undefined : kuboContentStore({ api: daemon.api })
    },
  )

  describeContentStore('a stand-in for Kubo', async () => kuboContentStore({ api: (await standIn()).url }))

  it('asks Kubo for the profile unixfs-v1-2025 in its own words', async () => {
    const server = await standIn()
    await kuboContentStore({ api: server.url }).add([Uint8Array.of(1)])
    const [added] = server.calls
    expect(added?.pathname).to.equal('/api/v0/add')
    expect(Object.fromEntries(added?.searchParams ?? [])).to.include({
      'cid-version': '1',
      'raw-leaves': 'true',
      chunker: 'size-1048576',
      'max-file-links': '1024',
      pin: 'true',
    })
  })

  it('does not believe a CID that is not that of the bytes', async () => {
    const server = await standIn()
    server.lies.added = absentCid
    const error = await rejection(kuboContentStore({ api: server.url }).add([Uint8Array.of(1)]))
    expect(error).to.be.instanceOf(IntegrityError).with.property('code', 'CID_MISMATCH')
    expect(error.message).to.include(absentCid)
  })

  it('does not believe bytes that are not those of the CID', async () => {
    const server = await standIn()
    const store = kuboContentStore({ api: server.url })
    const { cid } = await store.add([await sampleBytes(2 * mebibyte, 'lies')])
    for (const block of [Uint8Array.of(1, 2, 3), new Uint8Array(), new Uint8Array(4 * mebibyte)]) {
      server.lies.block = block
      const error = await rejection(collect(store.cat(cid), 4 * mebibyte))
      expect(error).to.be.instanceOf(IntegrityError).with.property('code', 'BLOCK_CORRUPT')
      expect(error.message).to.include(cid)
    }
  })

  it('shows its token, and says when it is refused', async () => {
    const server = await standIn('a token')
    const { cid } = await kuboContentStore({ api: server.url, token: 'a token' }).add([Uint8Array.of(1)])
    for (const store of [
      kuboContentStore({ api: server.url }),
      kuboContentStore({ api: server.url, token: 'other' }),
    ]) {
      const calls = [
        () => store.add([Uint8Array.of(1)]),
        () => collect(store.cat(cid), 10),
        () => store.has(cid),
        () => store.pin(cid),
        () => store.unpin(cid),
      ]
      for (const call of calls) {
        expect(await rejection(call()))
          .to.be.instanceOf(RefusedError)
          .with.property('code', 'STORE_DENIED')
      }
    }
  })

  it('says that a dead or hanging daemon is unavailable, for every call', async () => {
    const hanging = await startServer(() => {})
    const broken = await startServer((_, response) => void response.writeHead(502).end('<html>'))
    const dead = await holdDeadAddress()
    servers.push(hanging, broken, dead)
    for (const api of [dead.url, hanging.url, broken.url]) {
      const store = kuboContentStore({ api, timeoutMs: 200, retries: hurried() })
      const calls = [
        store.add([Uint8Array.of(1)]),
        collect(store.cat(absentCid), 10),
        store.has(absentCid),
        store.pin(absentCid),
        store.unpin(absentCid),
      ]
      for (const [index, result] of (await Promise.allSettled(calls)).entries()) {
        const error = result.status === 'rejected' ? result.reason : undefined
        expect(error, `${api} ${index}`)
          .to.be.instanceOf(UnavailableError)
          .with.property('code', 'STORE_UNAVAILABLE')
      }
    }
  })

  it('tries again what may be tried again, and not more often than told', async () => {
    const server = await standIn()
    const pauses: number[] = []
    const store = kuboContentStore({ api: server.url, retries: hurried(pauses) })
    const { cid } = await store.add([await sampleBytes(100, 'again')])
    const calls: [string, () => Promise<unknown>][] = [
      ['cat', () => collect(store.cat(cid), 100)],
      ['has', () => store.has(cid)],
      ['pin', () => store.pin(cid)],
      ['pinned', () => Array.fromAsync(store.pinned())],
      ['unpin', () => store.unpin(cid)],
    ]
    for (const [name, call] of calls) {
      server.cuts = 2
      pauses.length = 0
      await call()
      expect(pauses, name).to.deep.equal([200, 800])
      server.cuts = 3
      const error = await rejection(call())
      expect(error, name).to.be.instanceOf(UnavailableError).with.property('code', 'STORE_UNAVAILABLE')
      expect(server.cuts, name).to.equal(0)
    }
  })

  it('does not try again what cannot be: an add whose source is gone, and what was refused', async () => {
    const server = await standIn()
    const pauses: number[] = []
    const store = kuboContentStore({ api: server.url, retries: hurried(pauses) })
    server.cuts = 1
    expect(await rejection(store.add([Uint8Array.of(1)]))).to.have.property('code', 'STORE_UNAVAILABLE')
    expect(await rejection(collect(store.cat(absentCid), 10))).to.have.property('code', 'BLOCK_NOT_FOUND')
    expect(await rejection(store.pin(absentCid))).to.have.property('code', 'BLOCK_NOT_FOUND')
    expect(pauses).to.deep.equal([])
    expect(server.calls.filter(({ pathname }) => pathname.endsWith('/add'))).to.have.length(2)
  })

  it('waits no longer when told to stop', async () => {
    const server = await standIn()
    const controller = new AbortController()
    const reason = new Error('the reader went away')
    const store = kuboContentStore({ api: server.url })
    server.cuts = 3
    const has = rejection(store.has(absentCid, { signal: controller.signal }))
    setTimeout(() => controller.abort(reason), 50)
    expect(await has).to.equal(reason)
    expect(server.cuts).to.be.above(0)
  })

  it('lists what is pinned', async () => {
    const server = await standIn()
    const store = kuboContentStore({ api: server.url })
    const { cid } = await store.add([Uint8Array.of(1)])
    await store.add([Uint8Array.of(2)], { pin: false })
    const listed = Array.fromAsync(store.pinned())
    expect(await listed).to.deep.equal([cid])
    expect(server.calls.at(-1)?.searchParams.get('type')).to.equal('recursive')
  })

  it('lets a slow source take longer than the time limit, which is for silence', async () => {
    const server = await standIn()
    async function* slow() {
      for (let count = 0; count < 22; count++) {
        await new Promise((resolve) => setTimeout(resolve, 100))
        yield Uint8Array.of(count)
      }
    }
    const { size } = await kuboContentStore({ api: server.url, timeoutMs: 2_000 }).add(slow())
    expect(size).to.equal(22)
  })

  it('refuses an address that is none', () => {
    for (const api of ['', 'nowhere', 'ftp://127.0.0.1', 'file:///etc/passwd']) {
      expect(() => kuboContentStore({ api }))
        .to.throw(InvalidInputError)
        .with.property('code', 'ADDRESS_INVALID')
    }
  })
})
