import { expect } from 'chai'
import { id } from 'ethers'
import { utf8Bytes } from '../../../sdk/crypto/bytes.ts'
import { verifyPositionalProof } from '../../../sdk/merkle/positionalMerkle.ts'
import {
  type BatchBook,
  bookLimits,
  headOfBook,
  indexOfSerial,
  parseBatchBook,
  treeOfBook,
} from '../../../sdk/provenance/batchBook.ts'
import { packBody, packSalt } from '../../../sdk/provenance/packBody.ts'
import { packLeafContext } from '../../../sdk/provenance/packTree.ts'
import { errorOf, expectError } from '../../helpers/expectError.ts'

const book: BatchBook = {
  format: 'salus-batch/1',
  chainId: 31337,
  contract: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  batchId: id('batch'),
  maker: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
  nonce: id('nonce'),
  gtin: '09521234543213',
  lot: 'LOT-7',
  expiry: '2027-02-28',
  secret: id('secret'),
  serials: ['S1', 'S2', 'S3', 'S4', 'S5'],
  units: [
    { sscc: '095212340000000013', level: 1, position: 0 },
    { sscc: '095212340000000020', level: 2, position: 1 },
  ],
}
const bytesOf = (json: unknown) => utf8Bytes(JSON.stringify(json))

describe('batch book', () => {
  it('is read as it was written', () => {
    expect(parseBatchBook(bytesOf(book))).to.deep.equal(book)
  })

  it('gives the tree that every pack of it is proven in', async () => {
    const tree = await treeOfBook(book)
    const context = packLeafContext(book.chainId, book.contract, book.batchId)
    for (const [index, serial] of book.serials.entries()) {
      const body = packBody({ gtin: book.gtin, lot: book.lot, serial }, packSalt(book.secret, index))
      const { root, depth } = tree
      expect(verifyPositionalProof({ root, depth, context, index, body, proof: tree.proof(index) })).to.equal(
        true,
      )
    }
  })

  it('finds packs by serial number, and tells verifiers no secret', () => {
    expect(indexOfSerial(book, 'S4')).to.equal(3)
    expect(indexOfSerial(book, 'S6')).to.equal(undefined)
    expect(Object.keys(headOfBook(book))).to.not.include.members(['secret', 'serials', 'units'])
  })

  it('is refused where anything is wrong with it, without a word of what is secret', async () => {
    const changes: readonly Partial<Record<keyof BatchBook | 'more', unknown>>[] = [
      { format: 'salus-batch/2' },
      { chainId: 0 },
      { contract: '0x12' },
      { batchId: '0x12' },
      { gtin: '09521234543214' },
      { gtin: '9521234543213' },
      { lot: '' },
      { lot: 'L'.repeat(21) },
      { expiry: '2027-02-30' },
      { secret: '0x1234' },
      { serials: [] },
      { serials: ['S1', 'S1'] },
      { serials: ['S1', 7] },
      { serials: ['S1', 'a serial with spaces'] },
      { serials: 'S1' },
      { units: [{ sscc: '095212340000000014', level: 0, position: 0 }] },
      { units: [{ sscc: '095212340000000013', level: 4, position: 0 }] },
      { units: [{ sscc: '095212340000000013', level: 1, position: 3 }] },
      { units: [book.units[0], { ...book.units[1], sscc: book.units[0]?.sscc }] },
      { units: [book.units[0], { ...book.units[0], sscc: book.units[1]?.sscc }] },
      { more: 1 },
      // A map that was turned round would otherwise print what it maps.
      { ['a serial' as 'more']: 1 },
      // No URI can hold them: such packs could never be asked for.
      { lot: '.' },
      { serials: ['S1', '..'] },
      { serials: ['.'] },
      { serials: [[['S1']]] },
    ]
    for (const change of changes) {
      const error = await errorOf(() => parseBatchBook(bytesOf({ ...book, ...change })))
      expect(error.code, JSON.stringify(change)).to.equal('BATCH_BOOK_INVALID')
      expect(error.message).not.to.match(/S1|a serial|0x1234|0952/)
      expect(error.message).to.match(/^(The|A|Two) .*[^.]\.$/)
    }
    await expectError(
      () => parseBatchBook(utf8Bytes(`{"secret":"${id('x')}`)),
      'BATCH_BOOK_INVALID',
      /not JSON/,
    )
    // Before any parser sees it: nesting takes seconds.
    await expectError(() => parseBatchBook(utf8Bytes('['.repeat(1_000_000))), 'BATCH_BOOK_INVALID', /nested/)
    await expectError(
      () => parseBatchBook(new Uint8Array(bookLimits.maximumBytes + 1)),
      'INPUT_TOO_LARGE',
      /64 MiB/,
    )
  })
})
