import { z } from 'zod'
import { hashSchema } from '../chain/schemas.ts'
import { InvalidInputError } from '../errors/index.ts'

/** Levels of the largest batch: 2^24 packs. */
export const MAXIMUM_DEPTH = 24

/** Where a unit is in its batch: an aligned subtree, whose packs have the indices [position << level, (position + 1) << level). */
export interface UnitPlace {
  /** 32 bytes, 0x-prefixed. */
  readonly batchId: string
  /** 0 for a pack, the batch's depth for all of it. */
  readonly level: number
  readonly position: number
}

/** A unit as the contracts take it. */
export interface UnitRef extends UnitPlace {
  /** Level of the unit that it was disaggregated from; for the whole batch its own. */
  readonly parentLevel: number
}

/** Reasons for which medicines stay where they are: see `contracts/types/Holds.sol`. */
export const HOLDS = {
  quarantined: 1 << 0,
  suspect: 1 << 1,
  illegitimate: 1 << 2,
  recalled: 1 << 3,
} as const
export type Hold = keyof typeof HOLDS
export const HOLD_NAMES = Object.keys(HOLDS) as readonly Hold[]

/** In the order of `IDrugProvenance.Lifecycle`. */
export const LIFECYCLES = [
  'unknown',
  'commissioned',
  'available',
  'returned',
  'destroyed',
  'stolen',
  'sampled',
] as const
export type Lifecycle = (typeof LIFECYCLES)[number]

/** In the order of `IDrugProvenance.Transfer`. */
export const TRANSFERS = ['custody', 'ownership', 'both'] as const
export type Transfer = (typeof TRANSFERS)[number]

/** Where a unit is, in messages from peers. */
export const levelSchema = z.number().int().min(0).max(MAXIMUM_DEPTH)
export const positionSchema = z
  .number()
  .int()
  .min(0)
  .max(2 ** MAXIMUM_DEPTH - 1)

/** The holds of a mask, in the order of {@link HOLD_NAMES}. */
export const holdsOf = (mask: number | bigint): Hold[] =>
  HOLD_NAMES.filter((name) => (Number(mask) & HOLDS[name]) !== 0)

/** The unit that is all of a batch. */
export const wholeBatch = (batchId: string, depth: number): UnitRef => ({
  batchId,
  level: depth,
  position: 0,
  parentLevel: depth,
})

/** `<batchId>/<level>/<position>`. */
export const unitText = ({ batchId, level, position }: UnitPlace): string => `${batchId}/${level}/${position}`

/** Reads {@link unitText}. @throws InvalidInputError UNIT_INVALID */
export function parseUnit(text: string): UnitPlace {
  const [, batchId, level, position] = /^(0x[0-9a-f]{64})\/(\d{1,2})\/(\d{1,8})$/i.exec(text) ?? []
  const place = { batchId: (batchId ?? '').toLowerCase(), level: Number(level), position: Number(position) }
  if (batchId !== undefined && hashSchema.safeParse(place.batchId).success && isPlace(place)) return place
  throw new InvalidInputError(
    'UNIT_INVALID',
    'A unit is written as batch id, level and position: 0x…/3/7, with a level of at most 24 and a position inside the batch.',
  )
}

/** Whether a level has such a position in the largest batch. */
const isPlace = ({ level, position }: UnitPlace): boolean =>
  level <= MAXIMUM_DEPTH && position < 2 ** (MAXIMUM_DEPTH - level)

/** First index of a unit, and the first one after it. */
export const indicesOf = ({ level, position }: Pick<UnitPlace, 'level' | 'position'>) => ({
  from: position * 2 ** level,
  to: (position + 1) * 2 ** level,
})

/** Whether one unit lies in another one of its batch, or is it. */
export const isWithin = (
  inner: Pick<UnitPlace, 'level' | 'position'>,
  outer: Pick<UnitPlace, 'level' | 'position'>,
): boolean =>
  inner.level <= outer.level &&
  Math.floor(inner.position / 2 ** (outer.level - inner.level)) === outer.position
