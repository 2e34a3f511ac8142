import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { sweepTemporaryFiles, temporaryName } from '../../../sdk/storage/node/temporaryFile.ts'

const module = fileURLToPath(new URL('../../../sdk/storage/node/temporaryFile.ts', import.meta.url))

describe('temporary files', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'salus-temporary-'))
  })

  afterEach(async () => {
    await rm(folder, { recursive: true })
  })

  async function leave(name: string, ageMs = 0): Promise<string> {
    await writeFile(join(folder, name), 'half a block')
    const time = new Date(Date.now() - ageMs)
    await utimes(join(folder, name), time, time)
    return name
  }

  async function left(): Promise<string[]> {
    await sweepTemporaryFiles(folder)
    return readdir(folder)
  }

  it('have names of their own', () => {
    expect(new Set(Array.from({ length: 100 }, temporaryName)).size).to.equal(100)
  })

  it('of a running process stay, however old, and go at once when it was killed', async () => {
    const program = `import(${JSON.stringify(module)}).then((m) => console.log(m.temporaryName())); setInterval(() => {}, 1000)`
    const writer = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '-e', program])
    const [line] = await once(writer.stdout, 'data')
    const name = await leave(String(line).trim(), 86_400_000)
    expect(await left()).to.deep.equal([name])
    writer.kill('SIGKILL')
    await once(writer, 'exit')
    expect(await left()).to.deep.equal([])
  })

  it('of this process stay', async () => {
    const name = await leave(temporaryName(), 86_400_000)
    expect(await left()).to.deep.equal([name])
  })

  it('of an earlier process with the number of a running one go', async function () {
    if (process.platform !== 'linux') return this.skip()
    const [host, pid, , id] = temporaryName().split('~')
    await leave([host, pid, '12', id].join('~'))
    expect(await left()).to.deep.equal([])
  })

  it('of another host, or of unknown origin, go when they are an hour old', async () => {
    const [, pid, started, id] = temporaryName().split('~')
    const foreign = ['another-boot-4026531836', pid, started, id].join('~')
    for (const name of [foreign, 'stray', '~~~', 'a~-1~2~3', `${'x'.repeat(50)}~${'9'.repeat(50)}~1~2`]) {
      await leave(name, 7_200_000)
      expect(await left(), name).to.deep.equal([])
      await leave(name)
      expect(await left(), name).to.deep.equal([name])
      await rm(join(folder, name))
    }
  })
})
