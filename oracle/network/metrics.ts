import { Counter, Gauge, Registry } from 'prom-client'
import type { Load } from '../../sdk/inference/nodeStatus.ts'
import type { ShippedModel } from '../models/shippedModel.ts'
import type { DriftMonitor } from '../monitoring/drift.ts'
import type { NodeEvent } from './events.ts'

/** What is measured at the moment that someone looks. */
export interface NodeReadings {
  readonly pendingRequests: number
  readonly queue: Readonly<Record<string, Load>>
  /** Undefined before the first look at the chain. */
  readonly lastBlock: number | undefined
  /** Seconds between this machine's clock and the latest block. */
  readonly chainHeadLag: number | undefined
}

/**
 * Counts of a node, for Prometheus. No label can carry an account, a patient, a request or a record: each has a few values
 * that this program names.
 */
export interface NodeMetrics {
  count(event: NodeEvent): void
  /** In the text format of Prometheus. */
  render(readings: NodeReadings): Promise<string>
  readonly contentType: string
}

type NamedModel = Pick<ShippedModel, 'version'> & { readonly card: Pick<ShippedModel['card'], 'name'> }

/**
 * @param models those that the node runs
 * @param drift what it knows of the people they met: histograms, with small groups left out
 */
export function createMetrics(
  models: readonly NamedModel[] = [],
  drift: Pick<DriftMonitor, 'summary'> = { summary: () => [] },
): NodeMetrics {
  // Its own: two nodes in one process do not count for each other.
  const registry = new Registry()
  const registers = [registry]
  const events = new Counter({
    name: 'salus_oracle_events_total',
    help: 'What the node did, by kind.',
    labelNames: ['kind'],
    registers,
  })
  const reorganisation = new Gauge({
    name: 'salus_oracle_last_reorganisation_blocks',
    help: 'Blocks that the last reorganisation took back.',
    registers,
  })
  const pending = new Gauge({
    name: 'salus_oracle_pending_requests',
    help: 'Requests that the node has not finished.',
    registers,
  })
  const queued = new Gauge({
    name: 'salus_oracle_queue',
    help: 'What the node has not finished, by kind.',
    labelNames: ['kind', 'state'],
    registers,
  })
  const block = new Gauge({ name: 'salus_oracle_last_block', help: 'Latest block that was seen.', registers })
  const lag = new Gauge({
    name: 'salus_oracle_chain_head_lag_seconds',
    help: 'Clock of this machine less the time of the latest block.',
    registers,
  })
  const running = new Gauge({
    name: 'salus_oracle_model_info',
    help: 'Models that the node runs; always 1.',
    labelNames: ['model', 'version'],
    registers,
  })
  const reports = new Gauge({
    name: 'salus_oracle_model_reports',
    help: 'Reports of a model that were signed since the start; none while they are few.',
    labelNames: ['model'],
    registers,
  })
  const stability = new Gauge({
    name: 'salus_oracle_drift_stability_index',
    help: 'How unlike the training rows the people are that a model met, by feature: above 0.25 is a shift.',
    labelNames: ['model', 'feature'],
    registers,
  })
  const readDrift = () => {
    for (const { model, reports: count, features, answer } of drift.summary()) {
      if (count !== null) reports.set({ model }, count)
      for (const { name, stabilityIndex } of [...features, { name: 'answer', ...answer }]) {
        if (stabilityIndex !== null) stability.set({ model, feature: name }, stabilityIndex)
      }
    }
  }
  for (const { card, version } of models) running.set({ model: card.name, version }, 1)

  return {
    contentType: registry.contentType,
    count(event) {
      events.inc({ kind: event.kind })
      if (event.kind === 'reorganised') reorganisation.set(event.depth)
    },
    render({ pendingRequests, queue, lastBlock, chainHeadLag }) {
      pending.set(pendingRequests)
      for (const [kind, { waiting, underWay }] of Object.entries(queue)) {
        queued.set({ kind, state: 'waiting' }, waiting)
        queued.set({ kind, state: 'under way' }, underWay)
      }
      block.set(lastBlock ?? Number.NaN)
      lag.set(chainHeadLag ?? Number.NaN)
      readDrift()
      return registry.metrics()
    },
  }
}
