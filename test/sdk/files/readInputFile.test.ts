import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readInputFile } from '../../../sdk/files/node/readInputFile.ts'
import { expectError } from '../../helpers/expectError.ts'

describe('readInputFile', () => {
  let folder: string

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'salus-input-'))
  })

  after(() => rm(folder, { recursive: true }))

  it('reads a file of up to the limit', async () => {
    const path = join(folder, 'small')
    await writeFile(path, 'abcd')
    expect(new TextDecoder().decode(await readInputFile(path, 4))).to.equal('abcd')
    await expectError(() => readInputFile(path, 3), 'INPUT_TOO_LARGE', /4 bytes; at most 3/)
  })

  it('refuses 500 MB by its size', async () => {
    const path = join(folder, 'large')
    const file = await open(path, 'w')
    await file.truncate(500_000_000) // a sparse file: takes no room
    await file.close()
    await expectError(() => readInputFile(path, 16 * 1024 * 1024), 'INPUT_TOO_LARGE', /500000000 bytes/)
  })

  it('refuses what is absent or no file', async () => {
    await expectError(
      () => readInputFile(join(folder, 'absent'), 10),
      'INPUT_NOT_FOUND',
      /absent does not exist/,
    )
    await expectError(() => readInputFile(folder, 10), 'INPUT_NOT_FOUND', /not a file/)
  })
})
