import type { Contracts } from '../chain/contracts.ts'
import { type BlockHeader, latestHeader } from '../chain/latestBlock.ts'
import { read } from '../chain/send.ts'
import { canonicalJson } from '../crypto/canonicalJson.ts'
import { FinalError, UnavailableError } from '../errors/index.ts'
import { expiryOfDay } from './expiry.ts'
import type { ScannedPack } from './packIdentity.ts'
import { printedExpiries } from './printedExpiries.ts'
import { readCommissioning } from './readCommissioning.ts'
import { type PackOnChain, readPackState } from './readPackState.ts'
import { verdictOf } from './verdict.ts'
import { check, type VerificationCheck } from './verificationCheck.ts'
import type { VerificationData, VerificationEvidence } from './verificationMessage.ts'

/** What an answer says. */
interface Claim {
  readonly evidence: VerificationEvidence
  readonly data: VerificationData
}

/**
 * Holds what an answer says of a batch and a pack against the chain, as of the answer's block and as of now.
 * @param makers organisations that may make the product, where the caller knows them
 * @throws UnavailableError
 */
export async function checkAgainstChain(
  contracts: Contracts,
  request: ScannedPack,
  { evidence, data }: Claim,
  makers?: readonly string[],
): Promise<VerificationCheck[]> {
  const latest = await latestHeader(contracts)
  const { batchId, index } = evidence
  const block = await blockOf(contracts, evidence.block.number)
  const isCanonical = block !== undefined && block.hash === evidence.block.hash
  const blockCheck = check('block')(
    isCanonical,
    `block ${evidence.block.number}`,
    `block ${evidence.block.number} is not of this chain`,
  )
  if (!isCanonical) return [blockCheck]
  const [then, now, commissioning] = await Promise.all([
    orAbsent(readPackState(contracts, batchId, index, block)),
    orAbsent(readPackState(contracts, batchId, index, latest)),
    orAbsent(readCommissioning(contracts, batchId)),
  ])
  if (!then || !now || !commissioning) {
    return [blockCheck, check('batch')(false, '', 'the chain holds no such batch, or no such pack in it')]
  }
  const commissioned = expiryOfDay(commissioning.day)
  const verdictAt = async ({ batch, state }: PackOnChain, { number: blockNumber }: BlockHeader) => {
    const { expiry } = batch
    const question = { batchId, commissioned, current: expiry, scanned: request.expiry, blockNumber }
    const printed = await printedExpiries(contracts, question)
    return verdictOf(request, { lot: evidence.identity.lot, printedExpiries: printed, expiry, state })
  }
  const [verdictThen, verdictNow] = await Promise.all([verdictAt(then, block), verdictAt(now, latest)])
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
      `last day of use ${evidence.expiry}${changeOf(request.expiry ?? commissioned, evidence.expiry)}`,
      `the chain has ${then.batch.expiry} as the last day of use`,
    ),
    check('state')(
      isSame(then.state, evidence.state),
      describe(then),
      `the chain has it as ${describe(then)}`,
    ),
    check('verdict')(isSame(verdictThen, data), 'follows from the state', 'does not follow from the state'),
    check('present')(
      isSame(verdictNow, data) && isSame(lasting(now), lasting(then)),
      `still so in block ${latest.number}`,
      `it changed since: in block ${latest.number} it is ${describe(now)}, with ${now.batch.expiry} as the last day of use`,
    ),
  ]
}

/** What the maker did to the day that a pack bears. */
function changeOf(printed: string, expiry: string): string {
  if (printed === expiry) return ''
  return `, ${printed < expiry ? 'extended' : 'shortened'} by its maker from ${printed}`
}

/** What an answer tells of a pack besides the verdict. The unit that it lies in may be split or joined meanwhile. */
function lasting({ batch, state }: PackOnChain) {
  const { unit: _, ...rest } = state
  return { expiry: batch.expiry, ...rest }
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
