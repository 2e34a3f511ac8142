import type { Contracts } from '../chain/contracts.ts'
import type { BlockHeader } from '../chain/latestBlock.ts'
import { latestHeader } from '../chain/latestBlock.ts'
import { read } from '../chain/send.ts'
import { canonicalJson } from '../crypto/canonicalJson.ts'
import { FinalError, UnavailableError } from '../errors/index.ts'
import { expiryOfDay } from './expiry.ts'
import type { ScannedPack } from './packIdentity.ts'
import { isProven } from './packProof.ts'
import { readCommissioning } from './readCommissioning.ts'
import { type PackOnChain, readPackState } from './readPackState.ts'
import { verdictOf } from './verdict.ts'
import {
  type VerificationAnswer,
  type VerificationData,
  type VerificationEvidence,
  verificationAnswerSchema,
} from './verificationMessage.ts'

/** What is checked of an answer, in this order. */
export const VERIFICATION_CHECKS = [
  'answer',
  'evidence',
  'deployment',
  'identity',
  'pack',
  'block',
  'batch',
  'expiry',
  'state',
  'verdict',
  'present',
] as const
export type VerificationCheckName = (typeof VERIFICATION_CHECKS)[number]

/** One claim of an answer, and whether the chain bears it out. */
export interface VerificationCheck {
  readonly name: VerificationCheckName
  readonly ok: boolean
  /** What was found, for a person. Names no serial number. */
  readonly detail: string
}

export interface CheckOptions {
  /** As it was sent with the request. */
  readonly corrUUID?: string
  /** Organisations that may make the product, where the caller knows them: any accredited maker can name any GTIN. */
  readonly makers?: readonly string[]
  /** Seconds that the block of an answer may lie behind the latest one. Default 600. */
  readonly maximumAge?: number
}

/**
 * Checks an answer of a verifier whom nobody need trust, against the chain alone. Where all checks are ok and `verified` is
 * true, the pack is one that the batch's maker commissioned, and nothing speaks against it now. That GTIN and serial number
 * match nothing is the verifier's word: nobody can prove that a pack does not exist. Whether the maker of the batch may make
 * this product is not on the chain: `batch` names the maker, and fails where `makers` does not have it.
 *
 * @throws UnavailableError where the chain does not answer
 */
export async function checkVerification(
  contracts: Contracts,
  request: ScannedPack,
  answer: VerificationAnswer,
  options: CheckOptions = {},
): Promise<VerificationCheck[]> {
  const parsed = verificationAnswerSchema.safeParse(answer)
  if (!parsed.success) return [{ name: 'answer', ok: false, detail: 'malformed' }]
  const { evidence, data, corrUUID } = parsed.data
  const form = checkCorrelation(corrUUID, options)
  if (!form.ok) return [form]
  if (!evidence) return [form, checkAbsence(data)]
  const checks = [
    form,
    checkDeployment(contracts, evidence),
    checkIdentity(request, evidence),
    checkPack(evidence),
  ]
  // Against another chain or contract nothing else means anything.
  if (!checks[1]?.ok) return checks
  return [...checks, ...(await checkChain(contracts, request, { evidence, data }, options))]
}

/** Whether all checks are ok. */
export const isBorneOut = (checks: readonly VerificationCheck[]): boolean => checks.every(({ ok }) => ok)

type Check = (isOk: boolean, good: string, bad: string) => VerificationCheck

const check =
  (name: VerificationCheckName): Check =>
  (ok, good, bad) => ({ name, ok, detail: ok ? good : bad })

function checkCorrelation(given: string | undefined, { corrUUID }: CheckOptions): VerificationCheck {
  const isOurs = corrUUID === undefined || given?.toLowerCase() === corrUUID.toLowerCase()
  return check('answer')(isOurs, 'well formed', 'to another request')
}

/** Only that there is no such pack needs no evidence. */
function checkAbsence({ verified, verificationFailureReason }: VerificationData): VerificationCheck {
  const isAbsent = !verified && verificationFailureReason === 'No_match_GTIN_Serial'
  return check('evidence')(
    isAbsent,
    'none: the verifier knows no such pack',
    'none, though the pack is said to be known',
  )
}

function checkDeployment(
  { chainId, deployment }: Contracts,
  evidence: VerificationEvidence,
): VerificationCheck {
  const isHere =
    BigInt(evidence.chainId) === chainId && evidence.contract === deployment.contracts.drugProvenance
  return check('deployment')(isHere, `chain ${chainId}`, 'of another chain or contract')
}

function checkIdentity(request: ScannedPack, { identity }: VerificationEvidence): VerificationCheck {
  const isAsked = identity.gtin === request.gtin && identity.serial === request.serial
  return check('identity')(isAsked, 'of the pack that was asked for', 'of another pack')
}

function checkPack(evidence: VerificationEvidence): VerificationCheck {
  const good = `the proof leads from pack ${evidence.index} to the root`
  return check('pack')(isProven(evidence), good, 'the proof does not lead from this pack to the root')
}

interface Claim {
  readonly evidence: VerificationEvidence
  readonly data: VerificationData
}

async function checkChain(
  contracts: Contracts,
  request: ScannedPack,
  { evidence, data }: Claim,
  { maximumAge = 600, makers }: CheckOptions,
): Promise<VerificationCheck[]> {
  const latest = await latestHeader(contracts)
  const block = await blockOf(contracts, evidence.block.number)
  const isCanonical = block !== undefined && block.hash === evidence.block.hash
  const isFresh = block !== undefined && latest.timestamp - block.timestamp <= maximumAge
  const blockCheck = check('block')(
    isCanonical && isFresh,
    `block ${evidence.block.number}`,
    isCanonical
      ? `block ${evidence.block.number} is too old`
      : `block ${evidence.block.number} is not of this chain`,
  )
  if (!isCanonical) return [blockCheck]
  const { batchId, index } = evidence
  const [then, now, commissioning] = await Promise.all([
    orAbsent(readPackState(contracts, batchId, index, block)),
    orAbsent(readPackState(contracts, batchId, index, latest)),
    orAbsent(readCommissioning(contracts, batchId)),
  ])
  if (!then || !now || !commissioning) {
    return [blockCheck, check('batch')(false, '', 'the chain holds no such batch, or no such pack in it')]
  }
  const printedExpiry = expiryOfDay(commissioning.day)
  const verdictAt = ({ batch, state }: PackOnChain) =>
    verdictOf(request, { lot: evidence.identity.lot, printedExpiry, expiry: batch.expiry, state })
  const isRoot = then.batch.root === evidence.root && then.batch.depth === evidence.depth
  const isMaker = makers?.includes(commissioning.maker) ?? true
  return [
    blockCheck,
    check('batch')(
      isRoot && isMaker,
      `commissioned by ${commissioning.maker}`,
      isRoot
        ? `commissioned by ${commissioning.maker}, not a maker of this product`
        : 'of another root than the chain holds',
    ),
    check('expiry')(
      then.batch.expiry === evidence.expiry,
      `last day of use ${evidence.expiry}`,
      `the chain has ${then.batch.expiry} as the last day of use`,
    ),
    check('state')(
      isSame(then.state, evidence.state),
      describe(then),
      `the chain has it as ${describe(then)}`,
    ),
    check('verdict')(
      isSame(verdictAt(then), data),
      'follows from the state',
      'does not follow from the state',
    ),
    check('present')(
      isSame(verdictAt(now), data),
      `still so in block ${latest.number}`,
      `no more so in block ${latest.number}: now it is ${describe(now)}`,
    ),
  ]
}

async function blockOf({ runner }: Contracts, number: number): Promise<BlockHeader | undefined> {
  if (!runner.provider)
    throw new UnavailableError('CHAIN_UNAVAILABLE', 'The contracts are connected to no node.')
  const block = await read(runner.provider.getBlock(number))
  return block?.hash ? { number: block.number, hash: block.hash, timestamp: block.timestamp } : undefined
}

/** What the chain answers, or undefined where it holds no such thing. @throws UnavailableError */
async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof FinalError && error.code !== 'CHAIN_LOG_INVALID') return undefined
    throw error
  }
}

function describe({ state }: PackOnChain): string {
  const { lifecycle, holds, dispensedAt, isExpired } = state
  return [
    lifecycle,
    ...holds,
    ...(isExpired ? ['expired'] : []),
    ...(dispensedAt > 1 ? ['dispensed'] : []),
    ...(dispensedAt === 1 ? ['back under a hold'] : []),
  ].join(', ')
}

/** Whether two plain values say the same, whatever the order of their members. */
function isSame(one: object, other: object): boolean {
  const text = (value: object) => new TextDecoder().decode(canonicalJson(value))
  return text(one) === text(other)
}
