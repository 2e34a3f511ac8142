import { expect } from 'chai'
import fc from 'fast-check'
import type { Contracts } from '../../../sdk/chain/contracts.ts'
import { proveBatch, provenBatchSchema, requireProven } from '../../../sdk/planning/batchOfProduct.ts'
import { type BatchBook, treeOfBook } from '../../../sdk/provenance/batchBook.ts'
import type { BatchAct } from '../../../sdk/provenance/history/step.ts'
import { packSalt } from '../../../sdk/provenance/packBody.ts'
import { GTIN, hash } from './support/policies.ts'

const MAKER = `0x${'44'.repeat(20)}`
const CONTRACT = `0x${'55'.repeat(20)}`
/** All of a chain that a proof is about. */
const contracts = {
  chainId: 7n,
  deployment: { contracts: { drugProvenance: CONTRACT } },
} as unknown as Contracts

const bookOf = (size: number): BatchBook => ({
  format: 'salus-batch/1',
  chainId: 7,
  contract: CONTRACT,
  batchId: hash('a'),
  maker: MAKER,
  nonce: hash('b'),
  gtin: GTIN,
  lot: 'LOT-7',
  expiry: '2030-01-01',
  secret: hash('c'),
  serials: Array.from({ length: size }, (_, index) => `S${index}`),
  units: [],
})

const made = async (size: number) => {
  const book = bookOf(size)
  const tree = await treeOfBook(book)
  const { root, depth } = tree
  const act: BatchAct = { name: 'commissioned', maker: MAKER, root, depth, expiry: book.expiry }
  return { book, tree, act, proven: proveBatch(book, tree) }
}

const isTaken = (...[, gtin, proven, act]: Parameters<typeof requireProven>): boolean => {
  try {
    requireProven(contracts, gtin, proven, act)
    return true
  } catch {
    return false
  }
}

describe('batches of a product', () => {
  it('are shown by their last pack with their exact size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 70 }), async (size) => {
        const { proven, act } = await made(size)
        expect(provenBatchSchema.parse(proven)).to.deep.equal(proven)
        const sizes = Array.from({ length: 140 }, (_, index) => index + 1)
        const taken = sizes.filter((claimed) => isTaken(contracts, GTIN, { ...proven, size: claimed }, act))
        expect(taken).to.deep.equal([size])
      }),
      { numRuns: 15 },
    )
  })

  it('are shown by no other pack, whose siblings bear out other sizes too', async () => {
    const { book, tree, act, proven } = await made(21)
    for (let index = 0; index < 20; index++) {
      const pack = { ...proven, index, serial: `S${index}`, salt: packSalt(book.secret, index) }
      const shown = { ...pack, proof: tree.proof(index) }
      for (const size of [17, 21, 32, index + 1]) {
        expect(isTaken(contracts, GTIN, { ...shown, size }, act), `${index} of ${size}`).to.equal(false)
      }
    }
  })

  it('are of no other product, however the proof is altered', async () => {
    const { act, proven } = await made(5)
    expect(isTaken(contracts, '09521234543220', proven, act)).to.equal(false)
    const head = { ...proven.head, gtin: '09521234543220' }
    expect(isTaken(contracts, '09521234543220', { ...proven, head }, act)).to.equal(false)
    expect(isTaken(contracts, GTIN, { ...proven, head: { ...proven.head, lot: 'LOT-8' } }, act)).to.equal(
      false,
    )
    expect(isTaken(contracts, GTIN, proven, undefined)).to.equal(false)
    for (const [at] of proven.proof.entries()) {
      const proof = proven.proof.with(at, hash('d'))
      expect(isTaken(contracts, GTIN, { ...proven, proof }, act)).to.equal(false)
    }
  })
})
