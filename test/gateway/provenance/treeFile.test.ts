import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readSiblings, treeFileContent } from '../../../gateway/provenance/treeFile.ts'
import { treeOfBook } from '../../../sdk/provenance/batchBook.ts'
import { expectError } from '../../helpers/expectError.ts'
import { bookOf, serialsOf } from './support.ts'

describe('gateway/provenance/treeFile', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'salus-test-'))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  it('gives back the proof of every pack, of trees of any shape', async () => {
    for (const size of [1, 2, 3, 4, 5, 7, 8, 9, 31, 33, 100]) {
      const tree = await treeOfBook(bookOf(serialsOf('A', size)))
      const file = join(folder, `${size}.tree`)
      await writeFile(file, treeFileContent(tree))
      for (let index = 0; index < size; index++) {
        expect(await readSiblings(file, tree, index), `${index} of ${size}`).to.deep.equal(tree.proof(index))
      }
    }
  })

  it('says of a file that is missing or too short that it is, and of what is no file that it cannot be read', async () => {
    const tree = await treeOfBook(bookOf(serialsOf('A', 9)))
    const file = join(folder, 'short.tree')
    await writeFile(file, treeFileContent(tree))
    await truncate(file, 32 * 9)
    expect(await readSiblings(file, tree, 0)).to.equal(undefined)
    expect(await readSiblings(join(folder, 'none.tree'), tree, 0)).to.equal(undefined)
    await expectError(() => readSiblings(folder, tree, 0), 'STORE_UNAVAILABLE', /EISDIR/)
  })
})
