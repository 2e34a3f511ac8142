import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { type RangeOptions, rangeText, recallRange } from '../../cli/input/recallRange.ts'
import { bookOf } from '../gateway/provenance/support.ts'
import { expectError } from '../helpers/expectError.ts'
import { temporaryFolder } from './support/runSalus.ts'

describe('salus batch recall, which packs', () => {
  const folder = temporaryFolder()
  const book = bookOf(['A', 'B', 'C', 'D', 'E'])
  const path = join(folder, 'book.json')
  writeFileSync(path, JSON.stringify(book))
  const batch = { batchId: book.batchId, depth: 3 }
  const serials = (fromSerial: string, toSerial: string) => ({ book: path, fromSerial, toSerial })
  const refused = (options: RangeOptions, pattern: RegExp, of = batch) =>
    expectError(() => recallRange(options, of), 'USAGE_INVALID', pattern)

  it('all of a batch where no range is named', async () => {
    expect(await recallRange({}, batch)).to.deep.equal({ from: 0, to: 8 })
  })

  it('a range that names both ends, by index or by serial number', async () => {
    expect(await recallRange({ from: 2, to: 2 }, batch)).to.deep.equal({ from: 2, to: 3 })
    expect(await recallRange({ from: 0, to: 7 }, batch)).to.deep.equal({ from: 0, to: 8 })
    expect(await recallRange(serials('B', 'D'), batch)).to.deep.equal({ from: 1, to: 4 })
  })

  it('is said in words', () => {
    const text = (from: number, to: number) => rangeText({ from, to }, 3)
    expect([text(0, 8), text(2, 3), text(1, 4)]).to.deep.equal([
      'the whole batch',
      'one pack of the batch',
      '3 packs of the batch',
    ])
  })

  it('refuses a book of another batch: its indices are those of other packs', () =>
    refused(serials('B', 'D'), /book is of another batch/, { ...batch, batchId: `0x${'77'.repeat(32)}` }))

  it('refuses an open end, which would recall more than was meant', async () => {
    await refused({ from: 5 }, /both ends/)
    await refused({ to: 5 }, /both ends/)
    await refused({ book: path, fromSerial: 'B' }, /both ends/)
    await refused({ book: path, toSerial: 'B' }, /both ends/)
    await refused({ book: path }, /both ends/)
  })

  it('refuses a range that is turned round, mixed, or not of the batch', async () => {
    await refused({ from: 5, to: 4 }, /after/)
    await refused(serials('D', 'B'), /after/)
    await refused({ from: 5, to: 8 }, /0 to 7/)
    await refused({ from: 1, ...serials('B', 'D') }, /not both/)
    await refused({ fromSerial: 'B', toSerial: 'D' }, /--book/)
    await refused(serials('B', 'Z'), /no pack with that serial/)
  })
})
