import type { CID } from 'multiformats/cid'
import type { ByteSource } from '../../crypto/segments.ts'
import { IntegrityError } from '../../errors/index.ts'
import { parseCid } from '../block.ts'
import { contentReader } from '../contentReader.ts'
import type { AddOptions, ContentStore, StoreOptions } from '../contentStore.ts'
import { hasContent } from '../hasContent.ts'
import { idleTimeout } from './idleTimeout.ts'
import { kuboBlocks } from './kuboBlocks.ts'
import { kuboCall, kuboError } from './kuboCall.ts'
import { connectKubo, type KuboConnection, type KuboOptions } from './kuboConnection.ts'
import { withLocalCid } from './withLocalCid.ts'

/**
 * The content store on a Kubo daemon (0.35 or later). The daemon is not trusted with the bytes: its answer to add
 * must be the CID computed here while the bytes go out, and every block it returns is checked. It is trusted to
 * keep what it says it pinned.
 *
 * @throws InvalidInputError ADDRESS_INVALID
 */
export function kuboContentStore(options: KuboOptions): ContentStore {
  const connection = connectKubo(options)
  const held = kuboBlocks(connection, true)
  return {
    cat: contentReader(kuboBlocks(connection, false)).cat,
    has: async (cid, { signal } = {}) => hasContent(held, parseCid(cid), { signal }),
    add: (source, addOptions = {}) => addToKubo(connection, source, addOptions),
    async pin(text, storeOptions = {}) {
      const cid = parseCid(text)
      await kuboCall(connection, storeOptions, (signal) => connection.client.pin.add(cid, { signal }))
    },
    async unpin(text, storeOptions = {}) {
      const cid = parseCid(text)
      await kuboCall(connection, storeOptions, async (signal) => {
        try {
          await connection.client.pin.rm(cid, { signal })
        } catch (error) {
          if (!(error instanceof Error && /not pinned/i.test(error.message))) throw error
        }
      })
    },
    pinned: (storeOptions = {}) => listPins(connection, storeOptions),
  }
}

async function* listPins(connection: KuboConnection, options: StoreOptions): AsyncGenerator<string> {
  // As a whole, because the daemon may hang up on a reader that takes its time with each.
  const cids = await kuboCall(connection, options, async (signal, touch) => {
    const found: string[] = []
    for await (const { cid } of connection.client.pin.ls({ type: 'recursive', signal })) {
      touch()
      found.push(cid.toString())
    }
    return found
  })
  yield* cids
}

async function addToKubo(connection: KuboConnection, source: ByteSource, options: AddOptions) {
  const idle = idleTimeout(connection.timeoutMs, options.signal)
  const { stream, local, failure } = withLocalCid(source, options, idle.touch)
  // The profile unixfs-v1-2025 (IPIP-499) in Kubo's own words; its client has no type for max-file-links.
  const profile = {
    cidVersion: 1 as const,
    rawLeaves: true,
    chunker: 'size-1048576',
    maxFileLinks: 1024,
    pin: options.pin ?? true,
    signal: idle.signal,
  }
  try {
    const added = await connection.client.add(stream, profile)
    const { cid, size } = await local
    requireSameCid(added.cid, cid, connection)
    return { cid: cid.toString(), size }
  } catch (error) {
    throw failure() ?? kuboError(error, connection, options.signal)
  } finally {
    idle.stop()
  }
}

function requireSameCid(answered: CID, computed: CID, { api }: KuboConnection): void {
  if (answered.toString() === computed.toString()) return
  throw new IntegrityError(
    'CID_MISMATCH',
    `The Kubo daemon at ${api.host} answered ${answered} for content that is ${computed}; use Kubo 0.35 or later.`,
  )
}
