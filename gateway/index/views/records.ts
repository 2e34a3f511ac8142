import { type RecordStatus, statusOf } from '../../../sdk/records/status.ts'
import type { ChainEvent } from '../chainEvent.ts'
import { numberOf, textOf } from '../eventFields.ts'
import type { IndexStore } from '../indexStore.ts'
import { draw } from '../unforeseeable.ts'

/** What the chain says of a record. Times are seconds since 1970. */
export interface RecordState {
  readonly recordId: string
  /** 'unknown' for one of a batch that was never retired: the chain has only the batch. */
  readonly status: RecordStatus
  /** 0 for a record that was not anchored singly. */
  readonly anchoredAt: number
  /** 0 for a record that was never retired. */
  readonly retiredAt: number
  /** The record that stands in its place, or null. */
  readonly successor: string | null
}

/** A record that was anchored singly. */
export interface IndexedRecord extends RecordState {
  readonly custodianOrg: string
  readonly category: number
  readonly commitment: string
}

/** As `IRecordRegistry.Enrolment`. */
export interface IndexedEnrolment {
  readonly custodianOrg: string
  readonly since: number
  /** 0 while it lasts. */
  readonly until: number
  readonly changes: number
}

export interface PatientRecords {
  /** Where the patient is or was enrolled, each custodian once. */
  readonly enrolments: readonly IndexedEnrolment[]
  /** In the order of their anchors. */
  readonly records: readonly IndexedRecord[]
}

export interface IndexedBatch {
  readonly root: string
  readonly size: number
  readonly anchoredAt: number
}

/** A patient's enrolments, and the records that were anchored singly. Those of batches are under their roots only. */
export async function recordsOf(store: IndexStore, patient: string): Promise<PatientRecords> {
  const enrolments = new Map<string, IndexedEnrolment>()
  const records = new Map<string, IndexedRecord>()
  await store.visit({ contracts: ['recordRegistry'], patient }, (event) => {
    if (event.name === 'PatientEnrolled' || event.name === 'PatientLeft') {
      const custodianOrg = textOf(event, 'custodianOrg')
      enrolments.set(custodianOrg, enrolment(enrolments.get(custodianOrg), custodianOrg, patient, event))
      return
    }
    const recordId = textOf(event, 'recordId')
    const known = records.get(recordId)
    if (known) records.set(recordId, { ...known, ...stateAfter(known, event) })
    else if (event.name === 'RecordAnchored') {
      records.set(recordId, {
        ...stateAfter(unknown(recordId), event),
        custodianOrg: textOf(event, 'custodianOrg'),
        category: numberOf(event, 'category'),
        commitment: textOf(event, 'commitment'),
      })
    }
  })
  return { enrolments: [...enrolments.values()], records: [...records.values()] }
}

/** What the chain says of one record, of a batch or not. */
export async function recordStateOf(store: IndexStore, recordId: string): Promise<RecordState> {
  let state = unknown(recordId)
  await store.visit({ contracts: ['recordRegistry'], subject: recordId }, (event) => {
    state = stateAfter(state, event)
  })
  return state
}

/** The batches that a custodian anchored, in order. */
export async function batchesOf(store: IndexStore, custodianOrg: string): Promise<IndexedBatch[]> {
  const batches: IndexedBatch[] = []
  await store.visit({ names: ['BatchAnchored'], organisation: custodianOrg }, (event) => {
    batches.push({
      root: textOf(event, 'root'),
      size: numberOf(event, 'size'),
      anchoredAt: event.time,
    })
  })
  return batches
}

function enrolment(
  known: IndexedEnrolment | undefined,
  custodianOrg: string,
  patient: string,
  { name, time, seed }: ChainEvent,
): IndexedEnrolment {
  const { since, until, changes } = known ?? { since: 0, until: 0, changes: 0 }
  if (name === 'PatientEnrolled') return { custodianOrg, since: time, until: 0, changes }
  const isCurrent = since !== 0 && until === 0
  return { custodianOrg, since, until: isCurrent ? time : until, changes: draw(changes, seed, patient) }
}

function stateAfter(state: RecordState, event: ChainEvent): RecordState {
  switch (event.name) {
    case 'RecordAnchored':
      return { ...state, status: 'active', anchoredAt: event.time }
    case 'RecordRetired':
      return { ...state, status: statusOf(numberOf(event, 'status')), retiredAt: event.time }
    case 'RecordAmended':
      return { ...state, successor: textOf(event, 'successor') }
    default:
      return state
  }
}

const unknown = (recordId: string): RecordState => ({
  recordId,
  status: 'unknown',
  anchoredAt: 0,
  retiredAt: 0,
  successor: null,
})
