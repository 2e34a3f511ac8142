import { z } from 'zod'
import type { Contracts } from '../chain/contracts.ts'
import { hashCanonicalJson } from '../crypto/canonicalJson.ts'
import type { MinedAct } from '../provenance/history/step.ts'
import { timesOf } from '../provenance/readHistory.ts'
import { type Frequency, frequencies, periodOf } from './calendar.ts'
import { MAXIMUM_PACKS } from './policy.ts'
import { readJsonShape, readShape } from './readShape.ts'
import { type ActsReader, actsOnce } from './stock/actsOnce.ts'
import { dayAt } from './stock/batchAtBlock.ts'

/** Most periods of a history: ten years of days. */
export const MAXIMUM_PERIODS = 3660
/** Bytes of the JSON text of a history. */
export const MAXIMUM_HISTORY_BYTES = 256 * 1024

const periodSchema = z.number().int().min(-1_000_000).max(1_000_000)

/** A site's demand for one product, by period of the calendar from `firstPeriod` on. */
export const demandHistorySchema = z
  .strictObject({
    format: z.literal('salus-demand/1'),
    frequency: z.enum(frequencies),
    firstPeriod: periodSchema,
    /** Packs that were asked for, as far as they could be given out; null where nobody knows. */
    values: z.array(z.number().int().min(0).max(MAXIMUM_PACKS).nullable()).max(MAXIMUM_PERIODS),
    /** Whether more may have been asked for than there was: a stock-out, a recall. The site's word in every period. */
    censored: z.array(z.boolean()).max(MAXIMUM_PERIODS),
    /** From this period on the values are what the chain says was dispensed; before it they are the site's word. */
    chainFrom: periodSchema,
  })
  .refine(({ values, censored }) => values.length === censored.length, 'has as many marks as values')

export type DemandHistory = z.infer<typeof demandHistorySchema>

/** @throws InvalidInputError PLAN_INVALID, INPUT_TOO_LARGE */
export const parseDemandHistory = (bytes: Uint8Array): DemandHistory =>
  readJsonShape(demandHistorySchema, bytes, 'The history of demand', MAXIMUM_HISTORY_BYTES)

/** @throws InvalidInputError PLAN_INVALID */
export const readDemandHistory = (value: unknown): DemandHistory =>
  readShape(demandHistorySchema, value, 'The history of demand')

/** keccak256 of the canonical JSON. */
export const historyHash = (history: DemandHistory): string => hashCanonicalJson(history)

/** The first period after the history. */
export const endOfHistory = ({ firstPeriod, values }: DemandHistory): number => firstPeriod + values.length

/**
 * The history up to the last period that has ended: from `chainFrom` on what the chain says, before it the site's word, and
 * null where neither says anything. Run again it changes nothing. The oldest periods go where there are too many.
 *
 * @param dispensed `dispensedByPeriod`
 * @param now seconds since 1970
 */
export function extendHistory(
  history: DemandHistory,
  dispensed: ReadonlyMap<number, number>,
  now: number,
): DemandHistory {
  const { firstPeriod, frequency, chainFrom } = history
  const end = periodOf(Math.floor(now / 86_400), frequency)
  const first = Math.max(Math.min(firstPeriod, end), end - MAXIMUM_PERIODS)
  const periods = Array.from({ length: end - first }, (_, index) => first + index)
  return {
    ...history,
    firstPeriod: first,
    values: periods.map((period) =>
      period >= chainFrom ? (dispensed.get(period) ?? 0) : (history.values[period - firstPeriod] ?? null),
    ),
    censored: periods.map((period) => history.censored[period - firstPeriod] ?? false),
  }
}

/** Packs by period of the calendar; periods without any are left out. */
export type DispensedByPeriod = ReadonlyMap<number, number>

/**
 * How many packs of these batches an organisation dispensed, up to a block. What it took back counts as never dispensed.
 * @throws UnavailableError; IntegrityError CHAIN_LOG_INVALID
 */
export async function dispensedByPeriod(
  contracts: Contracts,
  organisation: string,
  batchIds: readonly string[],
  frequency: Frequency,
  untilBlock: number,
  actsOf: ActsReader = actsOnce(contracts),
): Promise<DispensedByPeriod> {
  const dispensed: MinedAct[] = []
  for (const batchId of new Set(batchIds)) {
    const acts = (await actsOf(batchId)).filter(({ blockNumber }) => blockNumber <= untilBlock)
    dispensed.push(...standingDispenses(acts, organisation))
  }
  const counts = new Map<number, number>()
  for (const period of await periodsOf(contracts, dispensed, frequency)) {
    counts.set(period, (counts.get(period) ?? 0) + 1)
  }
  return counts
}

/**
 * The period of each act, by bisection: acts between two of one period are of it too, so that the blocks asked for grow with
 * the periods and not with the packs.
 */
async function periodsOf(
  contracts: Contracts,
  acts: readonly MinedAct[],
  frequency: Frequency,
): Promise<number[]> {
  const sorted = [...acts].sort((one, other) => one.blockNumber - other.blockNumber)
  const periods: number[] = []
  const learn = async (places: readonly number[]): Promise<void> => {
    const asked = places.map((place) => sorted[place] as MinedAct)
    const times = await timesOf(contracts, asked)
    for (const [index, { blockHash }] of asked.entries()) {
      const timestamp = times.get(blockHash) ?? 0
      periods[places[index] as number] = periodOf(dayAt({ timestamp }), frequency)
    }
  }
  const last = sorted.length - 1
  if (last < 0) return periods
  await learn([0, last])
  let open = [{ from: 0, to: last }]
  while (open.length > 0) {
    const mixed = open.filter(({ from, to }) => periods[from] !== periods[to] && to - from > 1)
    for (const { from, to } of open) {
      if (periods[from] === periods[to]) periods.fill(periods[from] as number, from, to)
    }
    const halves = mixed.map(({ from, to }) => ({ from, middle: (from + to) >> 1, to }))
    await learn(halves.map(({ middle }) => middle))
    open = halves.flatMap(({ from, middle, to }) => [
      { from, to: middle },
      { from: middle, to },
    ])
  }
  return periods
}

/** The dispensing of each pack that this organisation gave out and did not take back. */
function standingDispenses(acts: readonly MinedAct[], organisation: string): MinedAct[] {
  const standing = new Map<number, MinedAct>()
  for (const act of acts) {
    if (act.name === 'dispensed' && act.dispenser === organisation) standing.set(act.index, act)
    if (act.name === 'dispense-undone') standing.delete(act.index)
  }
  return [...standing.values()]
}
