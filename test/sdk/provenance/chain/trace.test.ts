import { expect } from 'chai'
import { id } from 'ethers'
import { deadlineIn } from '../../../../sdk/chain/time.ts'
import { eventsOf, type ScopedEvent } from '../../../../sdk/epcis/event.ts'
import { eventHash } from '../../../../sdk/epcis/hash/eventHash.ts'
import { standardNamespaces } from '../../../../sdk/epcis/namespaces.ts'
import { validateDocument } from '../../../../sdk/epcis/validateEpcis.ts'
import { acceptTransfer } from '../../../../sdk/provenance/acceptTransfer.ts'
import type { BatchBook } from '../../../../sdk/provenance/batchBook.ts'
import { disaggregateUnit } from '../../../../sdk/provenance/disaggregateUnit.ts'
import { dispensePack } from '../../../../sdk/provenance/dispensePack.ts'
import { findUnit } from '../../../../sdk/provenance/findUnit.ts'
import { packSalt } from '../../../../sdk/provenance/packBody.ts'
import type { PackTree } from '../../../../sdk/provenance/packTree.ts'
import { proposeTransfer } from '../../../../sdk/provenance/proposeTransfer.ts'
import { quarantineUnit } from '../../../../sdk/provenance/quarantineUnit.ts'
import { readHistory } from '../../../../sdk/provenance/readHistory.ts'
import { NO_REASON } from '../../../../sdk/provenance/reason.ts'
import { releaseFromQuarantine } from '../../../../sdk/provenance/releaseFromQuarantine.ts'
import { packUri, tracePack } from '../../../../sdk/provenance/trace.ts'
import { createDrugChain, type DrugChain, MAKER, makeBatch, PHARMACY } from '../support/drugChain.ts'

describe('trace of a pack', () => {
  let drugs: DrugChain
  let book: BatchBook
  let tree: PackTree

  before(async () => {
    drugs = await createDrugChain()
    const units = [{ sscc: '095212340000000013', level: 4, position: 0 }]
    ;({ book, tree } = await makeBatch(drugs, 13, { units }))
    const { unit } = await findUnit(drugs.reader, book.batchId, { index: 5 })
    const expiresAt = await deadlineIn(drugs.reader, 3600)
    const terms = { receiver: PHARMACY, expiresAt, transfer: 'both', isReturn: false } as const
    await proposeTransfer(drugs.as('maker'), unit, terms)
    await acceptTransfer(drugs.as('pharmacy'), unit, 'both')
    await quarantineUnit(drugs.as('pharmacy'), unit, NO_REASON)
    await releaseFromQuarantine(drugs.as('laboratory'), unit, id('examined'))
    await disaggregateUnit(drugs.as('pharmacy'), unit, 0)
    for (const index of [4, 5]) {
      const own = (await findUnit(drugs.reader, book.batchId, { index })).unit
      await dispensePack(drugs.as('pharmacy'), own, {
        index,
        identity: identity(index),
        salt: packSalt(book.secret, index),
        proof: tree.proof(index),
      })
    }
  })

  const identity = (index: number) => ({ gtin: book.gtin, lot: book.lot, serial: `S${index}` })
  const sensorEvent = (eventTime: string): ScopedEvent => ({
    event: {
      type: 'ObjectEvent',
      eventTime,
      eventTimeZoneOffset: '+00:00',
      action: 'OBSERVE',
      bizStep: 'sensor_reporting',
      epcList: [packUri(identity(5))],
      'logger:place': 'shelf 3',
    },
    namespaces: {
      prefixes: new Map([...standardNamespaces.prefixes, ['logger', 'https://logger.example/ns/']]),
      isOpen: false,
    },
  })

  it("joins the chain's steps with what was captured, in the order of time, as valid EPCIS", async () => {
    const captured = [sensorEvent('2020-01-01T00:00:00Z'), sensorEvent('2090-01-01T01:00:00+01:00')]
    const pack = { batchId: book.batchId, index: 5, identity: identity(5) }
    const options = { units: book.units, directory: { [MAKER]: '9521234500001' } }
    const document = await tracePack(drugs.reader, pack, [...captured, ...captured], options)
    const json = JSON.parse(JSON.stringify(document)) as Record<string, unknown>
    expect(validateDocument(json).problems).to.deep.equal([])
    const events = eventsOf(json)
    expect(events.map(({ event }) => event.bizStep)).to.deep.equal([
      'sensor_reporting',
      'commissioning',
      'inspecting',
      'shipping',
      'receiving',
      'holding',
      'inspecting',
      'unpacking',
      'dispensing',
      'sensor_reporting',
    ])
    expect(events[7]?.event).to.include({ parentID: 'https://id.gs1.org/00/095212340000000013' })
    for (const event of events.slice(1, -1)) expect(event.event.eventID).to.equal(eventHash(event))
    expect(JSON.stringify(json)).not.to.include(book.secret.slice(2))
    // Nothing of the pack beside it.
    expect(JSON.stringify(json)).not.to.include('/21/S4')
  })

  it('shows no hold of a divided unit for a pack that had left it', async () => {
    const { book: divided } = await makeBatch(drugs, 16)
    const { batchId } = divided
    const whole = (await findUnit(drugs.reader, batchId, { index: 0 })).unit
    await disaggregateUnit(drugs.as('maker'), whole, 0)
    const sold = (await findUnit(drugs.reader, batchId, { index: 5 })).unit
    const expiresAt = await deadlineIn(drugs.reader, 3600)
    const terms = { receiver: PHARMACY, expiresAt, transfer: 'both', isReturn: false } as const
    await proposeTransfer(drugs.as('maker'), sold, terms)
    await acceptTransfer(drugs.as('pharmacy'), sold, 'both')
    await quarantineUnit(drugs.as('maker'), whole, NO_REASON)
    await releaseFromQuarantine(drugs.as('laboratory'), whole, id('examined'))
    await quarantineUnit(drugs.as('maker'), whole, NO_REASON)
    const stepsOf = async (index: number) => {
      const { state } = await findUnit(drugs.reader, batchId, { index })
      const names = (await readHistory(drugs.reader, batchId, index)).map(({ name }) => name)
      return { holds: state.holds, steps: names.filter((name) => name.startsWith('hold')) }
    }
    expect(await stepsOf(5)).to.deep.equal({ holds: [], steps: [] })
    expect(await stepsOf(6)).to.deep.equal({
      holds: ['quarantined'],
      steps: ['hold-put', 'hold-lifted', 'hold-put'],
    })
    const document = await tracePack(drugs.reader, { batchId, index: 5, identity: identity(5) }, [])
    const dispositions = eventsOf(JSON.parse(JSON.stringify(document))).map(({ event }) => event.disposition)
    expect(dispositions.at(-1)).to.equal('in_progress')
    expect(dispositions).to.not.include('non_sellable_other')
  })

  it('never says with the end of one thing what disposition a pack has: others may stay', async () => {
    const pack = { batchId: book.batchId, index: 5, identity: identity(5) }
    const json = JSON.parse(JSON.stringify(await tracePack(drugs.reader, pack, [])))
    const said = eventsOf(json).map(({ event }) => [event.bizStep, event.disposition])
    expect(said).to.deep.include(['unpacking', undefined])
    expect(said.slice(4, 6)).to.deep.equal([
      ['holding', 'non_sellable_other'],
      ['inspecting', undefined],
    ])
  })

  it('is the same each time, and of a captured step of its own holds one', async () => {
    const pack = { batchId: book.batchId, index: 5, identity: identity(5) }
    const now = new Date(0)
    const first = await tracePack(drugs.reader, pack, [], { now })
    const again = await tracePack(drugs.reader, pack, eventsOf(JSON.parse(JSON.stringify(first))), { now })
    expect(again).to.deep.equal(first)
  })
})
