import { SEVERITIES, type Severity } from '../../../sdk/monitoring/alert.ts'
import { OFF_REASONS, type OffReason } from '../../../sdk/monitoring/offReason.ts'
import type { ChainEvent } from '../chainEvent.ts'
import { numberOf, structOf, textOf } from '../eventFields.ts'
import type { IndexStore } from '../indexStore.ts'

/** An event that a standing request told of. Times are seconds since 1970. */
export interface IndexedAlert {
  readonly alertId: string
  readonly eventHash: string
  readonly severity: Severity
  readonly raisedAt: number
  readonly acknowledged: { readonly clinician: string; readonly at: number } | null
  /** Escalation times that had passed when it was escalated last. */
  readonly level: number
}

/** A standing request that a patient approved, as far as events tell. */
export interface IndexedMonitoring {
  readonly standingId: string
  readonly patient: string
  readonly requester: string
  readonly approvedAt: number
  readonly endedAt: number | null
  /** Reasons for which it was declared off since the last report. */
  readonly declared: readonly OffReason[]
  /** In the order in which they were raised. */
  readonly alerts: readonly IndexedAlert[]
}

/** One standing request, or undefined where no patient approved it. */
export async function monitoringOf(
  store: IndexStore,
  standingId: string,
): Promise<IndexedMonitoring | undefined> {
  let monitoring: IndexedMonitoring | undefined
  await store.visit({ contracts: ['monitoring'], subject: standingId }, (event) => {
    monitoring = after(monitoring, event)
  })
  return monitoring
}

export const severityOf = (event: ChainEvent): Severity =>
  SEVERITIES[numberOf(event, 'severity')] ?? 'critical'

export const offReasonIn = (event: ChainEvent): OffReason => OFF_REASONS[numberOf(event, 'reason')] ?? 'none'

function after(monitoring: IndexedMonitoring | undefined, event: ChainEvent): IndexedMonitoring | undefined {
  if (event.name === 'MonitoringApproved') return approved(event)
  if (!monitoring) return undefined
  const { alerts } = monitoring
  switch (event.name) {
    case 'MonitoringEnded':
      return { ...monitoring, endedAt: event.time }
    case 'MonitoringOff':
      return { ...monitoring, declared: [...monitoring.declared, offReasonIn(event)] }
    case 'AlertRaised':
      // What was declared is declared until the next report.
      return { ...monitoring, declared: [], alerts: [...alerts, raised(event)] }
    case 'AlertAcknowledged': {
      const acknowledged = { clinician: textOf(event, 'clinician'), at: event.time }
      return { ...monitoring, alerts: changed(alerts, event, { acknowledged }) }
    }
    case 'AlertEscalated':
      return { ...monitoring, alerts: changed(alerts, event, { level: numberOf(event, 'level') }) }
    default:
      return monitoring
  }
}

function approved(event: ChainEvent): IndexedMonitoring {
  const standing = { ...event, args: structOf(event, 'standing') }
  return {
    standingId: textOf(event, 'standingId'),
    patient: textOf(standing, 'patient'),
    requester: textOf(standing, 'requester'),
    approvedAt: event.time,
    endedAt: null,
    declared: [],
    alerts: [],
  }
}

const raised = (event: ChainEvent): IndexedAlert => ({
  alertId: textOf(event, 'alertId'),
  eventHash: textOf(event, 'eventHash'),
  severity: severityOf(event),
  raisedAt: event.time,
  acknowledged: null,
  level: 0,
})

const changed = (
  alerts: readonly IndexedAlert[],
  event: ChainEvent,
  change: Partial<IndexedAlert>,
): IndexedAlert[] => {
  const alertId = textOf(event, 'alertId')
  return alerts.map((alert) => (alert.alertId === alertId ? { ...alert, ...change } : alert))
}
