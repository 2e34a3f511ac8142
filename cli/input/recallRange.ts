import { InvalidInputError } from '../../sdk/errors/index.ts'
import type { BatchState } from '../../sdk/provenance/readBatch.ts'

/** How a person names a range of packs: by index, or by serial number with the batch book. */
export interface RangeOptions {
  readonly from?: number
  readonly to?: number
  readonly book?: string
  readonly fromSerial?: string
  readonly toSerial?: string
}

/** First index, and the first one after the range. */
export interface IndexRange {
  readonly from: number
  readonly to: number
}

/**
 * The packs of a batch that a person named, both ends included; all of the batch where none is. What is recalled stays
 * recalled, so nothing is guessed: no open ends, and no book of another batch.
 * @throws InvalidInputError USAGE_INVALID, INPUT_NOT_FOUND, INPUT_TOO_LARGE, BATCH_BOOK_INVALID
 */
export async function recallRange(
  options: RangeOptions,
  { batchId, depth }: Pick<BatchState, 'depth'> & { readonly batchId: string },
): Promise<IndexRange> {
  const end = 2 ** depth
  const { from, to, book, fromSerial, toSerial } = options
  const isByIndex = from !== undefined || to !== undefined
  const isBySerial = fromSerial !== undefined || toSerial !== undefined
  if (isByIndex && isBySerial) throw wrong('Name packs by index or by serial number, not both.')
  if (isBySerial && book === undefined) throw wrong('Packs are named by serial number together with --book.')
  if (!isByIndex && book === undefined) return { from: 0, to: end }
  const [first, last] = isByIndex ? [from, to] : await indicesOf(options, batchId)
  if (first === undefined || last === undefined) {
    throw wrong('Name both ends of the range: --from and --to, or --from-serial and --to-serial.')
  }
  if (first > last) throw wrong('The first pack of the range comes after the last one.')
  if (last >= end) throw wrong(`The batch has the places 0 to ${end - 1}.`)
  return { from: first, to: last + 1 }
}

/** What is recalled, in words. The chain does not know how many packs a batch has, only its places. */
export function rangeText({ from, to }: IndexRange, depth: number): string {
  const count = to - from
  if (count === 2 ** depth) return 'the whole batch'
  return count === 1 ? 'one pack of the batch' : `${count.toLocaleString('en')} packs of the batch`
}

async function indicesOf(
  { book: path = '', fromSerial, toSerial }: RangeOptions,
  batchId: string,
): Promise<(number | undefined)[]> {
  const { readBatchBook } = await import('./batchBook.ts')
  const { indexOfSerial } = await import('../../sdk/provenance/batchBook.ts')
  const book = await readBatchBook(path)
  // The same serial number may be another pack's there.
  if (book.batchId !== batchId) throw wrong('The batch book is of another batch: name the one of this batch.')
  return [fromSerial, toSerial].map((serial) => {
    if (serial === undefined) return undefined
    const index = indexOfSerial(book, serial)
    if (index === undefined) throw wrong('The batch book has no pack with that serial number.')
    return index
  })
}

const wrong = (message: string) => new InvalidInputError('USAGE_INVALID', message)
