import { utf8Bytes } from '../../sdk/crypto/bytes.ts'
import { parseBatchBook, treeOfBook } from '../../sdk/provenance/batchBook.ts'
import { createFastKeccak } from '../../sdk/provenance/keccak.ts'
import { packSalt } from '../../sdk/provenance/packBody.ts'
import { isProven } from '../../sdk/provenance/packProof.ts'
import type { PackTree } from '../../sdk/provenance/packTree.ts'
import { madeUpBook } from './book.ts'

/** Seconds on the clock, and of processor time: on a busy machine they differ. */
export interface Spent {
  readonly wall: number
  readonly processor: number
}

export interface TreeMeasurement {
  readonly packs: number
  readonly depth: number
  /** To read the book. */
  readonly parse: Spent
  readonly tree: Spent
  /** The most memory of the process after both, in MB (10⁶ bytes). */
  readonly peakMemory: number
  /** To check the proof of one pack, on average. */
  readonly verify: Spent
}

const WARM_UP = 500
const VERIFIED = 5000

const spend = async <T>(action: () => Promise<T>): Promise<[spent: Spent, value: T]> => {
  const [start, before] = [performance.now(), process.cpuUsage()]
  const value = await action()
  const { user, system } = process.cpuUsage(before)
  return [{ wall: (performance.now() - start) / 1000, processor: (user + system) / 1e6 }, value]
}

/** Checks the proofs of packs from all over the batch, one after another. */
async function verifyPacks(book: ReturnType<typeof madeUpBook>, tree: PackTree): Promise<Spent> {
  const { chainId, contract, batchId, gtin, lot, secret, serials } = book
  const { root, depth } = tree
  const evidence = Array.from({ length: WARM_UP + VERIFIED }, (_, place) => {
    const index = (place * 7919) % serials.length
    const identity = { gtin, lot, serial: serials[index] as string }
    const proof = tree.proof(index)
    return { chainId, contract, batchId, index, identity, salt: packSalt(secret, index), root, depth, proof }
  })
  const keccak = await createFastKeccak()
  const check = async (from: number, to?: number) => {
    if (!evidence.slice(from, to).every((pack) => isProven(pack, keccak)))
      throw new Error('A pack of the batch is not proven.')
  }
  await check(0, WARM_UP)
  const [{ wall, processor }] = await spend(() => check(WARM_UP))
  return { wall: wall / VERIFIED, processor: processor / VERIFIED }
}

/* Measures a batch of so many packs and prints it. */
const packs = Number(process.argv[2])
const bytes = utf8Bytes(JSON.stringify(madeUpBook(packs)))
const [parse, book] = await spend(async () => parseBatchBook(bytes))
const [tree, built] = await spend(() => treeOfBook(book))
const peakMemory = Math.round((process.resourceUsage().maxRSS * 1024) / 1e6)
const verify = await verifyPacks(book, built)
const measured: TreeMeasurement = { packs, depth: built.depth, parse, tree, peakMemory, verify }
console.log(JSON.stringify(measured))
