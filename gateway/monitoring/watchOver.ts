import { read } from '../../sdk/chain/send.ts'
import { chainTime } from '../../sdk/chain/time.ts'
import { RefusedError, UnavailableError } from '../../sdk/errors/index.ts'
import { escalateAlert } from '../../sdk/monitoring/escalateAlert.ts'
import { declareOff, OFF_REASONS, offReasonOf } from '../../sdk/monitoring/offReason.ts'
import type { GatewayContext } from '../context.ts'
import { type IndexedAlert, type IndexedMonitoring, monitoringOf } from '../index/views/monitoring.ts'
import { payForRelay } from '../relay/payForRelay.ts'
import type { HeldStanding } from '../store/gatewayStore.ts'
import { inTurns } from './inTurns.ts'

/** Seconds for which this gateway pays for escalations of one alert. Anyone may escalate it further. */
const PATIENCE = 30 * 86_400
/** Most escalation times between two escalations that this gateway pays for: a day. */
const LONGEST_PAUSE = 96
/** Most transactions of one call: what is left is due at the next. */
const MOST_SENT = 8

interface Watched {
  readonly held: HeldStanding
  readonly monitoring: IndexedMonitoring
}

/** Something to say on chain. */
interface Task {
  readonly patient: string
  /** @returns whether a transaction landed */
  act(): Promise<boolean>
}

/**
 * Says on chain what nobody else may have said: that a critical alert is still unacknowledged, and that a monitoring is off.
 * Anyone may; the gateway does so for the standing requests that were announced to it, escalations first, of each patient
 * in turn. The pauses between escalations double up to a day; what is declared off counts as an act that this gateway
 * relays for the patient.
 * @returns what went wrong, at most one error for each standing request and each alert
 */
export async function watchOver(context: GatewayContext, signal: AbortSignal): Promise<unknown[]> {
  const errors: unknown[] = []
  const watched = await watchedHere(context, errors)
  if (watched.length === 0) return errors
  const tasks = [...(await escalations(context, watched)), ...declarations(context, watched)]
  const overLimit = new Set<string>()
  let left = MOST_SENT
  for (const { patient, act } of tasks) {
    if (signal.aborted || left === 0) break
    if (overLimit.has(patient)) continue
    try {
      if (await act()) left -= 1
    } catch (error) {
      errors.push(error)
      // It was not sent. Escalations, which have no such limit, all come before.
      if (error instanceof UnavailableError && error.code === 'RELAY_LIMIT') overLimit.add(patient)
      else left -= 1
    }
  }
  return errors
}

/** Standing requests that were announced here and that the index has. */
async function watchedHere({ index, store }: GatewayContext, errors: unknown[]): Promise<Watched[]> {
  const watched: Watched[] = []
  for (const held of store.standings()) {
    try {
      const monitoring = await monitoringOf(index, held.standingId)
      if (monitoring) watched.push({ held, monitoring })
    } catch (error) {
      errors.push(error)
    }
  }
  return watched
}

/** The alerts that are due, those that were escalated least before others. */
async function escalations(context: GatewayContext, watched: readonly Watched[]): Promise<Task[]> {
  const { contracts } = context
  const [now, escalationTime] = await Promise.all([
    chainTime(contracts),
    read(contracts.monitoring.ESCALATION_TIME()),
  ])
  const due = watched
    .flatMap(({ held, monitoring: { alerts } }) => alerts.map((alert) => ({ held, alert })))
    .filter(({ alert }) => isDue(alert, now, Number(escalationTime)))
    .sort((one, other) => one.alert.level - other.alert.level || one.alert.raisedAt - other.alert.raisedAt)
    .map(({ held: { standing, standingId }, alert: { eventHash } }) => ({
      patient: standing.patient,
      act: () =>
        unlessRefused(() => context.transactions(() => escalateAlert(contracts, standingId, eventHash))),
    }))
  return inTurns(due)
}

function isDue(
  { severity, acknowledged, level, raisedAt }: IndexedAlert,
  now: number,
  time: number,
): boolean {
  if (severity !== 'critical' || acknowledged !== null || now - raisedAt > PATIENCE) return false
  const reached = Math.floor((now - raisedAt) / time)
  return reached >= Math.max(1, Math.min(2 * level, level + LONGEST_PAUSE))
}

const declarations = (context: GatewayContext, watched: readonly Watched[]): Task[] =>
  inTurns(
    watched.map(({ held, monitoring }) => ({
      patient: held.standing.patient,
      act: () => declareIfOff(context, held, monitoring),
    })),
  )

async function declareIfOff(
  context: GatewayContext,
  { standing, standingId }: HeldStanding,
  { endedAt, declared }: IndexedMonitoring,
): Promise<boolean> {
  const { contracts } = context
  if (endedAt !== null || declared.includes('period-ended')) return false
  return unlessRefused(async () => {
    const reason = await offReasonOf(contracts, standing)
    if (reason === 'none' || declared.includes(reason)) return false
    // The contract takes what was declared already as success: sent once more, it would be paid for.
    const state = await read(contracts.monitoring.standingOf(standingId))
    if ((Number(state.declared) & (1 << OFF_REASONS.indexOf(reason))) !== 0) return false
    const declare = () => declareOff(contracts, standing)
    await context.transactions(() => payForRelay(context, standing.patient, declare))
    return true
  })
}

/** Somebody may have said it first, acknowledged the alert, or ended the monitoring: the index follows the chain a moment behind. */
async function unlessRefused(act: () => Promise<unknown>): Promise<boolean> {
  try {
    return (await act()) !== false
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'MONITORING_REFUSED') return false
    throw error
  }
}
