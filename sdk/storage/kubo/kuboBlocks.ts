import type { CID } from 'multiformats/cid'
import type { BlockReader } from '../blockstore.ts'
import { askForBlock, type BlockRequest, fetchBlock } from '../fetchBlock.ts'
import { retry } from '../retry.ts'
import type { KuboConnection } from './kuboConnection.ts'

/**
 * Blocks of a Kubo daemon, through its RPC (https://docs.ipfs.tech/reference/kubo/rpc/#api-v0-block-get). The RPC
 * client reads an answer of any length into memory, so blocks are fetched with a limit here, and checked.
 *
 * @param offline whether the daemon may only look at what it holds itself.
 */
export function kuboBlocks(connection: KuboConnection, offline: boolean): BlockReader {
  const { api, headers, timeoutMs, retries } = connection
  const request = (command: string, cid: CID, signal?: AbortSignal): BlockRequest => {
    const url = new URL(command, api)
    url.searchParams.set('arg', cid.toString())
    if (offline) url.searchParams.set('offline', 'true')
    return { cid, url, method: 'POST', headers, timeoutMs, signal, isMissing: isMissingAnswer }
  }
  return {
    get: (cid, { signal } = {}) =>
      retry(() => fetchBlock(request('block/get', cid, signal)), retries, signal),
    has: (cid, { signal } = {}) =>
      retry(() => askForBlock(request('block/stat', cid, signal)), retries, signal),
  }
}

// Kubo answers 500 for a block it does not have and says so in words only.
function isMissingAnswer(status: number, body: string): boolean {
  return status === 500 && isMissingMessage(body)
}

export function isMissingMessage(message: string): boolean {
  return /not found|could not find/i.test(message)
}
