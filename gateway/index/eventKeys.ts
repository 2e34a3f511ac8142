import type { ChainEvent } from './chainEvent.ts'

/** What an event can be found by. */
export interface EventKeys {
  readonly patient: string | null
  /** The record, request, standing request, episode, batch, log, order, policy, model version, configuration, account or identity it is about. */
  readonly subject: string | null
  readonly organisation: string | null
}

const SUBJECTS = [
  'recordId',
  'requestId',
  'episodeId',
  'standingId',
  'batchId',
  'logId',
  'orderId',
  'policyId',
  'version',
  'digest',
  'account',
  'identity',
] as const

/** The keys are arguments of the event itself, so that no event depends on another to be stored. */
export function keysOf({ args }: ChainEvent): EventKeys {
  const subject = SUBJECTS.find((name) => Object.hasOwn(args, name))
  return {
    patient: text(args.patient),
    subject: subject === undefined ? null : text(args[subject]),
    organisation: text(args.custodianOrg ?? args.organisation),
  }
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
