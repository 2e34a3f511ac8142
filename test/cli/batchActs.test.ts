import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { Wallet } from 'ethers'
import { type Actor, localActors } from '../../cli/local/actors.ts'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { deadlineIn } from '../../sdk/chain/time.ts'
import { acceptTransfer } from '../../sdk/provenance/acceptTransfer.ts'
import { type BatchBook, createBatchBook, treeOfBook } from '../../sdk/provenance/batchBook.ts'
import { commissionBatch } from '../../sdk/provenance/commissionBatch.ts'
import { disaggregateUnit } from '../../sdk/provenance/disaggregateUnit.ts'
import { findUnit } from '../../sdk/provenance/findUnit.ts'
import { proposeTransfer } from '../../sdk/provenance/proposeTransfer.ts'
import { readBatch } from '../../sdk/provenance/readBatch.ts'
import { releaseBatch } from '../../sdk/provenance/releaseBatch.ts'
import { wholeBatch } from '../../sdk/provenance/unit.ts'
import { expectFailure, expectJson, temporaryFolder } from './support/runSalus.ts'
import { type SettledChain, startSettledChain } from './support/settledChain.ts'

/** Levels of the batch, and of the cases that it is split into. */
const DEPTH = 5
const CASE = 2

/** What happens to units besides their way to the counter, each told of a case of its own. */
describe('salus batch, besides the way to the counter', () => {
  const folder = temporaryFolder(() => network?.close())
  const actors = localActors()
  const { manufacturer, manufacturerQuality, distributor, pharmacy } = actors
  let network: SettledChain
  let chain: string[]
  let book: BatchBook

  const own = (actor: Actor) =>
    connectContracts(network.deployment, new Wallet(actor.privateKey, network.provider))
  const as = (actor: Actor) => ({ SALUS_KEY: actor.privateKey })
  const unit = (position: number) => `${book.batchId}/${CASE}/${position}`
  const caseAt = (position: number) => ({
    batchId: book.batchId,
    level: CASE,
    position,
    parentLevel: DEPTH,
  })
  const stateOf = async (position: number) =>
    (await findUnit(own(manufacturer), book.batchId, caseAt(position))).state
  const command = (...args: string[]) => ['batch', ...args, ...chain]
  const because = (name: string) => ['--reason', 'the seal was broken', '--keep', join(folder, name)]

  before(async () => {
    network = await startSettledChain(folder, [])
    chain = ['--rpc', network.rpc, '--deployments', network.deployments]
    const contracts = own(manufacturer)
    book = await createBatchBook({
      contracts,
      maker: manufacturer.organisation,
      gtin: '09506000134352',
      lot: 'B42',
      expiry: '2050-06-30',
      serials: Array.from({ length: 2 ** DEPTH }, (_, index) => `S${index}`),
    })
    await commissionBatch(contracts, book, await treeOfBook(book))
    await releaseBatch(own(manufacturerQuality), book)
    await disaggregateUnit(contracts, wholeBatch(book.batchId, DEPTH), CASE)
  })

  it('join: only who keeps all parts, and then it is one unit that can be split again', async () => {
    await expectFailure(command('join', book.batchId), 1, 'NOT_ENTITLED', as(pharmacy))
    const joined = await expectJson(command('join', book.batchId), as(manufacturer))
    expect(joined).to.include({ unit: `${book.batchId}/${DEPTH}/0` })
    await expectFailure(command('join', book.batchId), 1, 'UNIT_NOT_CURRENT', as(manufacturer))
    const { parts } = await expectJson(
      command('split', book.batchId, '--level', String(CASE)),
      as(manufacturer),
    )
    expect(parts).to.deep.equal({ count: 8, first: unit(0), last: unit(7) })
  })

  it('cancel: withdraws what was offered, once, and nothing is left to accept', async () => {
    const to = ['--to', pharmacy.organisation, '--transfer', 'custody']
    await expectJson(command('ship', unit(0), ...to), as(manufacturer))
    const args = command('cancel', unit(0), '--transfer', 'custody')
    await expectFailure(args, 1, 'NOT_ENTITLED', as(pharmacy))
    expect(await expectJson(args, as(manufacturer))).to.include({ unit: unit(0), transfer: 'custody' })
    await expectFailure(command('receive', unit(0)), 1, 'TRANSFER_REFUSED', as(pharmacy))
  })

  it('return, restock: what came back is on sale only after its keeper says so', async () => {
    const expiresAt = await deadlineIn(own(manufacturer), 3600)
    const terms = {
      receiver: distributor.organisation,
      expiresAt,
      transfer: 'both',
      isReturn: false,
    } as const
    await proposeTransfer(own(manufacturer), caseAt(1), terms)
    await acceptTransfer(own(distributor), caseAt(1), 'both')
    const back = command('return', unit(1), '--to', manufacturer.organisation)
    expect(await expectJson(back, as(distributor))).to.include({ unit: unit(1), isReturn: true })
    await expectJson(command('receive', unit(1)), as(manufacturer))
    expect((await stateOf(1)).lifecycle).to.equal('returned')
    const restock = command('restock', unit(1), ...because('restock.json'))
    await expectFailure(restock, 1, 'NOT_ENTITLED', as(distributor))
    // What the refused command kept stays: the words of a reason are never written over.
    expect(await expectFailure(restock, 2, 'USAGE_INVALID', as(manufacturer))).to.include('not overwritten')
    const again = command('restock', unit(1), ...because('restocked.json'))
    expect(await expectJson(again, as(manufacturer))).to.include({ unit: unit(1) })
    expect((await stateOf(1)).lifecycle).to.equal('available')
    expect(JSON.parse(readFileSync(join(folder, 'restocked.json'), 'utf8')).text).to.equal(
      'the seal was broken',
    )
  })

  it('destroy, stolen, sample: not without a reason and a yes, and then for good', async () => {
    const ends = [
      { name: 'destroy', position: 2, lifecycle: 'destroyed' },
      { name: 'stolen', position: 3, lifecycle: 'stolen' },
      { name: 'sample', position: 4, lifecycle: 'sampled' },
    ]
    const args = ({ name, position }: { name: string; position: number }) =>
      command(name, unit(position), ...because(`${name}.json`))
    await Promise.all([
      expectFailure(command('destroy', unit(2), '--yes'), 2, 'USAGE_INVALID', as(manufacturer)),
      ...ends.map((end) => expectFailure(args(end), 2, 'USAGE_INVALID', as(manufacturer))),
    ])
    for (const end of ends) {
      expect((await stateOf(end.position)).lifecycle).to.equal('available')
      const found = await expectJson([...args(end), '--yes'], as(manufacturer))
      expect(found).to.include({ unit: unit(end.position), kept: join(folder, `${end.name}.json`) })
      expect((await stateOf(end.position)).lifecycle).to.equal(end.lifecycle)
    }
    const ship = command('ship', unit(2), '--to', pharmacy.organisation)
    await expectFailure(ship, 1, 'UNIT_STATE_REFUSED', as(manufacturer))
  })

  it('amend-expiry: by its maker alone, to a day that is still to come', async () => {
    const amend = (expiry: string) => command('amend-expiry', book.batchId, '--expiry', expiry)
    await Promise.all([
      expectFailure(amend('2051-02-30'), 2, 'GS1_INVALID', as(manufacturer)),
      expectFailure(amend('2051-01-31'), 1, 'NOT_ACCREDITED', as(pharmacy)),
      expectFailure(amend('2020-01-31'), 1, 'BATCH_TERMS_INVALID', as(manufacturer)),
    ])
    const found = await expectJson(amend('2051-01-31'), as(manufacturer))
    expect(found).to.include({ batchId: book.batchId, expiry: '2051-01-31' })
    expect((await readBatch(own(manufacturer), book.batchId)).expiry).to.equal('2051-01-31')
  })
})
