import type { CID } from 'multiformats/cid'
import type { BlockReader } from './blockstore.ts'
import { askForBlock, type BlockRequest, fetchBlock } from './fetchBlock.ts'

export interface HttpBlockstoreOptions {
  /** Milliseconds for one block; 30,000 unless told. */
  timeoutMs?: number
}

/**
 * Reads blocks from an IPFS gateway that nobody needs to trust
 * (https://specs.ipfs.tech/http-gateways/trustless-gateway/): every block is checked against its hash. The gateway
 * must answer under a path and without a redirect.
 *
 * @param gateway for example https://ipfs.example.org
 */
export function httpBlockstore(gateway: string | URL, options: HttpBlockstoreOptions = {}): BlockReader {
  const request = (method: 'GET' | 'HEAD', cid: CID, signal?: AbortSignal): BlockRequest => {
    const url = new URL(gateway)
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/ipfs/${cid}`
    url.search = '?format=raw'
    return {
      cid,
      url,
      method,
      headers: { accept: 'application/vnd.ipld.raw' },
      timeoutMs: options.timeoutMs ?? 30_000,
      signal,
      isMissing: (status) => status === 404 || status === 410,
    }
  }
  return {
    get: (cid, { signal } = {}) => fetchBlock(request('GET', cid, signal)),
    has: (cid, { signal } = {}) => askForBlock(request('HEAD', cid, signal)),
  }
}
