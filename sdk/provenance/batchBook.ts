import { z } from 'zod'
import type { Contracts } from '../chain/contracts.ts'
import { addressSchema, hashSchema } from '../chain/schemas.ts'
import { read } from '../chain/send.ts'
import { bytesToHex, hexToBytes, randomBytes, utf8Text } from '../crypto/bytes.ts'
import { InvalidInputError } from '../errors/index.ts'
import { elementFault } from '../gs1/element.ts'
import { isPathStep } from '../gs1/percentEncoding.ts'
import { nestingDepth } from '../json/nestingDepth.ts'
import { expiryDay } from './expiry.ts'
import { createFastKeccak } from './keccak.ts'
import { packHasher } from './packBody.ts'
import { elementSchema } from './packIdentity.ts'
import { buildPackTree, depthOf, type PackTree, packLeafContext } from './packTree.ts'
import { indicesOf, levelSchema, positionSchema } from './unit.ts'

/** Limits on what is read of a batch book. */
export const bookLimits = {
  /** Bytes of the JSON text: 64 MiB. */
  maximumBytes: 64 * 1024 * 1024,
  maximumPacks: 2 ** 21,
  maximumUnits: 2 ** 18,
} as const

/** The book, its units, each of them. */
const MAXIMUM_DEPTH = 3

const headFields = {
  chainId: z.number().int().positive(),
  /** Address of DrugProvenance. */
  contract: addressSchema,
  batchId: hashSchema,
  /** Organisation of the maker. */
  maker: addressSchema,
  /** 32 bytes, 0x-prefixed: with the maker it gives the batch id. */
  nonce: hashSchema,
  gtin: elementSchema('01').refine((text) => text.length === 14, 'has not 14 digits'),
  lot: elementSchema('10').refine((lot) => !isPathStep(lot), 'is nothing but dots, which no URI can hold'),
  /** Last day of use as printed, YYYY-MM-DD. */
  expiry: z.string().refine(isDay, 'is not a day YYYY-MM-DD'),
}

const bookUnitSchema = z.strictObject({
  sscc: elementSchema('00'),
  level: levelSchema,
  position: positionSchema,
})

const bookSchema = z.strictObject({
  format: z.literal('salus-batch/1'),
  ...headFields,
  /** 32 bytes, 0x-prefixed. Whoever has it can link every leaf of the batch to its pack. */
  secret: hashSchema,
  /** By index. Looked at one by one, not by zod: there are up to millions. */
  serials: z.custom<string[]>((value) => Array.isArray(value), 'is not a list'),
  units: z.array(bookUnitSchema).max(bookLimits.maximumUnits),
})

/** What a verifier needs of a batch, besides packs: shape of {@link BatchHead} in messages from peers. */
export const batchHeadSchema = z.strictObject({ format: z.literal('salus-batch/1'), ...headFields })

/** The maker's private file of one batch: what the chain's root is over. */
export type BatchBook = z.infer<typeof bookSchema>
export type BookUnit = z.infer<typeof bookUnitSchema>
/** A batch book without its secret, serial numbers and units. */
export type BatchHead = z.infer<typeof batchHeadSchema>

export interface NewBatch {
  readonly contracts: Contracts
  /** Organisation that makes it. */
  readonly maker: string
  readonly gtin: string
  readonly lot: string
  /** YYYY-MM-DD. */
  readonly expiry: string
  readonly serials: readonly string[]
  readonly units?: readonly BookUnit[]
}

/**
 * A book with a fresh nonce and secret. Nothing is sent.
 * @throws InvalidInputError BATCH_BOOK_INVALID; UnavailableError
 */
export async function createBatchBook(batch: NewBatch): Promise<BatchBook> {
  const { contracts, maker, gtin, lot, expiry, serials, units = [] } = batch
  const nonce = bytesToHex(randomBytes(32))
  return requireBook({
    format: 'salus-batch/1',
    chainId: Number(contracts.chainId),
    contract: contracts.deployment.contracts.drugProvenance,
    batchId: await read(contracts.drugProvenance.batchIdOf(maker, nonce)),
    maker,
    nonce,
    gtin,
    lot,
    expiry,
    secret: bytesToHex(randomBytes(32)),
    serials: [...serials],
    units: [...units],
  })
}

/**
 * Reads a book of at most 64 MiB, 2^21 packs and 2^18 units. That the batch id follows from maker and nonce only the chain
 * says: see {@link requireCommissioned}.
 * @throws InvalidInputError BATCH_BOOK_INVALID, INPUT_TOO_LARGE; sentences name the place, never a serial number
 */
export function parseBatchBook(bytes: Uint8Array): BatchBook {
  if (bytes.length > bookLimits.maximumBytes) {
    throw new InvalidInputError('INPUT_TOO_LARGE', 'A batch book has at most 64 MiB.')
  }
  if (nestingDepth(bytes) > MAXIMUM_DEPTH) throw fault('The batch book is nested deeper than its format.')
  let json: unknown
  try {
    json = JSON.parse(utf8Text(bytes))
  } catch {
    // Without the cause: the parser quotes what it stumbled over, which may be the secret.
    throw fault('The batch book is not JSON text in UTF-8.')
  }
  return requireBook(json)
}

/** The tree of a book's packs; a million take seconds. @throws what the signal was aborted with */
export async function treeOfBook(
  book: BatchBook,
  options: { onProgress?: (packs: number) => void; signal?: AbortSignal } = {},
): Promise<PackTree> {
  const { gtin, lot, serials } = book
  const hasher = packHasher(await createFastKeccak())
  const secret = hexToBytes(book.secret, 32)
  return buildPackTree({
    ...options,
    context: packLeafContext(book.chainId, book.contract, book.batchId),
    size: serials.length,
    bodyAt: (index) =>
      hasher.body({ gtin, lot, serial: serials[index] as string }, hasher.salt(secret, index)),
  })
}

/** Index of a pack by its serial number, undefined where the batch has none such. */
export function indexOfSerial(book: Pick<BatchBook, 'serials'>, serial: string): number | undefined {
  const index = book.serials.indexOf(serial)
  return index === -1 ? undefined : index
}

/** What may be told of a book to whoever verifies a pack of it. */
export function headOfBook({ secret: _, serials: _serials, units: _units, ...head }: BatchBook): BatchHead {
  return head
}

function requireBook(json: unknown): BatchBook {
  const result = bookSchema.safeParse(json)
  if (!result.success) {
    throw fault(`The batch book is not valid: ${sentenceOf(result.error.issues[0])}.`)
  }
  requireSerials(result.data.serials)
  requireUnits(result.data)
  return result.data
}

/** What is wrong, and where. Names that the format does not have stay unsaid: they may be serial numbers. */
function sentenceOf(issue: z.core.$ZodIssue | undefined): string {
  const place = issue?.path.join('.') || 'it'
  return issue?.code === 'unrecognized_keys'
    ? `${place} has a member that the format does not have`
    : `${place} ${issue?.message}`
}

function requireSerials(serials: readonly unknown[]): void {
  const { maximumPacks } = bookLimits
  if (serials.length < 1 || serials.length > maximumPacks)
    throw fault(`A batch book has 1 to ${maximumPacks} packs.`)
  const seen = new Set<string>()
  for (const [index, serial] of serials.entries()) {
    if (typeof serial !== 'string' || elementFault('21', serial) !== null) {
      throw fault(`The serial number of the pack ${index} is not a value of AI 21.`)
    }
    if (isPathStep(serial)) {
      throw fault(`The serial number of the pack ${index} is nothing but dots, which no URI can hold.`)
    }
    if (seen.size === seen.add(serial).size)
      throw fault(`The pack ${index} has the serial number of another pack.`)
  }
}

function requireUnits({ serials, units }: BatchBook): void {
  const depth = depthOf(serials.length)
  const ssccs = new Set<string>()
  const places = new Set<string>()
  for (const [index, unit] of units.entries()) {
    if (unit.level > depth || indicesOf(unit).from >= serials.length) {
      throw fault(`The unit ${index} of the batch book holds no pack of the batch.`)
    }
    ssccs.add(unit.sscc)
    places.add(`${unit.level}/${unit.position}`)
  }
  if (ssccs.size < units.length || places.size < units.length) {
    throw fault('Two units of the batch book have one SSCC, or one place.')
  }
}

function isDay(text: string): boolean {
  try {
    expiryDay(text)
    return true
  } catch {
    return false
  }
}

const fault = (message: string) => new InvalidInputError('BATCH_BOOK_INVALID', message)
