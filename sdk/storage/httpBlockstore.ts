import type { CID } from 'multiformats/cid'
import type { BlockReader } from './blockstore.ts'
import type { StoreOptions } from './contentStore.ts'
import { fetchBlock, statusError, storeError } from './fetchBlock.ts'

export interface HttpBlockstoreOptions {
  /** Milliseconds for one block; 30,000 unless told. */
  timeoutMs?: number
}

/**
 * Reads blocks from an IPFS gateway that nobody needs to trust (https://specs.ipfs.tech/http-gateways/trustless-gateway/):
 * every block is checked against its hash. The gateway must answer under a path and without a redirect.
 *
 * @param gateway for example https://ipfs.example.org
 */
export function httpBlockstore(gateway: string | URL, options: HttpBlockstoreOptions = {}): BlockReader {
  const timeoutMs = options.timeoutMs ?? 30_000
  const headers = { accept: 'application/vnd.ipld.raw' }
  const blockUrl = (cid: CID) => {
    const url = new URL(gateway)
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/ipfs/${cid}`
    url.search = '?format=raw'
    return url
  }
  return {
    get(cid: CID, { signal }: StoreOptions = {}) {
      const isMissing = (status: number) => status === 404 || status === 410
      return fetchBlock({ cid, url: blockUrl(cid), method: 'GET', headers, timeoutMs, signal, isMissing })
    },
    async has(cid: CID, { signal }: StoreOptions = {}) {
      const url = blockUrl(cid)
      signal?.throwIfAborted()
      const timeout = AbortSignal.timeout(timeoutMs)
      try {
        const response = await fetch(url, {
          method: 'HEAD',
          headers,
          redirect: 'error',
          signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
        })
        if (response.ok) return true
        if (response.status === 404 || response.status === 410) return false
        throw statusError(response.status, url.host)
      } catch (error) {
        throw storeError(error, url.host, signal)
      }
    },
  }
}
