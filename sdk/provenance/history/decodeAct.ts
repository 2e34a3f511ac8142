import type { LogDescription, Result } from 'ethers'
import { IntegrityError } from '../../errors/index.ts'
import { expiryOfDay } from '../expiry.ts'
import { INVESTIGATION_VERDICTS } from '../investigations/verdicts.ts'
import { holdsOf, LIFECYCLES, TRANSFERS } from '../unit.ts'
import { type BatchAct, LOG_VERDICTS, type Place } from './step.ts'

/** The act that an event of the three contracts tells of; undefined for events that tell of no batch. */
export function decodeAct({ name, args }: LogDescription): BatchAct | undefined {
  return Object.hasOwn(DECODERS, name) ? DECODERS[name as keyof typeof DECODERS](args) : undefined
}

const placeOf = (args: Result): Place => ({ level: Number(args.level), position: Number(args.position) })

/** The name of an enumerated value. Solidity emits no other, so a node made another one up. */
function nameOf<T>(names: readonly T[], value: bigint): T {
  const name = names[Number(value)]
  if (name === undefined) throw impossible()
  return name
}

function holdOf(mask: bigint) {
  const [hold, another] = holdsOf(mask)
  if (hold === undefined || another !== undefined) throw impossible()
  return hold
}

const impossible = () =>
  new IntegrityError('CHAIN_LOG_INVALID', 'A node answered with an event that no contract emits.')

const DECODERS = {
  BatchCommissioned: ({ maker, root, depth, expiryDay }) => ({
    name: 'commissioned',
    maker,
    root,
    depth: Number(depth),
    expiry: expiryOfDay(Number(expiryDay)),
  }),
  BatchReleased: ({ account }) => ({ name: 'released', account }),
  ExpiryAmended: ({ previous, current }) => ({
    name: 'expiry-amended',
    previous: expiryOfDay(Number(previous)),
    current: expiryOfDay(Number(current)),
  }),
  BatchRecalled: ({ from, to, reason }) => ({ name: 'recalled', from: Number(from), to: Number(to), reason }),
  TransferProposed: (args) => ({
    name: 'transfer-proposed',
    ...placeOf(args),
    proposer: args.proposer,
    receiver: args.receiver,
    transfer: nameOf(TRANSFERS, args.transfer),
    isReturn: args.isReturn,
    expiresAt: Number(args.expiresAt),
  }),
  TransferAccepted: (args) => ({
    name: 'transfer-accepted',
    ...placeOf(args),
    giver: args.giver,
    receiver: args.receiver,
    transfer: nameOf(TRANSFERS, args.transfer),
    isReturn: args.isReturn,
  }),
  TransferEnded: (args) => ({
    name: 'transfer-ended',
    ...placeOf(args),
    organisation: args.organisation,
    transfer: nameOf(TRANSFERS, args.transfer),
  }),
  Disaggregated: (args) => ({
    name: 'disaggregated',
    ...placeOf(args),
    custodian: args.custodian,
    childLevel: Number(args.childLevel),
  }),
  Aggregated: (args) => ({ name: 'aggregated', ...placeOf(args), custodian: args.custodian }),
  LifecycleChanged: (args) => ({
    name: 'lifecycle-changed',
    ...placeOf(args),
    organisation: args.organisation,
    lifecycle: nameOf(LIFECYCLES, args.lifecycle),
    reason: args.reason,
  }),
  HoldPut: (args) => ({
    name: 'hold-put',
    ...placeOf(args),
    by: args.by,
    hold: holdOf(args.hold),
    reason: args.reason,
  }),
  HoldLifted: (args) => ({
    name: 'hold-lifted',
    ...placeOf(args),
    by: args.by,
    hold: holdOf(args.hold),
    reason: args.reason,
  }),
  PackDispensed: ({ dispenser, index, prescription }) => ({
    name: 'dispensed',
    dispenser,
    index: Number(index),
    prescription,
  }),
  DispenseUndone: ({ dispenser, index, isQuarantined }) => ({
    name: 'dispense-undone',
    dispenser,
    index: Number(index),
    isQuarantined,
  }),
  NodeAnchored: (args) => ({ name: 'node-anchored', ...placeOf(args), node: args.node }),
  InvestigationOpened: (args) => ({
    name: 'investigation-opened',
    ...placeOf(args),
    organisation: args.organisation,
    reason: args.reason,
  }),
  InvestigationDetermined: (args) => ({
    name: 'investigation-determined',
    ...placeOf(args),
    organisation: args.organisation,
    verdict: nameOf(INVESTIGATION_VERDICTS, args.verdict),
    reason: args.reason,
  }),
  IllegitimateNotified: (args) => ({
    name: 'illegitimate-notified',
    ...placeOf(args),
    organisation: args.organisation,
    notice: args.notice,
  }),
  ProfileAssigned: ({ profileId }) => ({ name: 'profile-assigned', profileId }),
  LogAnchored: (args) => ({
    name: 'log-anchored',
    ...placeOf(args),
    logId: args.logId,
    logger: args.logger,
    verdict: nameOf(LOG_VERDICTS, args.verdict),
    eventHash: args.eventHash,
  }),
  LogJudged: ({ logId, verdict }) => ({ name: 'log-judged', logId, verdict: nameOf(LOG_VERDICTS, verdict) }),
} satisfies Record<string, (args: Result) => BatchAct>
