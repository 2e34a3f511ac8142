import { glob, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import Fastify from 'fastify'
import { HEADER_POLICY, portalPolicy, type Reached, withPolicy } from '../../portal/contentSecurityPolicy.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
}

/** Besides the policy: no guessing of types, no address told to others, no other page's window, and a camera for codes. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=(), payment=(), usb=()',
} as const

export interface PortalServiceOptions {
  /** Of the built pages. */
  readonly folder: string
  readonly host: string
  readonly port: number
  /** `portal.json`. */
  readonly settings: Reached & Readonly<Record<string, unknown>>
}

export interface PortalService {
  readonly url: string
  stop(): Promise<void>
}

interface ServedFile {
  readonly type: string
  readonly bytes: Buffer
  readonly compressed: Buffer
  /** Its name changes with its content. */
  readonly isNamedByHash: boolean
}

/** Serves the portal from memory: nothing that is asked for names a file of this machine. */
export async function startPortalService(options: PortalServiceOptions): Promise<PortalService> {
  const { folder, host, port, settings } = options
  const files = await readFiles(folder, settings)
  const policy = `${portalPolicy(settings)}; ${HEADER_POLICY}`
  const server = Fastify({ logger: false, forceCloseConnections: true })
  server.get('/*', async (request, reply) => {
    const [path = ''] = request.url.split('?')
    const file = files.get(path === '/' ? '/index.html' : path)
    reply.headers(HEADERS).header('content-security-policy', policy).header('vary', 'accept-encoding')
    if (!file) return reply.status(404).type('text/plain').send('There is no such file.\n')
    reply.header('content-type', file.type)
    reply.header('cache-control', file.isNamedByHash ? 'public, max-age=31536000, immutable' : 'no-cache')
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(file.bytes)
    return reply.header('content-encoding', 'gzip').send(file.compressed)
  })
  const url = await server.listen({ host, port })
  return { url, stop: () => server.close() }
}

async function readFiles(folder: string, settings: PortalServiceOptions['settings']) {
  const files = new Map<string, ServedFile>()
  const add = async (path: string, bytes: Buffer) => {
    files.set(`/${path}`, {
      type: TYPES[extname(path)] ?? 'application/octet-stream',
      bytes,
      compressed: await promisify(gzip)(bytes),
      isNamedByHash: path.startsWith('assets/'),
    })
  }
  for await (const path of glob('**/*.*', { cwd: folder }))
    await add(path, await readFile(join(folder, path)))
  const page = files.get('/index.html')?.bytes.toString() ?? ''
  await add('index.html', Buffer.from(withPolicy(page, settings)))
  await add('portal.json', Buffer.from(JSON.stringify(settings)))
  return files
}
