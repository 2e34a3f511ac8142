import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { readInputFile } from '../../../sdk/files/node/readInputFile.ts'
import { type ProvenBatch, provenBatchSchema } from '../../../sdk/planning/batchOfProduct.ts'
import { type OpenedOrder, openedOrderSchema } from '../../../sdk/planning/order.ts'
import { readJsonShape } from '../../../sdk/planning/readShape.ts'

/** Bytes of one file. */
const LARGEST = 4 * 1024 * 1024

/** Batches shown to be of a product, from files of one or a list each. @throws InvalidInputError INPUT_*, PLAN_INVALID */
export async function readBatchProofs(paths: readonly string[]): Promise<ProvenBatch[]> {
  const { z } = await import('zod')
  const schema = z.union([provenBatchSchema.transform((one) => [one]), z.array(provenBatchSchema)])
  return readAll(paths, async (path) =>
    readJsonShape(schema, await readInputFile(path, LARGEST), 'The proof of a batch', LARGEST),
  )
}

/** Orders as salus replenish orders --output writes them. @throws InvalidInputError INPUT_*, PLAN_INVALID */
export async function readOpenedOrders(paths: readonly string[]): Promise<OpenedOrder[]> {
  const { z } = await import('zod')
  const schema = z.array(openedOrderSchema)
  return readAll(paths, async (path) =>
    readJsonShape(schema, await readInputFile(path, LARGEST), 'The list of opened orders', LARGEST),
  )
}

async function readAll<T>(paths: readonly string[], read: (path: string) => Promise<T[]>): Promise<T[]> {
  const lists: T[] = []
  for (const path of paths) lists.push(...(await read(path)))
  return lists
}

/** Days since 1970-01-01 of YYYY-MM-DD. @throws InvalidInputError USAGE_INVALID */
export function parseDay(text: string): number {
  const milliseconds = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  const isDay = new Date(milliseconds || 0).toISOString().startsWith(text)
  if (isDay) return milliseconds / 86_400_000
  throw new InvalidInputError('USAGE_INVALID', 'A day is written YYYY-MM-DD.')
}

export const dayText = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)
