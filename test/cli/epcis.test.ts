import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { aggregationEvent, allEvents, documentOf, objectEvent } from '../sdk/epcis/sampleDocument.ts'
import { BIN, expectFailure, expectJson, runSalus, temporaryFolder } from './support/runSalus.ts'

interface Validated {
  readonly files: readonly {
    readonly file: string
    readonly ok: boolean
    readonly events: number
    readonly problems: readonly { readonly path: string; readonly rule: string }[]
  }[]
}

interface Hashed {
  readonly events: readonly { readonly type: string; readonly hash: string; readonly preHash?: string }[]
}

describe('salus epcis', () => {
  const folder = temporaryFolder()
  const good = join(folder, 'good.jsonld')
  const bad = join(folder, 'bad.jsonld')
  const broken = join(folder, 'broken.json')
  writeFileSync(good, JSON.stringify(documentOf(...allEvents())))
  writeFileSync(
    bad,
    JSON.stringify(documentOf({ ...objectEvent(), action: 'MOVE' }, { ...aggregationEvent(), bizStep: 'x' })),
  )
  writeFileSync(broken, '{"type":"EPCISDocument","type":"ObjectEvent"}')

  it('validate: fine', async () => {
    const { code, stdout, stderr } = await runSalus(['epcis', 'validate', good])
    expect([code, stdout, stderr]).to.deep.equal([0, `✓ ${good}: 5 events, no problems\n`, ''])
  })

  it('validate: a table of path, problem and rule for each file, exit code 1', async () => {
    const { code, stdout, stderr } = await runSalus(['epcis', 'validate', good, bad, broken])
    expect([code, stderr]).to.deep.equal([1, ''])
    const lines = stdout.split('\n')
    expect(lines.find((line) => line.includes('.eventList[0].action'))).to.match(
      /OBSERVE, ADD, DELETE.* {2}EPCIS 2\.0 §7\.3\.2/,
    )
    expect(lines.find((line) => line.includes('.eventList[1].bizStep'))).to.match(/CBV 2\.0 §7\.1/)
    const header = lines.find((line) => line.startsWith('Where')) as string
    const row = lines.find((line) => line.includes('.eventList[0].action')) as string
    expect(row.indexOf('Must')).to.equal(header.indexOf('What'))
    expect(stdout).to.match(/\$ {2}.*same name twice/)
  })

  it('validate --json: everything, for machines', async () => {
    const { files } = await expectJson<Validated>(['epcis', 'validate', good, bad], {}, 1)
    expect(files.map(({ file, ok, events }) => [file, ok, events])).to.deep.equal([
      [good, true, 5],
      [bad, false, 0],
    ])
    expect(files[1]?.problems.map(({ path }) => path)).to.include('$.epcisBody.eventList[0].action')
  })

  it('hash: one line for each event, the same for the same event', async () => {
    const { events } = await expectJson<Hashed>(['epcis', 'hash', good, '--pre-hash'])
    expect(events.map(({ type }) => type)).to.deep.equal(allEvents().map(({ type }) => type))
    expect(new Set(events.map(({ hash }) => hash)).size).to.equal(5)
    expect(events[0]?.preHash).to.match(/^eventType=ObjectEventeventTime=/)
    const { stdout } = await runSalus(['epcis', 'hash', good])
    for (const { hash } of events) expect(stdout).to.include(hash)
    expect(stdout).to.not.include('eventType=')
  })

  it('reads standard input', async () => {
    const child = spawn(process.execPath, [BIN, 'epcis', 'hash', '-', '--json'], {
      cwd: folder,
      env: { PATH: process.env.PATH, NO_COLOR: '1' },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    child.stdin.end(JSON.stringify(documentOf(objectEvent())))
    const { events } = JSON.parse(await text(child.stdout)) as Hashed
    expect(events).to.have.length(1)
  })

  it('fails in one sentence', async () => {
    expect(await expectFailure(['epcis', 'hash', bad], 2, 'EPCIS_INVALID')).to.include(
      '$.epcisBody.eventList[0].action',
    )
    await expectFailure(['epcis', 'validate', join(folder, 'none.json')], 2, 'INPUT_NOT_FOUND')
    await expectFailure(['epcis', 'validate'], 2, 'USAGE_INVALID')
    await expectFailure(['epcis', 'hash', folder], 2, 'INPUT_NOT_FOUND')
  })
})
