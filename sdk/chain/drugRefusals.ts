import { at, type Refusal, refusal } from './refusal.ts'

/** In the order of `Transitions.Act`. */
const ACTS = [
  'released',
  'transferred',
  'returned',
  'put on sale again',
  'dispensed from',
  'taken back into',
  'destroyed',
  'reported as stolen',
  'taken as a sample',
  'disaggregated',
  'aggregated',
  'put on hold or released from it',
]
const LIFECYCLE_WORDS = [
  'unknown',
  'not released',
  'available',
  'returned',
  'destroyed',
  'stolen',
  'a sample',
]
const HOLD_WORDS = ['quarantined', 'suspect', 'illegitimate', 'recalled']

/** Why the table of transitions says no: names the state, of which one part is the reason. */
function notAllowed([act, lifecycle, holds, isExpired]: readonly unknown[]): string {
  const state = [
    LIFECYCLE_WORDS[Number(lifecycle)] ?? 'unknown',
    ...HOLD_WORDS.filter((_, bit) => (Number(holds) & (1 << bit)) !== 0),
    ...(isExpired === true ? ['expired'] : []),
  ]
  return `The unit is ${state.join(', ')}, so it cannot be ${ACTS[Number(act)] ?? 'changed so'}.`
}

const day = (value: unknown) => new Date(Number(value) * 86_400_000).toISOString().slice(0, 10)
const second = (value: unknown) => new Date(Number(value) * 1000).toISOString()

/** The custom errors of DrugProvenance, PackRegistry, Investigations and ColdChain. */
export const DRUG_REFUSALS: Record<string, Refusal> = {
  AlreadyCommissioned: refusal('BATCH_EXISTS', (a) => `The batch ${at(a, 0)} was commissioned already.`),
  UnknownBatch: refusal('BATCH_NOT_FOUND', (a) => `The chain holds no batch ${at(a, 0)}.`),
  InvalidDepth: refusal('BATCH_TERMS_INVALID', () => 'A batch has at most 2^24 packs.'),
  InvalidExpiry: refusal(
    'BATCH_TERMS_INVALID',
    (a) => `The last day of use, ${day(a[0])}, has passed already: today is ${day(a[1])}.`,
  ),
  InvalidRange: refusal(
    'BATCH_TERMS_INVALID',
    (a) =>
      `The indices ${at(a, 0)} to ${at(a, 1)} are empty or outside of the batch, or it has been recalled in too many ranges: recall all of it.`,
  ),
  InvalidLevel: refusal(
    'BATCH_TERMS_INVALID',
    (a) => `A unit of level ${at(a, 0)} cannot be made of parts of level ${at(a, 1)}, or of more than 256.`,
  ),
  InvalidDeadline: refusal(
    'BATCH_TERMS_INVALID',
    (a) => `A proposal cannot be open until ${second(a[0])}: only until a time to come, within 90 days.`,
  ),
  InvalidReceiver: refusal('BATCH_TERMS_INVALID', (a) => `${at(a, 0)} cannot receive this unit.`),
  NotEntitled: refusal(
    'NOT_ENTITLED',
    (a) => `${at(a, 0)} does not act for ${at(a, 1)} in a role that may do this.`,
  ),
  RoleMissing: refusal(
    'NOT_ACCREDITED',
    (a) => `${at(a, 0)} holds no accreditation in a role that may do this.`,
  ),
  NotUnit: refusal(
    'UNIT_NOT_CURRENT',
    (a) =>
      `There is no unit ${at(a, 0)}/${at(a, 1)}/${at(a, 2)} now: its parts or a greater one are the units.`,
  ),
  NotInUnit: refusal('UNIT_NOT_CURRENT', (a) => `The pack ${at(a, 0)} is not in this unit.`),
  NotPart: refusal(
    'UNIT_NOT_CURRENT',
    (a) => `There is no part of level ${at(a, 0)} and position ${at(a, 1)} in what was logged.`,
  ),
  UnitDivided: refusal(
    'UNIT_NOT_CURRENT',
    (a) => `The unit of level ${at(a, 0)} and position ${at(a, 1)} is divided: name one of its parts.`,
  ),
  NotAllowed: refusal('UNIT_STATE_REFUSED', notAllowed),
  PartDiffers: refusal(
    'UNIT_STATE_REFUSED',
    (a) => `The part at position ${at(a, 0)} is not like the first one, so the parts are no one unit.`,
  ),
  ReasonMissing: refusal('BATCH_TERMS_INVALID', () => 'A release from quarantine needs a reason.'),
  HoldMissing: refusal('UNIT_STATE_REFUSED', () => 'The unit is not under this hold.'),
  AlreadyHeld: refusal('UNIT_STATE_REFUSED', () => 'The unit is suspect or illegitimate already.'),
  NotDispensed: refusal('UNIT_STATE_REFUSED', (a) => `The pack ${at(a, 1)} is not dispensed.`),
  UndoOver: refusal(
    'UNIT_STATE_REFUSED',
    () => 'The time to undo is over, or the unit was not kept by this dispenser all the while.',
  ),
  NotIndependent: refusal(
    'NOT_ENTITLED',
    (a) =>
      `${at(a, 0)} keeps or owns this unit or kept it when it was quarantined; only another organisation releases it.`,
  ),
  NotTrusted: refusal(
    'NOT_ENTITLED',
    (a) => `${at(a, 0)} is no contract of this deployment that puts or lifts such holds.`,
  ),
  ProposalOpen: refusal('TRANSFER_REFUSED', (a) => `Another proposal is open until ${second(a[0])}.`),
  NoProposal: refusal(
    'TRANSFER_REFUSED',
    (a) => `There is no such proposal for the unit ${at(a, 0)}/${at(a, 1)}/${at(a, 2)}, or it has expired.`,
  ),
  NotConsignee: refusal(
    'TRANSFER_REFUSED',
    (a) =>
      `${at(a, 0)} is no carrier, not the owner, and the owner offers it nothing: custody cannot go there.`,
  ),
  OwnedElsewhere: refusal(
    'TRANSFER_REFUSED',
    (a) => `The unit is owned by ${at(a, 0)}: who only keeps it cannot do this.`,
  ),
  AlreadyDispensed: refusal('ALREADY_DISPENSED', (a) =>
    Number(a[2]) === 1
      ? `The pack ${at(a, 1)} came back under a hold and can never be dispensed again.`
      : `The pack ${at(a, 1)} was dispensed already, at ${second(a[2])}.`,
  ),
  PrescriptionFilled: refusal('PRESCRIPTION_REFUSED', () => 'The prescription was filled already.'),
  PrescriptionMismatch: refusal(
    'PRESCRIPTION_REFUSED',
    () => 'The prescription was not filled with this pack.',
  ),
  InvalidPack: refusal(
    'PACK_REFUSED',
    (a) => `The proof does not show that the pack ${at(a, 1)} is one of its batch.`,
  ),
  InvalidNode: refusal('PACK_REFUSED', () => 'The proof does not show that the node is one of its batch.'),
  InvalidClocks: refusal(
    'INVESTIGATION_REFUSED',
    () => 'Clocks are of manufacturers, distributors and dispensers, and at least a second.',
  ),
  NoInvestigation: refusal(
    'INVESTIGATION_REFUSED',
    (a) => `There is no investigation of ${at(a, 0)}/${at(a, 1)}/${at(a, 2)} that this could be said of.`,
  ),
  InvalidVerdict: refusal('INVESTIGATION_REFUSED', () => 'A verdict is cleared or illegitimate.'),
  LoggerTaken: refusal('COLD_CHAIN_REFUSED', (a) => `The logger ${at(a, 0)} belongs to ${at(a, 1)}.`),
  LoggerNotRegistered: refusal(
    'COLD_CHAIN_REFUSED',
    (a) =>
      `The logger ${at(a, 0)} is not registered for this organisation, or was not registered any more at its last reading.`,
  ),
  LoggerNotAttached: refusal('COLD_CHAIN_REFUSED', (a) =>
    Number(a[1]) === 0
      ? `The logger ${at(a, 0)} was not attached to a unit with these packs: see salus coldchain logger attach.`
      : `The logger ${at(a, 0)} was attached at ${second(a[1])}: leave out what it read before.`,
  ),
  ProfileMismatch: refusal(
    'COLD_CHAIN_REFUSED',
    () =>
      'This profile was not the one of the batch at the first reading, or it was chosen before and cannot be again.',
  ),
  Inconsistent: refusal('COLD_CHAIN_REFUSED', () => 'The limits or the figures contradict each other.'),
  UnknownLog: refusal('COLD_CHAIN_REFUSED', (a) => `There is no log ${at(a, 0)}.`),
  NothingToHold: refusal(
    'COLD_CHAIN_REFUSED',
    (a) => `The log ${at(a, 0)} is a pass, or has held this before: nothing is to be held.`,
  ),
}
