import type { CID } from 'multiformats/cid'
import type { ByteSource } from '../../crypto/segments.ts'
import { IntegrityError, RefusedError, SalusError } from '../../errors/index.ts'
import { parseCid } from '../block.ts'
import { contentReader } from '../contentReader.ts'
import type { AddOptions, ContentStore, StoreOptions } from '../contentStore.ts'
import { statusError, storeError } from '../fetchBlock.ts'
import { hasContent } from '../hasContent.ts'
import { idleTimeout } from './idleTimeout.ts'
import { isMissingMessage, kuboBlocks } from './kuboBlocks.ts'
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
    async pin(cid, storeOptions = {}) {
      await changePin(connection, storeOptions, (signal) =>
        connection.client.pin.add(parseCid(cid), { signal }),
      )
    },
    async unpin(cid, storeOptions = {}) {
      await changePin(connection, storeOptions, async (signal) => {
        try {
          return await connection.client.pin.rm(parseCid(cid), { signal })
        } catch (error) {
          if (error instanceof Error && /not pinned/i.test(error.message)) return undefined
          throw error
        }
      })
    },
  }
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

async function changePin(
  connection: KuboConnection,
  options: StoreOptions,
  call: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const idle = idleTimeout(connection.timeoutMs, options.signal)
  try {
    await call(idle.signal)
  } catch (error) {
    throw kuboError(error, connection, options.signal)
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

function kuboError(error: unknown, { api }: KuboConnection, signal?: AbortSignal): unknown {
  if (signal?.aborted) return signal.reason
  if (error instanceof SalusError) return error
  if (!(error instanceof Error) || !('response' in error)) return storeError(error, api.host)
  if (isMissingMessage(error.message)) {
    return new RefusedError('BLOCK_NOT_FOUND', `The content is not all on the Kubo daemon at ${api.host}.`, {
      cause: error,
    })
  }
  return statusError(error.response instanceof Response ? error.response.status : 500, api.host)
}
