import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { openRepository, type Repository, STAFF_TOKEN } from '../gateway/epcis/support.ts'
import { allEvents, documentOf, objectEvent } from '../sdk/epcis/sampleDocument.ts'
import { expectFailure, expectJson, runSalus, temporaryFolder } from './support/runSalus.ts'

interface Captured {
  readonly captured: readonly {
    readonly ok: boolean
    readonly events: number
    readonly errors: readonly { readonly detail: string }[]
  }[]
}

describe('salus epcis with a repository', () => {
  const folder = temporaryFolder()
  const [good, bad] = ['good.jsonld', 'bad.jsonld'].map((name) => join(folder, name)) as [string, string]
  writeFileSync(good, JSON.stringify(documentOf(...allEvents())))
  const later = { ...objectEvent(), eventTime: '2026-04-01T00:00:00Z' }
  writeFileSync(bad, JSON.stringify(documentOf({ ...objectEvent(), action: 'MOVE' }, later)))
  let repository: Repository
  let staff: Record<string, string>
  before(async () => {
    repository = await openRepository()
    staff = { SALUS_GATEWAY_URL: repository.url, SALUS_GATEWAY_TOKEN: STAFF_TOKEN }
  })
  after(() => repository.close())

  it('capture: each document and its events, new ones once', async () => {
    const { captured } = await expectJson<Captured>(['epcis', 'capture', good, good], staff)
    expect(captured.map(({ ok, events }) => [ok, events])).to.deep.equal([
      [true, 5],
      [true, 0],
    ])
  })

  it('capture: none or the good ones of a bad document, with what is wrong, exit code 1', async () => {
    const none = await runSalus(['epcis', 'capture', bad], staff)
    expect([none.code, none.stderr]).to.deep.equal([1, ''])
    expect(none.stdout).to.match(/✗ .*bad\.jsonld: 0 new events/)
    expect(none.stdout).to.match(/eventList\[0\]\.action/)
    const { captured } = await expectJson<Captured>(['epcis', 'capture', bad, '--proceed'], staff, 1)
    expect([captured[0]?.ok, captured[0]?.events]).to.deep.equal([false, 1])
    expect(captured[0]?.errors[0]?.detail).to.contain('eventList[0]')
  })

  it('query: events as a table, or as a document that can be captured again', async () => {
    const asked = [
      'epcis',
      'query',
      '--epc',
      'urn:epc:id:sgtin:4012345.011111.S2',
      '--where',
      'EQ_action=ADD|OBSERVE',
    ]
    const { code, stdout, stderr } = await runSalus([...asked, '--until', '2026-03-15T00:00:00Z'], staff)
    expect([code, stderr]).to.deep.equal([0, ''])
    const rows = stdout.trimEnd().split('\n')
    expect(rows.map((row) => row.split(/ {2,}/)[1])).to.deep.equal([
      'Event',
      'Transaction',
      'Aggregation',
      'Object',
    ])
    expect(rows[3]).to.match(/commissioning +active +https:\/\/id\.gs1\.org\S+ and 1 more$/)

    const document = await expectJson([...asked, '--limit', '2'], staff)
    const file = join(folder, 'again.jsonld')
    writeFileSync(file, JSON.stringify(document))
    const { captured } = await expectJson<Captured>(['epcis', 'capture', file], staff)
    expect([captured[0]?.ok, captured[0]?.events]).to.deep.equal([true, 0])
    expect((await runSalus(['epcis', 'query', '--step', 'killing'], staff)).stdout).to.match(/^No events/)
  })

  it('query: conditions by --where count as those that have an option', async () => {
    const where = ['MATCH_anyEPC=urn:epc:id:sgtin:4012345.011111.S2', 'EQ_action=ADD', 'orderDirection=ASC']
    const args = ['epcis', 'query', '--until', '2026-03-15T00:00:00Z']
    for (const condition of where) args.push('--where', condition)
    const { epcisBody } = await expectJson<{ epcisBody: { eventList: { type: string }[] } }>(args, staff)
    expect(epcisBody.eventList.map(({ type }) => type)).to.deep.equal(['ObjectEvent', 'AggregationEvent'])
  })

  it('fails in one sentence', async () => {
    const url = { SALUS_GATEWAY_URL: repository.url }
    await expectFailure(['epcis', 'capture', good], 2, 'CONFIG_INVALID', url)
    await expectFailure(['epcis', 'query'], 2, 'CONFIG_INVALID', url)
    await expectFailure(['epcis', 'query', '--limit', '0'], 2, 'USAGE_INVALID', staff)
    await expectFailure(['epcis', 'capture', good], 1, 'NOT_AUTHORISED', {
      ...staff,
      SALUS_GATEWAY_TOKEN: 'x',
    })
    const sentence = await expectFailure(
      ['epcis', 'query', '--where', 'EQ_x=1'],
      1,
      'EPCIS_QUERY_INVALID',
      staff,
    )
    expect(sentence).to.contain('EQ_x')
  })
})
