import { toBeHex } from 'ethers'
import { IntegrityError } from '../../sdk/errors/index.ts'
import type { EventBlock } from './chainEvent.ts'

/** A log as a node gives it, each member in the form of the Ethereum JSON-RPC specification. */
export interface RawLog {
  /** In any case of letters. */
  readonly address: string
  readonly topics: readonly string[]
  /** A whole number of bytes. */
  readonly data: string
  readonly blockNumber: number
  readonly blockHash: string
  readonly transactionHash: string
  readonly logIndex: number
  readonly isRemoved: boolean
}

/** A block header, as far as the index needs it. */
export interface Header extends EventBlock {
  readonly parentHash: string
}

/** @throws IntegrityError CHAIN_LOG_INVALID */
export function parseLogs(answer: unknown): RawLog[] {
  if (!Array.isArray(answer)) throw malformed('logs')
  return answer.map(parseLog)
}

function parseLog(answer: unknown): RawLog {
  const { address, topics, data, blockNumber, blockHash, transactionHash, logIndex, removed } =
    objectOf(answer)
  if (!isText(address, /^0x[0-9a-fA-F]{40}$/)) throw malformed('address of a log')
  if (!Array.isArray(topics) || !topics.every(isHash)) throw malformed('topics of a log')
  if (!isText(data, /^0x[0-9a-f]*$/) || data.length % 2 !== 0) throw malformed('data of a log')
  return {
    address,
    topics,
    data,
    blockNumber: quantity(blockNumber, 'block number of a log'),
    blockHash: hash(blockHash, 'block hash of a log'),
    transactionHash: hash(transactionHash, 'transaction hash of a log'),
    logIndex: quantity(logIndex, 'index of a log'),
    isRemoved: removed === true,
  }
}

/** Undefined where the node has no such block. @throws IntegrityError CHAIN_LOG_INVALID */
export function parseHeader(answer: unknown): Header | undefined {
  if (answer === null) return undefined
  const { number, hash: own, parentHash: parent, timestamp, mixHash } = objectOf(answer)
  const parentHash = hash(parent, 'parent of a block')
  // EIP-4399: since the Merge, PREVRANDAO stands in the place of the mix hash.
  const seed = BigInt(parentHash) ^ BigInt(hash(mixHash, 'mixHash of a block'))
  return {
    number: quantity(number, 'number of a block'),
    hash: hash(own, 'hash of a block'),
    parentHash,
    time: quantity(timestamp, 'time of a block'),
    seed: toBeHex(seed, 32),
  }
}

/** @throws IntegrityError CHAIN_LOG_INVALID */
export const parseNumber = (answer: unknown): number => quantity(answer, 'number of the latest block')

const isText = (value: unknown, form: RegExp): value is string =>
  typeof value === 'string' && form.test(value)

const isHash = (value: unknown): value is string => isText(value, /^0x[0-9a-f]{64}$/)

const hash = (value: unknown, what: string): string => {
  if (!isHash(value)) throw malformed(what)
  return value
}

function quantity(value: unknown, what: string): number {
  const number = isText(value, /^0x[0-9a-f]{1,14}$/) ? Number(value) : Number.NaN
  if (!Number.isSafeInteger(number)) throw malformed(what)
  return number
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw malformed('a block or a log')
  return value as Record<string, unknown>
}

const malformed = (what: string) =>
  new IntegrityError('CHAIN_LOG_INVALID', `The node answered with a malformed ${what}. Check the node.`)
