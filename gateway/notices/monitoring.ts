import { id } from 'ethers'
import type { Notice, NoticedMonitoring } from '../../sdk/gateway/protocol.ts'
import type { GatewayContext } from '../context.ts'
import type { ChainEvent } from '../index/chainEvent.ts'
import { numberOf, textOf } from '../index/eventFields.ts'
import { type IndexedMonitoring, monitoringOf, offReasonIn, severityOf } from '../index/views/monitoring.ts'
import type { KeyedNotice, LowAlert } from '../store/gatewayStore.ts'

/** Seconds of low alerts that one notice tells of. */
const GROUPED = 3_600

/** What each event is told as; approvals are the patient's own act. */
const KINDS: Readonly<Record<string, Notice['kind']>> = {
  AlertRaised: 'alert-raised',
  AlertEscalated: 'alert-escalated',
  AlertAcknowledged: 'alert-acknowledged',
  MonitoringOff: 'monitoring-off',
  MonitoringOn: 'monitoring-on',
  MonitoringEnded: 'monitoring-ended',
}

/**
 * Tells a patient of ours, and whoever the patient had alerted, what the monitoring did. A low alert waits for the others of
 * its hour. Handled again, an event is told once.
 */
export async function noticeMonitoring(context: GatewayContext, event: ChainEvent): Promise<void> {
  const { store, index } = context
  const kind = KINDS[event.name]
  if (!kind) return
  const standing = await monitoringOf(index, textOf(event, 'standingId'))
  // Of people whose records are kept elsewhere this gateway has nothing to say.
  if (!standing) return
  const { standingId, patient, requester } = standing
  if (store.findStanding(standingId) === undefined && store.recordsOf(patient).length === 0) return
  if (kind === 'alert-raised' && severityOf(event) === 'low') {
    store.addLowAlert({ alertId: textOf(event, 'alertId'), standingId, patient, requester, at: event.time })
    return
  }
  const alertId = kind.startsWith('alert-') ? textOf(event, 'alertId') : null
  const alert = standing.alerts.find((known) => known.alertId === alertId)
  const level = event.name === 'AlertEscalated' ? numberOf(event, 'level') : 0
  const monitoring: NoticedMonitoring = {
    standingId,
    patient,
    alertId,
    severity: alert?.severity ?? null,
    count: alertId === null ? 0 : 1,
    level,
    offReason: event.name === 'MonitoringOff' ? offReasonIn(event) : 'none',
  }
  const account = kind === 'alert-acknowledged' ? textOf(event, 'clinician') : requester
  const notice = noticeOf(kind, event.time, account, alert?.eventHash ?? null, monitoring)
  // Reasons come and go: each time that the monitoring goes off or on is another event, at another place in the chain.
  const which =
    alertId === null ? `${standingId}:${event.blockNumber}-${event.logIndex}` : `${alertId}:${level}`
  for (const recipient of recipientsOf(standing)) {
    store.addNotice(recipient, notice, `${kind}:${which}:${recipient}`)
  }
}

/**
 * Tells of the low alerts of every hour that is over, all of a standing request and an hour in one notice. What comes to
 * light only after that (the chain may have moved it there) is told in another.
 * @param now seconds since 1970 up to which every event was handled
 */
export function tellLowAlerts({ store }: Pick<GatewayContext, 'store'>, now: number): void {
  const groups = new Map<string, LowAlert[]>()
  for (const alert of store.lowAlertsBefore(now - (now % GROUPED))) {
    const key = `${alert.standingId}:${Math.floor(alert.at / GROUPED)}`
    groups.set(key, [...(groups.get(key) ?? []), alert])
  }
  for (const [key, alerts] of groups) {
    const last = alerts.at(-1)
    if (!last) continue
    const { standingId, patient, requester, at } = last
    const alertIds = alerts.map(({ alertId }) => alertId)
    // A key of the hour alone would have later ones of it dropped as told already.
    const which = `${key}:${id(alertIds.toSorted().join())}`
    const monitoring: NoticedMonitoring = {
      standingId,
      patient,
      alertId: null,
      severity: 'low',
      count: alerts.length,
      level: 0,
      offReason: 'none',
    }
    const notice = noticeOf('alerts-grouped', at, requester, null, monitoring)
    const notices = recipientsOf(last).map(
      (recipient): KeyedNotice => ({ recipient, notice, key: `alerts-grouped:${which}:${recipient}` }),
    )
    store.tellLowAlerts(notices, alertIds)
  }
}

/** One account may be both. */
const recipientsOf = ({ patient, requester }: Pick<IndexedMonitoring, 'patient' | 'requester'>) => [
  ...new Set([patient, requester]),
]

const noticeOf = (
  kind: Notice['kind'],
  time: number,
  account: string,
  recordId: string | null,
  monitoring: NoticedMonitoring,
): Omit<Notice, 'id'> => ({
  at: new Date(time * 1000).toISOString(),
  kind,
  recordId,
  account,
  purpose: null,
  monitoring,
})
