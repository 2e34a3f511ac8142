import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { expect } from 'chai'
import { runDemo } from '../../cli/demo/runDemo.ts'
import { createTimeline, type TimelineChapter, type TimelineStep } from '../../cli/output/timeline.ts'
import { eventsOf } from '../../sdk/epcis/event.ts'
import { validateEpcis } from '../../sdk/epcis/validateEpcis.ts'

interface DemoLog {
  readonly ok: boolean
  readonly chapters: readonly TimelineChapter[]
}

describe('demo', () => {
  let folder: string
  let log: DemoLog
  let told = ''

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'salus-demo-test-'))
    const out = new Writable({
      write(chunk, _encoding, done) {
        told += chunk
        done()
      },
    })
    const files = await runDemo(createTimeline(out as NodeJS.WriteStream), folder)
    log = JSON.parse(await readFile(files.log, 'utf8'))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  const steps = (): TimelineStep[] => log.chapters.flatMap((chapter) => chapter.steps)
  const gasOf = (act: string): number => {
    const found = steps().flatMap(({ transactions }) => transactions.filter((sent) => sent.act === act))
    expect(found, `transactions of ${act}`).to.have.lengthOf(1)
    return found[0]?.gasUsed ?? Number.POSITIVE_INFINITY
  }

  it('tells fifteen chapters, every step of which holds', () => {
    expect(log.ok).to.equal(true)
    expect(log.chapters.map(({ title }) => title).slice(12)).to.deep.equal([
      'The stock',
      'The order',
      'The re-order',
    ])
    expect(steps().filter(({ ok }) => !ok)).to.deep.equal([])
  })

  it('catches the faulty node and the flipped bit', () => {
    const landed = steps().find(({ digests }) => digests.outputHash)
    const faulty = steps().find(({ digests }) => digests.faultyOutputHash)
    expect(faulty?.digests.faultyOutputHash).to.match(/^0x[0-9a-f]{64}$/)
    expect(faulty?.digests.faultyOutputHash).to.not.equal(landed?.digests.outputHash)
    expect(log.chapters[7]?.steps.at(-1)?.detail).to.match(
      /^✗ Stored ciphertext is whole: .*segment 0 of the ciphertext/,
    )
  })

  it('stays within the gas it may take', () => {
    expect(gasOf('grant')).to.be.at.most(60_000)
    expect(gasOf('signed grant')).to.be.at.most(75_000)
    expect(gasOf('anchor')).to.be.at.most(60_000)
    expect(gasOf('report')).to.be.at.most(120_000)
    expect(gasOf('commission')).to.be.at.most(85_000)
    expect(gasOf('dispense')).to.be.at.most(75_000)
    expect(gasOf('order')).to.be.at.most(90_000)
  })

  it('writes the report as a page that loads nothing', async () => {
    const page = await readFile(join(folder, 'report.html'), 'utf8')
    expect(page).to.match(/^<!doctype html>/i)
    expect(page).to.contain("default-src 'none'")
    expect(page).to.not.match(/<script|<link|src=/)
  })

  it('leaves the way of a pack as EPCIS that follows the standard', async () => {
    const { document, problems } = validateEpcis(await readFile(join(folder, 'trace.jsonld')))
    expect(problems).to.deep.equal([])
    const steps = eventsOf(document).map(({ event }) => event.bizStep)
    expect(steps).to.include.members(['commissioning', 'shipping', 'receiving', 'dispensing'])
  })

  it('leaves the plot of the journey, and names no pack in what it tells', async () => {
    expect(await readFile(join(folder, 'temperature.html'), 'utf8')).to.match(/<h1>Fail<\/h1>/)
    const trace = await readFile(join(folder, 'trace.jsonld'), 'utf8')
    const [, gtin = '', serial = ''] = /\/01\/(\d{14})\/(?:10\/[^/"]+\/)?21\/([^"?/]+)/.exec(trace) ?? []
    expect(serial).to.have.length(12)
    expect(told + JSON.stringify(log))
      .to.not.include(serial)
      .and.not.include(gtin)
  })

  it('tells no health value and no secret on the terminal or in the log', async () => {
    const bundle = JSON.parse(await readFile(join(folder, 'audit-bundle.json'), 'utf8'))
    const text = told + JSON.stringify(log)
    expect(text).to.not.contain(bundle.record.salt)
    expect(text).to.not.match(/valueQuantity|mmHg/)
  })
})
