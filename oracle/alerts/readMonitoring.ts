import type { Contracts } from '../../sdk/chain/contracts.ts'
import { read } from '../../sdk/chain/send.ts'
import { categoryOf } from '../../sdk/consent/vocabulary.ts'
import { mapInOrder } from '../../sdk/crypto/mapInOrder.ts'
import { UnavailableError } from '../../sdk/errors/index.ts'
import { decodeStandingRequest } from '../../sdk/monitoring/standingRequest.ts'
import { blockPieces } from '../network/blockRanges.ts'
import type { Anchor, Watch } from './watchedRecord.ts'

/** Questions to the chain under way at once. */
const AT_ONCE = 16

/** A standing request that was approved, as its event tells it. */
export type Approval = Pick<Watch, 'standingId' | 'standing'>

/**
 * The standing requests about these model versions that were approved in the blocks `from` to `to` and whose period is
 * not over. Nothing more is asked about them: anyone may approve any number.
 * @param now seconds since 1970
 */
export async function readApprovals(
  { monitoring }: Contracts,
  models: ReadonlyMap<string, unknown>,
  { from, to, now }: { readonly from: number; readonly to: number; readonly now: number },
): Promise<Approval[]> {
  const approvals = await inPieces(from, to, (first, last) =>
    read(monitoring.queryFilter(monitoring.filters.MonitoringApproved(), first, last)),
  )
  return approvals
    .map(({ args }) => ({ standingId: args.standingId, standing: decodeStandingRequest(args.standing) }))
    .filter(({ standing }) => models.has(standing.modelVersion) && standing.end > now)
}

/** The ids of the standing requests that were ended in the blocks `from` to `to`. */
export async function readEnded({ monitoring }: Contracts, from: number, to: number): Promise<string[]> {
  const ended = await inPieces(from, to, (first, last) =>
    read(monitoring.queryFilter(monitoring.filters.MonitoringEnded(), first, last)),
  )
  return ended.map(({ args }) => args.standingId)
}

/** What to watch for a standing request: nothing where it is ended, or was never approved. */
export async function readWatch(
  { monitoring }: Contracts,
  { standingId, standing }: Approval,
): Promise<Watch | undefined> {
  const { approvedAt, endedAt } = await read(monitoring.standingOf(standingId))
  if (approvedAt === 0n || endedAt !== 0n) return undefined
  return { standingId, standing, since: Math.max(standing.start, Number(approvedAt)) }
}

/**
 * The records of these patients that were anchored in the blocks `from` to `to`, in the order of the chain. Of a batch the
 * chain tells the root alone, and no gateway releases a record of one for an alert: those are not watched.
 */
export async function readAnchors(
  contracts: Contracts,
  patients: ReadonlySet<string>,
  from: number,
  to: number,
): Promise<Anchor[]> {
  const { recordRegistry } = contracts
  if (patients.size === 0) return []
  const events = await inPieces(from, to, (first, last) =>
    read(recordRegistry.queryFilter(recordRegistry.filters.RecordAnchored(), first, last)),
  )
  const theirs = events.filter(({ args }) => patients.has(args.patient))
  const hashes = [...new Set(theirs.map(({ blockHash }) => blockHash))]
  const times = new Map<string, number>()
  const reading = mapInOrder(hashes, AT_ONCE, async (hash) => [hash, await timeOf(contracts, hash)] as const)
  for await (const [hash, time] of reading) times.set(hash, time)
  return theirs.map(({ args, blockHash, blockNumber }) => ({
    recordId: args.recordId,
    patient: args.patient,
    category: categoryOf(args.category),
    anchoredAt: times.get(blockHash) ?? 0,
    blockNumber,
  }))
}

async function inPieces<T>(
  from: number,
  to: number,
  readPiece: (first: number, last: number) => Promise<T[]>,
): Promise<T[]> {
  const all: T[] = []
  for (const [first, last] of blockPieces(from, to)) all.push(...(await readPiece(first, last)))
  return all
}

/** By hash: of a block that a reorganisation took back there is no time. */
async function timeOf({ runner }: Contracts, blockHash: string): Promise<number> {
  const block = await read(Promise.resolve(runner.provider?.getBlock(blockHash)))
  if (block) return block.timestamp
  throw new UnavailableError('CHAIN_UNAVAILABLE', 'The chain changed while it was read.')
}
