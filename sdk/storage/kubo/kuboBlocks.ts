import type { CID } from 'multiformats/cid'
import { RefusedError } from '../../errors/index.ts'
import type { BlockReader } from '../blockstore.ts'
import { fetchBlock } from '../fetchBlock.ts'
import type { KuboConnection } from './kuboConnection.ts'

/**
 * Blocks of a Kubo daemon, through its RPC (https://docs.ipfs.tech/reference/kubo/rpc/#api-v0-block-get). The RPC
 * client reads an answer of any length into memory, so blocks are fetched with a limit here, and checked.
 *
 * @param offline whether the daemon may only look at what it holds itself.
 */
export function kuboBlocks(connection: KuboConnection, offline: boolean): BlockReader {
  const { api, headers, timeoutMs } = connection
  const call = (command: string, cid: CID, signal?: AbortSignal) => {
    const url = new URL(`${api.pathname.replace(/\/+$/, '')}/api/v0/${command}`, api)
    url.searchParams.set('arg', cid.toString())
    if (offline) url.searchParams.set('offline', 'true')
    return fetchBlock({ cid, url, method: 'POST', headers, timeoutMs, signal, isMissing: isMissingAnswer })
  }
  return {
    get(cid, options) {
      return call('block/get', cid, options?.signal)
    },
    async has(cid, options) {
      try {
        await call('block/get', cid, options?.signal)
        return true
      } catch (error) {
        if (error instanceof RefusedError && error.code === 'BLOCK_NOT_FOUND') return false
        throw error
      }
    },
  }
}

// Kubo answers 500 for a block it does not have and says so in words only.
function isMissingAnswer(status: number, body: string): boolean {
  return status === 500 && isMissingMessage(body)
}

export function isMissingMessage(message: string): boolean {
  return /not found|could not find/i.test(message)
}
