import { MAXIMUM_RECORD_BYTES } from '../../sdk/gateway/protocol.ts'

/** How the HTTP face of a gateway behaves. Times are in milliseconds. */
export interface HttpSettings {
  /** Where people reach the gateway, if not where it listens: a proxy with TLS usually stands in front of it. */
  readonly publicUrl: string | null
  /** Origins of the web pages that may use the gateway from a browser. */
  readonly origins: readonly string[]
  /** Addresses or networks of proxies whose word on the caller's address counts. */
  readonly trustedProxies: readonly string[]
  /** Bytes of the largest record that is taken in. */
  readonly maximumRecordBytes: number
  /** Requests that one address, and one account, may send a minute. */
  readonly requestsPerMinute: number
  /** Connections kept open at once. */
  readonly maximumConnections: number
  /** Bearer token of whoever collects metrics, or null: then they are for this machine only. */
  readonly metricsToken: string | null
  /** For the headers of a request to arrive. */
  readonly headersTimeout: number
  /** For a JSON body to arrive. */
  readonly bodyTimeout: number
  /** That a record on its way in, or an answer on its way out, may stand still. */
  readonly idleTimeout: number
  /** That a connection may wait for its next request. */
  readonly keepAliveTimeout: number
}

export const httpDefaults: HttpSettings = {
  publicUrl: null,
  origins: [],
  trustedProxies: [],
  maximumRecordBytes: MAXIMUM_RECORD_BYTES,
  requestsPerMinute: 1_200,
  maximumConnections: 4_096,
  metricsToken: null,
  headersTimeout: 10_000,
  bodyTimeout: 15_000,
  idleTimeout: 30_000,
  keepAliveTimeout: 10_000,
}
