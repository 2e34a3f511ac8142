import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { parseCid } from '../../../sdk/storage/block.ts'
import { embeddedContentStore } from '../../../sdk/storage/embeddedContentStore.ts'
import { memoryBlockstore } from '../../../sdk/storage/memoryBlockstore.ts'
import { memoryPins } from '../../../sdk/storage/pins.ts'
import { type LocalServer, startServer } from './localServer.ts'

export interface KuboStandIn extends LocalServer {
  /** Commands and their query, in the order they came. */
  readonly calls: URL[]
  /** Set to misbehave: the bytes of the next blocks, or the CID of the next adds. */
  lies: { block?: Uint8Array; added?: string }
  /** How many of the next calls get no answer: the connection is cut. */
  cuts: number
  /** What is pinned. */
  readonly pinned: Set<string>
}

/**
 * Speaks the few commands of Kubo's RPC that the adapter uses, over the embedded store, so that the adapter's own
 * code runs where there is no Kubo. What Kubo itself does is tested against Kubo (kuboContentStore.test.ts).
 */
export async function startKuboStandIn(token?: string): Promise<KuboStandIn> {
  const blocks = memoryBlockstore()
  const pinned = new Set<string>()
  const store = embeddedContentStore(blocks, memoryPins())
  const calls: URL[] = []
  const lies: KuboStandIn['lies'] = {}

  const commands: Record<
    string,
    (url: URL, request: IncomingMessage, response: ServerResponse) => Promise<void>
  > = {
    async add(url, request, response) {
      const { cid, size } = await store.add([await uploadedFile(request)])
      if (url.searchParams.get('pin') === 'true') pinned.add(cid)
      response.setHeader('content-type', 'application/json')
      response.end(`${JSON.stringify({ Name: cid, Hash: lies.added ?? cid, Size: String(size) })}\n`)
    },
    async 'block/get'(url, _, response) {
      const cid = parseCid(url.searchParams.get('arg') ?? '')
      if (!(await blocks.has(cid)))
        return refuse(response, `block was not found locally (offline): ipld: could not find ${cid}`)
      response.end(lies.block ?? (await blocks.get(cid)))
    },
    async 'block/stat'(url, _, response) {
      const cid = parseCid(url.searchParams.get('arg') ?? '')
      if (!(await blocks.has(cid)))
        return refuse(response, `block was not found locally (offline): ipld: could not find ${cid}`)
      response.end(JSON.stringify({ Key: cid.toString(), Size: (await blocks.get(cid)).length }))
    },
    async 'pin/add'(url, _, response) {
      const cid = url.searchParams.get('arg') ?? ''
      if (!(await store.has(cid)))
        return refuse(response, `pin: block was not found locally (offline): ipld: could not find ${cid}`)
      pinned.add(cid)
      response.end(`${JSON.stringify({ Pins: [cid] })}\n`)
    },
    async 'pin/rm'(url, _, response) {
      const cid = url.searchParams.get('arg') ?? ''
      if (!pinned.delete(cid)) return refuse(response, 'not pinned or pinned indirectly')
      response.end(`${JSON.stringify({ Pins: [cid] })}\n`)
    },
    async version(_, __, response) {
      response.end(JSON.stringify({ Version: '0.0.0-stand-in', Commit: '', Repo: '16' }))
    },
    async 'repo/stat'(_, __, response) {
      let [count, size] = [0, 0]
      for await (const cid of blocks.list()) {
        count += 1
        size += (await blocks.get(cid)).length
      }
      const stat = {
        NumObjects: count,
        RepoSize: size,
        StorageMax: 10_000_000_000,
        RepoPath: '',
        Version: '',
      }
      response.end(JSON.stringify(stat))
    },
    async 'pin/ls'(url, _, response) {
      response.setHeader('content-type', 'application/json')
      const type = url.searchParams.get('type')
      for (const cid of pinned) response.write(`${JSON.stringify({ Cid: cid, Type: type })}\n`)
      response.end()
    },
  }

  const server = await startServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost')
    calls.push(url)
    if (standIn.cuts > 0) {
      standIn.cuts -= 1
      request.socket.destroy()
      return
    }
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(403).end('403 - Access Denied')
      return
    }
    const command = commands[url.pathname.replace('/api/v0/', '')]
    if (request.method !== 'POST' || command === undefined) {
      response.writeHead(404).end('404 page not found')
      return
    }
    await command(url, request, response)
  })
  const standIn: KuboStandIn = { ...server, calls, lies, cuts: 0, pinned }
  return standIn
}

function refuse(response: ServerResponse, message: string): void {
  response.writeHead(500, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ Message: message, Code: 0, Type: 'error' }))
}

async function uploadedFile(request: IncomingMessage): Promise<Uint8Array> {
  const body = await buffer(request)
  const boundary = /boundary="?([^";]+)/.exec(request.headers['content-type'] ?? '')?.[1] ?? ''
  const start = body.indexOf('\r\n\r\n') + 4
  const end = body.lastIndexOf(`\r\n--${boundary}--`)
  return new Uint8Array(body.subarray(start, end))
}
