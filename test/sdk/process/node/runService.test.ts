import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'

const sdk = fileURLToPath(new URL('../../../../sdk/', import.meta.url))

describe('sdk/process/node/runService', () => {
  let folder = ''
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'salus-test-'))
  })
  after(() => rm(folder, { recursive: true }))

  async function start(name: string, body: string): Promise<{ child: ChildProcess; lines: () => string[] }> {
    const file = join(folder, `${name}.ts`)
    await writeFile(
      file,
      `import { runService } from '${sdk}process/node/runService.ts'
       import { RefusedError } from '${sdk}errors/index.ts'
       await runService('${name}', async (log) => { ${body} })`,
    )
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file])
    let text = ''
    child.stdout.on('data', (part) => {
      text += part
    })
    child.stderr.on('data', (part) => {
      text += part
    })
    return { child, lines: () => text.split('\n').filter((line) => line !== '') }
  }
  /** What is said, without when: its milliseconds may be any number. */
  const told = (lines: readonly string[]) => lines.join().replaceAll(/"at":"[^"]*"/g, '')

  it('logs a line of JSON per event and stops in order when it is told to', async () => {
    const { child, lines } = await start(
      'good',
      `const timer = setInterval(() => undefined, 1000)
       // After the start: before it a signal ends the process, as it should.
       setImmediate(() => log({ event: 'listening', url: 'x' }))
       return async () => { clearInterval(timer) }`,
    )
    await once(child.stdout as NodeJS.ReadableStream, 'data')
    child.kill('SIGTERM')
    const [code] = await once(child, 'close')
    expect(code).to.equal(0)
    expect(lines().map((line) => JSON.parse(line).event)).to.deep.equal(['listening', 'stopped'])
  })

  it('17: says the code and sentence of a failure and nothing of its cause', async () => {
    const { child, lines } = await start(
      'refused',
      `throw new RefusedError('NOT_ENROLLED', 'No.', { cause: new Error('cholesterol 234') })`,
    )
    const [code] = await once(child, 'close')
    expect(code).to.equal(2)
    const [line = ''] = lines()
    expect(JSON.parse(line)).to.include({ event: 'failed', code: 'NOT_ENROLLED', message: 'No.' })
    expect(told(lines())).to.not.contain('234')
  })

  it('17: says nothing of the text of an error that nobody expected, not even while it stops', async () => {
    const { child, lines } = await start('failing', `throw new Error('cholesterol 234')`)
    expect((await once(child, 'close'))[0]).to.equal(70)
    expect(told(lines())).to.contain('UNEXPECTED').and.not.contain('234')

    const stopping = await start(
      'stopping',
      `const timer = setInterval(() => undefined, 1000)
       setImmediate(() => log({ event: 'listening' }))
       return async () => { clearInterval(timer); throw new Error('cholesterol 234') }`,
    )
    await once(stopping.child.stdout as NodeJS.ReadableStream, 'data')
    stopping.child.kill('SIGINT')
    expect((await once(stopping.child, 'close'))[0]).to.equal(70)
    expect(told(stopping.lines())).to.contain('UNEXPECTED').and.not.contain('234')
  })
})
