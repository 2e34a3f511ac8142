import { readInputFile } from '../../sdk/files/node/readInputFile.ts'
import { type BatchBook, bookLimits, parseBatchBook } from '../../sdk/provenance/batchBook.ts'

/** A maker's book from a file. @throws InvalidInputError INPUT_NOT_FOUND, INPUT_TOO_LARGE, BATCH_BOOK_INVALID */
export const readBatchBook = async (path: string): Promise<BatchBook> =>
  parseBatchBook(await readInputFile(path, bookLimits.maximumBytes))
