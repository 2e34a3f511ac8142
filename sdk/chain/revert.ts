import { Interface, isCallException, isError } from 'ethers'
import { DECISION_SENTENCES, decisionOf } from '../consent/decision.ts'
import { InvalidInputError, RefusedError, SalusError, UnavailableError } from '../errors/index.ts'
import { abis } from './contracts.ts'
import { DRUG_REFUSALS } from './drugRefusals.ts'
import { PLANNING_REFUSALS } from './planningRefusals.ts'
import { at, type Refusal, refusal } from './refusal.ts'

/** What each custom error of the contracts means to the person who caused it. */
const REFUSALS: Record<string, Refusal> = {
  ...DRUG_REFUSALS,
  ...PLANNING_REFUSALS,
  ConsentMissing: refusal(
    'CONSENT_MISSING',
    (a) => `${at(a, 1)} ${DECISION_SENTENCES[decisionOf(a[2] as bigint)]}.`,
  ),
  GenerationChanged: refusal(
    'CONSENT_MISSING',
    () => 'The patient revoked every consent after this request was made.',
  ),
  NotController: refusal('NOT_CONTROLLER', (a) => `${at(a, 1)} does not act for the patient ${at(a, 0)}.`),
  InvalidGrantee: refusal(
    'CONSENT_TERMS_INVALID',
    (a) => `${at(a, 0)} cannot be given consent by this patient.`,
  ),
  InvalidCategories: refusal('CONSENT_TERMS_INVALID', () => 'Name at least one known category of records.'),
  InvalidPurposes: refusal('CONSENT_TERMS_INVALID', () => 'Name at least one known purpose.'),
  InvalidPeriod: refusal('CONSENT_TERMS_INVALID', () => 'The period is empty or already over.'),
  StaleGrant: refusal(
    'SIGNATURE_STALE',
    () => 'This signed grant was overtaken by a later change or revocation. Sign a new one.',
  ),
  UnexpectedCount: refusal('SIGNATURE_STALE', () => 'This signed restriction names a state not yet reached.'),
  StaleEnrolment: refusal('SIGNATURE_STALE', () => 'This signed act was overtaken. Sign a new one.'),
  StaleAppointment: refusal(
    'SIGNATURE_STALE',
    () => 'This signed appointment was overtaken. Sign a new one.',
  ),
  StaleChoice: refusal('SIGNATURE_STALE', () => 'This signed choice was overtaken. Sign a new one.'),
  DeniedByPatient: refusal(
    'CONSENT_TERMS_INVALID',
    (a) => `The patient denies ${at(a, 1)}; only the patient lifts that.`,
  ),
  OutlivesMandate: refusal(
    'CONSENT_TERMS_INVALID',
    () => 'A guardian can grant nothing that lasts longer than the mandate.',
  ),
  NotResponder: refusal('NOT_ACCREDITED', (a) => `${at(a, 0)} is not an accredited responder.`),
  NotReviewer: refusal(
    'NOT_ACCREDITED',
    (a) => `${at(a, 0)} is not accredited to review the episodes of another organisation.`,
  ),
  InvalidGuardian: refusal(
    'GUARDIANSHIP_REFUSED',
    (a) => `${at(a, 0)} cannot be a guardian of this patient.`,
  ),
  InvalidMandate: refusal('GUARDIANSHIP_REFUSED', () => 'The mandate is over, or longer than two years.'),
  AlreadyGuardian: refusal('GUARDIANSHIP_REFUSED', () => 'This guardian has a mandate already.'),
  InvalidController: refusal('GUARDIANSHIP_REFUSED', (a) => `${at(a, 0)} cannot be the new controller.`),
  NothingProposed: refusal('GUARDIANSHIP_REFUSED', () => 'Nothing of this kind is proposed, or it lapsed.'),
  SameOrganisation: refusal(
    'GUARDIANSHIP_REFUSED',
    () => 'The second party must be another account, of an organisation that the first was never of.',
  ),
  RecoveryUnderWay: refusal('GUARDIANSHIP_REFUSED', () => 'A recovery is confirmed and under way.'),
  RecoveryNotReady: refusal(
    'GUARDIANSHIP_REFUSED',
    () => 'The recovery is not confirmed, or its delay runs.',
  ),
  NotAccredited: refusal('NOT_ACCREDITED', (a) => `${at(a, 0)} is not an accredited custodian or clinician.`),
  LimitReached: refusal('EMERGENCY_REFUSED', (a) => `${at(a, 0)} has broken the glass too often of late.`),
  ReviewOverdue: refusal('EMERGENCY_REFUSED', (a) => `The review of the episode ${at(a, 0)} is overdue.`),
  SignatureExpired: refusal(
    'SIGNATURE_EXPIRED',
    () => 'The deadline of this signature has passed. Sign again.',
  ),
  InvalidSignature: refusal(
    'SIGNATURE_INVALID',
    (a) => `This is not a signature of ${at(a, 0)} over this content, chain and contract.`,
  ),
  NotCustodian: refusal(
    'NOT_ACCREDITED',
    (a) => `${at(a, 0)} is not an accredited custodian of the organisation.`,
  ),
  NotClinician: refusal('NOT_ACCREDITED', (a) => `${at(a, 0)} is not an accredited clinician.`),
  SignerNotAccredited: refusal('NOT_ACCREDITED', (a) => `${at(a, 0)} is not an accredited oracle.`),
  NotAuthority: refusal('NOT_AUTHORITY', (a) => `${at(a, 0)} is not the authority of this deployment.`),
  OwnableUnauthorizedAccount: refusal('NOT_AUTHORITY', (a) => `${at(a, 0)} is not the authority.`),
  NotEnrolled: refusal('NOT_ENROLLED', (a) => `The patient ${at(a, 0)} is not enrolled with ${at(a, 1)}.`),
  AlreadyAnchored: refusal('ALREADY_ANCHORED', (a) => `The record or log ${at(a, 0)} is anchored already.`),
  NotAnchored: refusal('RECORD_NOT_ANCHORED', (a) => `There is no anchor of the record ${at(a, 0)}.`),
  NotActive: refusal('RECORD_NOT_ACTIVE', (a) => `The record ${at(a, 0)} was retired.`),
  ModelNotApproved: refusal(
    'MODEL_NOT_APPROVED',
    (a) => `The model version ${at(a, 0)} is not approved for this purpose now.`,
  ),
  AlreadyRequested: refusal('ALREADY_REQUESTED', (a) => `The request ${at(a, 0)} exists already.`),
  AlreadyReported: refusal(
    'ALREADY_REPORTED',
    (a) => `Another report of the request ${at(a, 0)} has landed.`,
  ),
  AlreadyAttested: refusal('ALREADY_ATTESTED', (a) => `${at(a, 1)} has attested to this report already.`),
  NotAttested: refusal('NOT_ACCREDITED', (a) => `${at(a, 1)} has not attested to this report.`),
  ImpressionMissing: refusal(
    'IMPRESSION_MISSING',
    () => 'No impression was recorded before the score, so the requester cannot attest. A colleague can.',
  ),
  RequestExpired: refusal(
    'REQUEST_EXPIRED',
    (a) => `No report of the request ${at(a, 0)} landed within its lifetime. Ask again.`,
  ),
  TooFewReviewed: refusal(
    'AGREEMENT_INVALID',
    (a) => `Counts are published of at least ${at(a, 1)} reviewed reports: fewer could point to a person.`,
  ),
  InconsistentAgreement: refusal(
    'AGREEMENT_INVALID',
    () => 'More reports are overridden, or have an outcome, than were reviewed.',
  ),
  InvalidAgreementPeriod: refusal(
    'AGREEMENT_INVALID',
    () => 'The period is empty, not over, or starts before the last published one ended.',
  ),
  StaleApproval: refusal('SIGNATURE_STALE', () => 'This signed approval was overtaken. Sign a new one.'),
  InvalidHeartbeat: refusal('CONSENT_TERMS_INVALID', (a) => `A heartbeat is at least ${at(a, 1)} seconds.`),
  NotApproved: refusal(
    'MONITORING_REFUSED',
    (a) => `The patient has not approved the monitoring ${at(a, 0)}.`,
  ),
  StandingEnded: refusal('MONITORING_REFUSED', (a) => `The monitoring ${at(a, 0)} was ended.`),
  OutsidePeriod: refusal(
    'MONITORING_REFUSED',
    (a) => `Now is outside the period of the monitoring ${at(a, 0)}.`,
  ),
  AlreadyRaised: refusal('ALREADY_REPORTED', (a) => `Another report of the alert ${at(a, 0)} has landed.`),
  UnknownAlert: refusal('MONITORING_REFUSED', (a) => `There is no alert ${at(a, 0)}.`),
  NothingToEscalate: refusal(
    'MONITORING_REFUSED',
    (a) => `The alert ${at(a, 0)} is not critical, or is acknowledged.`,
  ),
  EscalationNotDue: refusal(
    'MONITORING_REFUSED',
    (a) => `The alert ${at(a, 0)} is not due to be escalated yet.`,
  ),
  StillOn: refusal('MONITORING_REFUSED', (a) => `The monitoring ${at(a, 0)} is on.`),
  UnexpectedSequence: refusal(
    'SEQUENCE_STALE',
    () => 'Another period of disclosures was anchored meanwhile.',
  ),
  ConfigurationMismatch: refusal(
    'COMMITTEE_CHANGED',
    () => 'The report is signed under another committee configuration than the current one.',
  ),
  NotSigner: refusal('QUORUM_INVALID', (a) => `${at(a, 0)} is not a signer of the current committee.`),
  SignersNotIncreasing: refusal('QUORUM_INVALID', () => 'Signatures must be of different signers, in order.'),
  InvalidSignaturesLength: refusal('QUORUM_INVALID', () => 'The report does not carry exactly a quorum.'),
  MalformedSignature: refusal('QUORUM_INVALID', () => 'One of the signatures of the report is malformed.'),
}

const interfaces = Object.values(abis).map((abi) => Interface.from(abi))

/** Turns whatever a contract call threw into a typed error with one clear sentence. */
export function chainError(error: unknown): SalusError {
  if (error instanceof SalusError) return error
  const data = revertData(error)
  if (data !== undefined) {
    for (const contract of interfaces) {
      const parsed = data === '0x' ? null : contract.parseError(data)
      if (!parsed) continue
      const known = REFUSALS[parsed.name]
      const sentence = known
        ? known.sentence(parsed.args)
        : `The contract refused: ${parsed.name}(${parsed.args.map(String).join(', ')}).`
      return new RefusedError(known?.code ?? 'CHAIN_REFUSED', sentence, { cause: error })
    }
    return new RefusedError('CHAIN_REFUSED', 'The contract refused this call without a reason it names.', {
      cause: error,
    })
  }
  if (isError(error, 'INSUFFICIENT_FUNDS') || /enough funds|insufficient funds/i.test(nodeMessage(error))) {
    return new RefusedError('FUNDS_MISSING', 'The account has too little ether to pay for the transaction.', {
      cause: error,
    })
  }
  // The node answered, with nothing: no contract is there. Asking again does not mend that.
  if (isError(error, 'BAD_DATA')) {
    return new InvalidInputError(
      'CHAIN_MISMATCH',
      'The chain does not hold the contracts of this deployment at this block. Check the node, or deploy again.',
      { cause: error },
    )
  }
  if (isError(error, 'INVALID_ARGUMENT') || isError(error, 'NUMERIC_FAULT')) {
    return new InvalidInputError('MESSAGE_INVALID', 'A value does not fit what the contract takes.', {
      cause: error,
    })
  }
  if (isError(error, 'NONCE_EXPIRED') || isError(error, 'REPLACEMENT_UNDERPRICED')) {
    return new UnavailableError(
      'CHAIN_UNAVAILABLE',
      'Another transaction of this account was sent at the same time. Try again.',
      { cause: error },
    )
  }
  return new UnavailableError(
    'CHAIN_UNAVAILABLE',
    'The chain did not answer. Check that the node is running and that its URL is right.',
    { cause: error },
  )
}

/**
 * Words of a node that ran the call. Without them an answer without revert data, such as 'limit exceeded', says nothing
 * about the call, though ethers reports every error of eth_call and eth_estimateGas as a failed call.
 */
const EXECUTION = /revert|execut|opcode|out of gas|VM Exception/i
/** A node that gave up on a call in the midst of it, for one geth: 'execution aborted (timeout = 5s)'. */
const GIVEN_UP = /timeout|timed out|deadline exceeded/i

function wasRun(error: unknown): boolean {
  if (!isCallException(error)) return false
  const said = isObject(error.info) && isObject(error.info.error) ? error.info.error.message : undefined
  return typeof said !== 'string' || (EXECUTION.test(said) && !GIVEN_UP.test(said))
}

/** Finds revert data as ethers, the in-process provider and JSON-RPC nodes report it, or undefined. */
function revertData(error: unknown): string | undefined {
  for (let current: unknown = error, depth = 0; isObject(current) && depth < 6; depth++) {
    const data = isObject(current.data) ? current.data.data : current.data
    if (typeof data === 'string' && /^0x[0-9a-f]*$/i.test(data)) return data
    const next: unknown = current.info ?? current.error ?? current.cause
    current = next
  }
  return wasRun(error) ? '0x' : undefined
}

/** What the node itself said of an error that it gives no code of its own, or nothing. */
function nodeMessage(error: unknown): string {
  const inner = isObject(error) ? (error.error ?? error.cause) : undefined
  return isObject(inner) && typeof inner.message === 'string' ? inner.message : ''
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
