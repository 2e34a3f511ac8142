/** States of a record, in the order of `IRecordRegistry.Status`. */
export const STATUSES = ['unknown', 'active', 'amended', 'entered-in-error', 'erased'] as const

export type RecordStatus = (typeof STATUSES)[number]

/** How a custodian retires a record. */
export type Retirement = Extract<RecordStatus, 'entered-in-error' | 'erased'>

export const statusOf = (number: number | bigint): RecordStatus => STATUSES[Number(number)] ?? 'unknown'
