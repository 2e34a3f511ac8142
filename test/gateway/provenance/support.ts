import { hexlify, randomBytes } from 'ethers'
import { checkDigit } from '../../../sdk/gs1/checkDigit.ts'
import { type BatchBook, parseBatchBook } from '../../../sdk/provenance/batchBook.ts'

export const GTIN = '09506000134352'

export const ssccOf = (number: number): string => {
  const digits = `09506000${String(number).padStart(9, '0')}`
  return digits + checkDigit(digits)
}

/** Serial numbers that nothing else holds. */
export const serialsOf = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index.toString(36).toUpperCase()}`)

/** A book that no chain knows, for what needs none. */
export function bookOf(serials: readonly string[], change: Partial<BatchBook> = {}): BatchBook {
  const book: BatchBook = {
    format: 'salus-batch/1',
    chainId: 31337,
    contract: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
    batchId: hexlify(randomBytes(32)),
    maker: '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512',
    nonce: hexlify(randomBytes(32)),
    gtin: GTIN,
    lot: 'LOT-7',
    expiry: '2028-06-30',
    secret: hexlify(randomBytes(32)),
    serials: [...serials],
    units: [],
    ...change,
  }
  return parseBatchBook(new TextEncoder().encode(JSON.stringify(book)))
}
