import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Disclosure } from '../../sdk/disclosures/disclosure.ts'

/** What is measured at the moment that someone looks. */
export interface Readings {
  readonly unanchoredReceipts: number
  readonly openConnections: number
  /** Seconds between this machine's clock and the latest block; undefined where the chain does not answer. */
  readonly chainHeadLag: number | undefined
}

/**
 * Counts of a gateway, for Prometheus. No label can carry an address, a record or a CID: each has a few values that this
 * program names.
 */
export interface Metrics {
  countRequest(request: { method: string; route: string; status: number; seconds: number }): void
  countDisclosure(disclosure: Disclosure): void
  countIngested(bytes: number): void
  countRekey(): void
  /** In the text format of Prometheus. */
  render(readings: Readings): Promise<string>
  readonly contentType: string
}

export function createMetrics(): Metrics {
  // Its own: two gateways in one process do not count for each other.
  const registry = new Registry()
  const registers = [registry]
  const requests = new Histogram({
    name: 'salus_http_request_duration_seconds',
    help: 'Time from the headers of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.02, 0.04, 0.08, 0.2, 0.5, 1, 5, 30],
    registers,
  })
  const releases = new Counter({
    name: 'salus_releases_total',
    help: 'Keys released.',
    registers,
  })
  const refusals = new Counter({
    name: 'salus_refusals_total',
    help: 'Keys refused, by what the contract answered.',
    labelNames: ['decision'],
    registers,
  })
  const ingested = new Counter({
    name: 'salus_ingested_bytes_total',
    help: 'Bytes of plaintext taken in.',
    registers,
  })
  const rekeys = new Counter({ name: 'salus_rekeys_total', help: 'Records encrypted anew.', registers })
  const unanchored = new Gauge({
    name: 'salus_unanchored_receipts',
    help: 'Receipts that no root on chain covers yet.',
    registers,
  })
  const connections = new Gauge({
    name: 'salus_open_connections',
    help: 'Connections of the HTTP server.',
    registers,
  })
  const lag = new Gauge({
    name: 'salus_chain_head_lag_seconds',
    help: 'Clock of this machine less the time of the latest block.',
    registers,
  })

  return {
    contentType: registry.contentType,
    countRequest({ method, route, status, seconds }) {
      requests.observe({ method, route, status: String(status) }, seconds)
    },
    countDisclosure(disclosure) {
      if (disclosure.kind === 'release') releases.inc()
      if (disclosure.kind === 'refusal') refusals.inc({ decision: disclosure.decision })
    },
    countIngested: (bytes) => ingested.inc(bytes),
    countRekey: () => rekeys.inc(),
    render({ unanchoredReceipts, openConnections, chainHeadLag }) {
      unanchored.set(unanchoredReceipts)
      connections.set(openConnections)
      lag.set(chainHeadLag ?? Number.NaN)
      return registry.metrics()
    },
  }
}
