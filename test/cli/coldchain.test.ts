import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { parseTimeZone, parseUnit } from '../../cli/commands/coldchain/options.ts'
import { coldChainPage } from '../../cli/commands/coldchain/page.ts'
import { readLog } from '../../cli/commands/coldchain/readLog.ts'
import { readProfile } from '../../cli/commands/coldchain/readProfile.ts'
import { eventHash } from '../../sdk/epcis/hash/eventHash.ts'
import { parseEpcis } from '../../sdk/epcis/validateEpcis.ts'
import { assessLog } from '../../sdk/provenance/coldChain/assess.ts'
import { profileHash, profiles } from '../../sdk/provenance/coldChain/profile.ts'
import { aggregationEvent, documentOf } from '../sdk/epcis/sampleDocument.ts'
import { csvOf, every, fridge, HOUR, logOf, MINUTE, NOW } from '../sdk/provenance/coldChain/logs.ts'
import { expectFailure, expectJson, runSalus, temporaryFolder } from './support/runSalus.ts'

interface Assessed {
  readonly verdict: string
  readonly reasons: readonly { readonly code: string; readonly effect: string }[]
  readonly profileHash: string
  readonly modelHash: string | null
  readonly summary: { readonly maximum: number; readonly minutesOutside: number }
  readonly excursions: readonly { readonly from: string; readonly peak: number }[]
  readonly eventHash?: string
}

// A day a year before any test runs: a log is never in the future.
const start = Date.UTC(2025, 10, 1)
const warm = (minute: number) => (minute >= 300 && minute < 360 ? 11 + (minute % 4) / 10 : null)

describe('salus coldchain', () => {
  const folder = temporaryFolder()
  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }
  const excursion = file('excursion.csv', csvOf(every(MINUTE, fridge(600, warm), start)))
  const hot = file(
    'hot.csv',
    csvOf(
      every(
        MINUTE,
        fridge(600, (minute) => (warm(minute) ?? 0) * 2 || null),
        start,
      ),
    ),
  )
  const gap = file(
    'gap.csv',
    csvOf([...every(MINUTE, fridge(60), start), ...every(MINUTE, fridge(60), start + 5 * HOUR)]),
  )
  const assess = (log: string, ...more: string[]) => [
    'coldchain',
    'assess',
    '--log',
    log,
    '--profile',
    'cold',
    ...more,
  ]

  it('assess: verdict, figures and a table of excursions; 0 for pass', async () => {
    const { code, stdout, stderr } = await runSalus(assess(excursion))
    expect([code, stderr]).to.deep.equal([0, ''])
    expect(stdout).to.match(/^pass {2}The log shows/)
    expect(stdout).to.match(/MKT +\d\.\d\d °C, at most 8\.00 °C \(ΔH 83\.144 kJ\/mol, windows of 24 h\)/)
    expect(stdout).to.match(/above +2025-11-01 05:00:00 UTC +1:00:00 +11\.30 °C +\d\.\d\d °C/)
  })

  it('assess: 1 for fail and for unknown, with the reasons', async () => {
    const failed = await expectJson<Assessed>(assess(hot), {}, 1)
    expect([failed.verdict, failed.reasons[0]?.code]).to.deep.equal(['fail', 'ABOVE_MAXIMUM'])
    expect(failed.modelHash).to.match(/^0x[0-9a-f]{64}$/)
    const unknown = await expectJson<Assessed>(assess(gap, '--no-network'), {}, 1)
    expect([unknown.verdict, unknown.reasons[0]?.code]).to.deep.equal(['unknown', 'GAP'])
    expect([unknown.profileHash, unknown.modelHash]).to.deep.equal([profileHash(profiles.cold), null])
  })

  it('assess: a page, an event that is assessed alike, and its hash', async () => {
    const [page, event] = [join(folder, 'log.html'), join(folder, 'event.jsonld')]
    const epc = 'urn:epc:id:sgtin:0614141.107346.2018'
    const options = ['--page', page, '--event', event, '--epc', epc, '--no-network']
    const own = await expectJson<Assessed>(assess(excursion, ...options))
    expect(readFileSync(page, 'utf8')).to.contain('Excursions from the range of the label')
    const again = assessLog(await readLog(event, {}, NOW), profiles.cold)
    expect(again.summary).to.deep.equal(own.summary)
    expect(parseEpcis(readFileSync(event)).map(eventHash)).to.deep.equal([own.eventHash])
  })

  it('fails in one sentence, and writes nothing', async () => {
    const page = join(folder, 'none.html')
    await expectFailure(assess(join(folder, 'none.csv'), '--page', page), 2, 'INPUT_NOT_FOUND')
    await expectFailure(
      assess(excursion, '--event', page, '--no-network', '--epc', 'a pack'),
      2,
      'EPCIS_INVALID',
    )
    await expectFailure(assess(excursion, '--event', page, '--no-network'), 2, 'USAGE_INVALID')
    expect(existsSync(page)).to.equal(false)
  })
})

describe('readLog and readProfile', () => {
  const folder = temporaryFolder()
  const file = (name: string, content: string): string => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }
  const refused = (act: Promise<unknown>) =>
    act.then(
      () => 'taken',
      (error: { code: string }) => error.code,
    )

  it('take units, offsets and profiles of one’s own', async () => {
    const fahrenheit = file('f.csv', 'time,temp\n2025-11-01 00:00,41\n2025-11-01 00:01,41.9\n')
    const log = await readLog(fahrenheit, { unit: parseUnit('f'), timeZone: parseTimeZone('+02:00') }, NOW)
    expect(log.readings).to.deep.equal(every(MINUTE, [5, 5.5], Date.UTC(2025, 9, 31, 22)))
    const mine = { ...profiles.cold, name: 'mine', absolute: { minimum: 2, maximum: 9 } }
    expect(await readProfile(file('custom.json', JSON.stringify(mine)))).to.deep.equal(mine)
    expect(await readProfile('room')).to.equal(profiles.room)
  })

  it('refuse what is neither', async () => {
    const read = (text: string) => refused(readLog(file('log', text), {}, NOW))
    expect(await read('')).to.equal('READINGS_INVALID')
    expect(await read('{"type":"ObjectEvent"}')).to.equal('EPCIS_INVALID')
    expect(await read(JSON.stringify(documentOf(aggregationEvent())))).to.equal('READINGS_INVALID')
    expect(await refused(readProfile('warm'))).to.equal('USAGE_INVALID')
    expect(await refused(readProfile('none.json'))).to.equal('INPUT_NOT_FOUND')
    for (const text of ['', '{"name":"a","name":"b"}', '{}', '[]', `${'['.repeat(99)}`]) {
      expect(await refused(readProfile(file('p.json', text)))).to.equal('COLD_CHAIN_PROFILE_INVALID')
    }
    expect(() => parseUnit('kelvin')).to.throw(/C or F/)
    expect(() => parseTimeZone('Europe/Vienna')).to.throw(/offset/)
  })
})

describe('coldChainPage', () => {
  const log = logOf(every(MINUTE, fridge(600, warm)))
  const hostile = '<script>alert(1)</script>"\'&\u202e.csv'
  const profile = { ...profiles.cold, source: '</style><img src=x onerror=alert(1)>' }
  const page = coldChainPage(hostile, log, profile, assessLog(log, profile))
  const plain = coldChainPage('readings.csv', log, profiles.cold, assessLog(log, profiles.cold))

  it('escapes what others wrote', () => {
    expect(page).to.not.match(/<script|<img/)
    expect(page.match(/<\/style>/g)).to.have.length(1)
    expect(page).to.contain('&lt;script&gt;alert(1)&lt;/script&gt;').and.to.contain('⟦U+202E⟧')
  })

  it('allows its own style sheet by hash, and nothing else', () => {
    const sheet = /<style>([\s\S]*)<\/style>/.exec(plain)?.[1] ?? ''
    const hash = createHash('sha256').update(sheet).digest('base64')
    expect(plain).to.contain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    )
    expect(plain.replaceAll('http://www.w3.org/2000/svg', '')).to.not.match(
      /\sstyle=|\ssrc=|\shref=|https?:|url\(/i,
    )
  })

  it('has the plot with a title and a description, and the same as a table', () => {
    expect(page).to.match(/<svg[^>]*role="img" aria-labelledby="temperature-log-title"/)
    expect(page).to.contain('<desc id="temperature-log-description">600 readings')
    expect(page).to.match(/<td>above<\/td><td>2026-11-01 05:00<\/td>/)
  })
})
