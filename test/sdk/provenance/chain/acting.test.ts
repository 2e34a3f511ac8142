import { expect } from 'chai'
import { id } from 'ethers'
import { deadlineIn } from '../../../../sdk/chain/time.ts'
import { acceptTransfer } from '../../../../sdk/provenance/acceptTransfer.ts'
import { aggregateUnit } from '../../../../sdk/provenance/aggregateUnit.ts'
import { anchorNode } from '../../../../sdk/provenance/anchorNode.ts'
import { type BatchBook, createBatchBook, treeOfBook } from '../../../../sdk/provenance/batchBook.ts'
import { cancelTransfer } from '../../../../sdk/provenance/cancelTransfer.ts'
import { commissionBatch } from '../../../../sdk/provenance/commissionBatch.ts'
import { destroyUnit } from '../../../../sdk/provenance/destroyUnit.ts'
import { disaggregateUnit } from '../../../../sdk/provenance/disaggregateUnit.ts'
import { dispensePack } from '../../../../sdk/provenance/dispensePack.ts'
import { expiryDay } from '../../../../sdk/provenance/expiry.ts'
import { findUnit } from '../../../../sdk/provenance/findUnit.ts'
import { configureClocks } from '../../../../sdk/provenance/investigations/configureClocks.ts'
import { determineInvestigation } from '../../../../sdk/provenance/investigations/determineInvestigation.ts'
import { findInvestigation } from '../../../../sdk/provenance/investigations/findInvestigation.ts'
import { notifyIllegitimate } from '../../../../sdk/provenance/investigations/notifyIllegitimate.ts'
import { openInvestigation } from '../../../../sdk/provenance/investigations/openInvestigation.ts'
import { readInvestigation } from '../../../../sdk/provenance/investigations/readInvestigation.ts'
import { listProposals } from '../../../../sdk/provenance/listProposals.ts'
import { packSalt } from '../../../../sdk/provenance/packBody.ts'
import { PACK_LEAF } from '../../../../sdk/provenance/packLeaf.ts'
import type { PackTree } from '../../../../sdk/provenance/packTree.ts'
import { proposeTransfer, type TransferTerms } from '../../../../sdk/provenance/proposeTransfer.ts'
import { quarantineUnit } from '../../../../sdk/provenance/quarantineUnit.ts'
import { readBatch } from '../../../../sdk/provenance/readBatch.ts'
import { readHistory } from '../../../../sdk/provenance/readHistory.ts'
import { NO_REASON, reasonCommitment } from '../../../../sdk/provenance/reason.ts'
import { recallPacks } from '../../../../sdk/provenance/recallPacks.ts'
import { rejectTransfer } from '../../../../sdk/provenance/rejectTransfer.ts'
import { releaseBatch } from '../../../../sdk/provenance/releaseBatch.ts'
import { releaseFromQuarantine } from '../../../../sdk/provenance/releaseFromQuarantine.ts'
import { requireCommissioned } from '../../../../sdk/provenance/requireCommissioned.ts'
import { undoDispense } from '../../../../sdk/provenance/undoDispense.ts'
import type { UnitRef } from '../../../../sdk/provenance/unit.ts'
import { expectError } from '../../../helpers/expectError.ts'
import {
  CARRIER,
  createDrugChain,
  DISTRIBUTOR,
  type DrugChain,
  MAKER,
  makeBatch,
  type Party,
  PHARMACY,
} from '../support/drugChain.ts'

describe('acts on batches and units', () => {
  let drugs: DrugChain
  let book: BatchBook
  let tree: PackTree
  let restore: () => Promise<void>

  before(async () => {
    drugs = await createDrugChain()
    ;({ book, tree } = await makeBatch(drugs, 13))
    restore = (await drugs.chain.networkHelpers.takeSnapshot()).restore
  })
  afterEach(async () => {
    await restore()
    restore = (await drugs.chain.networkHelpers.takeSnapshot()).restore
  })

  const whole = async (): Promise<UnitRef> => (await findUnit(drugs.reader, book.batchId, { index: 0 })).unit
  const offer = async (change: Partial<TransferTerms> = {}): Promise<TransferTerms> => ({
    receiver: DISTRIBUTOR,
    expiresAt: await deadlineIn(drugs.reader, 3600),
    transfer: 'both',
    isReturn: false,
    ...change,
  })
  const hand = async (unit: UnitRef, from: Party, to: Party, receiver: string) => {
    await proposeTransfer(drugs.as(from), unit, await offer({ receiver }))
    await acceptTransfer(drugs.as(to), unit, 'both')
  }
  const pack = (index: number) => ({
    index,
    identity: { gtin: book.gtin, lot: book.lot, serial: `S${index}` },
    salt: packSalt(book.secret, index),
    proof: tree.proof(index),
  })

  it('put a batch on the chain that is the one of its book', async () => {
    expect(await drugs.reader.drugProvenance.PACK_LEAF()).to.equal(PACK_LEAF)
    expect(await readBatch(drugs.reader, book.batchId)).to.deep.equal({
      root: tree.root,
      depth: 4,
      expiry: book.expiry,
      isRecalled: false,
      recalls: [],
    })
    await requireCommissioned(drugs.reader, book, tree)
    const refused = (change: Partial<BatchBook>, words: RegExp) =>
      expectError(
        () => requireCommissioned(drugs.reader, { ...book, ...change }, tree),
        'BATCH_REFUSED',
        words,
      )
    await refused({ chainId: 1 }, /another chain/)
    await refused({ contract: MAKER }, /another chain or contract/)
    await refused({ maker: DISTRIBUTOR }, /another maker/)
    await refused({ nonce: id('another') }, /another maker/)
    await refused({ expiry: '2031-01-01' }, /another expiry/)
    const other = { ...tree, root: id('other') }
    await expectError(() => requireCommissioned(drugs.reader, book, other), 'BATCH_REFUSED', /other packs/)
  })

  it('refuse a second batch of one nonce, an expiry that has passed, and who is no maker', async () => {
    const maker = drugs.as('maker')
    await expectError(() => commissionBatch(maker, book, tree), 'BATCH_EXISTS', /commissioned already/)
    const late = { expiry: '2020-01-01', nonce: id('late') }
    await expectError(
      () => commissionBatch(maker, late, tree),
      'BATCH_TERMS_INVALID',
      /2020-01-01, has passed/,
    )
    await expectError(
      () => commissionBatch(drugs.as('pharmacy'), book, tree),
      'NOT_ACCREDITED',
      /no accreditation/,
    )
    const draft = await createBatchBook({
      contracts: maker,
      maker: MAKER,
      gtin: book.gtin,
      lot: 'L8',
      expiry: book.expiry,
      serials: ['A', 'B'],
    })
    await commissionBatch(maker, draft, await treeOfBook(draft))
    const { unit } = await findUnit(maker, draft.batchId, { index: 1 })
    await expectError(
      () => disaggregateUnit(maker, unit, 0),
      'UNIT_STATE_REFUSED',
      /not released.*disaggregated/,
    )
    await expectError(() => releaseBatch(maker, draft), 'NOT_ACCREDITED', /no accreditation/)
  })

  it('move units by two steps, and list what is offered', async () => {
    const unit = await whole()
    await proposeTransfer(drugs.as('maker'), unit, await offer())
    const [proposal, ...more] = await listProposals(drugs.reader, { receiver: DISTRIBUTOR })
    expect(more).to.deep.equal([])
    expect(proposal).to.deep.include({
      unit,
      proposer: MAKER,
      transfer: 'both',
      isReturn: false,
      isBlocked: false,
    })
    await expectError(
      () => offer().then((terms) => proposeTransfer(drugs.as('maker'), unit, terms)),
      'TRANSFER_REFUSED',
      /open until/,
    )
    await expectError(
      () => acceptTransfer(drugs.as('pharmacy'), unit, 'both'),
      'NOT_ENTITLED',
      /does not act/,
    )
    await quarantineUnit(drugs.as('maker'), unit, NO_REASON)
    expect(await listProposals(drugs.reader, { batchId: book.batchId })).to.deep.equal([])
    await expectError(
      () => offer().then((terms) => proposeTransfer(drugs.as('maker'), unit, terms)),
      'UNIT_STATE_REFUSED',
      /quarantined/,
    )
    await expectError(
      () => releaseFromQuarantine(drugs.as('quality'), unit, id('examined')),
      'NOT_ENTITLED',
      /another organisation/,
    )
    await expectError(
      () => releaseFromQuarantine(drugs.as('laboratory'), unit, NO_REASON),
      'BATCH_TERMS_INVALID',
      /needs a reason/,
    )
    await releaseFromQuarantine(
      drugs.as('laboratory'),
      unit,
      reasonCommitment('thawed by the book', id('salt')),
    )
    await proposeTransfer(drugs.as('maker'), unit, await offer())
    await acceptTransfer(drugs.as('distributor'), unit, 'both')
    expect(await listProposals(drugs.reader, { proposer: MAKER })).to.deep.equal([])
    await expectError(
      () => acceptTransfer(drugs.as('distributor'), unit, 'both'),
      'TRANSFER_REFUSED',
      /no such/,
    )
  })

  it('leave offers of what was recalled without effect', async () => {
    const unit = await whole()
    await proposeTransfer(drugs.as('maker'), unit, await offer())
    await recallPacks(drugs.as('maker'), book, { from: 0, to: 16 }, NO_REASON)
    expect((await listProposals(drugs.reader, { batchId: book.batchId }))[0]?.isBlocked).to.equal(true)
    await expectError(
      () => acceptTransfer(drugs.as('distributor'), unit, 'both'),
      'UNIT_STATE_REFUSED',
      /available, recalled, so it cannot be transferred/,
    )
    expect((await readBatch(drugs.reader, book.batchId)).isRecalled).to.equal(true)
  })

  it('take offers back, refuse them, and forget those that expired', async () => {
    const unit = await whole()
    await proposeTransfer(drugs.as('maker'), unit, await offer({ transfer: 'custody', receiver: CARRIER }))
    await cancelTransfer(drugs.as('maker'), unit, 'custody')
    await proposeTransfer(drugs.as('maker'), unit, await offer())
    await rejectTransfer(drugs.as('distributor'), unit, 'both')
    expect(await listProposals(drugs.reader, {})).to.deep.equal([])
    await proposeTransfer(drugs.as('maker'), unit, await offer())
    expect(await listProposals(drugs.reader, {})).to.have.length(1)
    await drugs.chain.networkHelpers.time.increase(3601)
    await drugs.chain.networkHelpers.mine(1)
    expect(await listProposals(drugs.reader, {})).to.deep.equal([])
  })

  it('find units where they are, and say where they are not', async () => {
    const maker = drugs.as('maker')
    const { batchId } = book
    await disaggregateUnit(maker, await whole(), 2)
    const { unit } = await findUnit(maker, batchId, { index: 9 })
    expect(unit).to.deep.equal({ batchId, level: 2, position: 2, parentLevel: 4 })
    expect((await findUnit(maker, batchId, { level: 4, position: 0 })).state.childLevel).to.equal(2)
    expect((await findUnit(maker, batchId, { level: 0, position: 9 })).unit.level).to.equal(2)
    await expectError(
      () => findUnit(maker, batchId, { level: 3, position: 1 }),
      'UNIT_NOT_CURRENT',
      /smaller/,
    )
    await expectError(() => findUnit(maker, batchId, { index: 16 }), 'UNIT_INVALID', /no such place/)
    await expectError(() => findUnit(maker, id('none'), { index: 0 }), 'BATCH_NOT_FOUND', /no batch/)
    await hand(unit, 'maker', 'distributor', DISTRIBUTOR)
    const four = { batchId, level: 4, position: 0, parentLevel: 4 }
    await expectError(() => aggregateUnit(maker, four), 'UNIT_STATE_REFUSED', /not like the first/)
    const stale = { ...unit, level: 3, position: 1 }
    await expectError(() => destroyUnit(maker, stale, NO_REASON), 'UNIT_NOT_CURRENT', /There is no unit/)
  })

  it('dispense a pack once, and undo it within the window', async () => {
    const pharmacy = drugs.as('pharmacy')
    const unit = await whole()
    await hand(unit, 'maker', 'pharmacy', PHARMACY)
    const prescription = id('prescription')
    const wrong = { ...pack(3), identity: { ...pack(3).identity, serial: 'S4' } }
    await expectError(() => dispensePack(pharmacy, unit, wrong), 'PACK_REFUSED', /not show that the pack 3/)
    await dispensePack(pharmacy, unit, pack(3), prescription)
    await expectError(
      () => dispensePack(pharmacy, unit, pack(3)),
      'ALREADY_DISPENSED',
      /pack 3 was dispensed/,
    )
    await expectError(
      () => dispensePack(pharmacy, unit, pack(4), prescription),
      'PRESCRIPTION_REFUSED',
      /filled already/,
    )
    await expectError(
      () => undoDispense(pharmacy, unit, 3, id('other')),
      'PRESCRIPTION_REFUSED',
      /not filled/,
    )
    await undoDispense(pharmacy, unit, 3, prescription)
    await expectError(() => undoDispense(pharmacy, unit, 3), 'UNIT_STATE_REFUSED', /not dispensed/)
    // A shorter proof, from a node that anyone may anchor.
    await anchorNode(drugs.as('carrier'), { batchId: book.batchId, level: 2, position: 1 }, tree)
    await dispensePack(pharmacy, unit, { ...pack(5), proof: tree.proof(5, 2) })
    await drugs.chain.networkHelpers.time.increase(11 * 86_400)
    await expectError(() => undoDispense(pharmacy, unit, 5), 'UNIT_STATE_REFUSED', /time to undo is over/)
    const forged = { node: () => id('x'), nodeProof: tree.nodeProof }
    await expectError(
      () => anchorNode(pharmacy, { batchId: book.batchId, level: 1, position: 1 }, forged),
      'PACK_REFUSED',
      /node is one of its batch/,
    )
  })

  it('investigate with the clocks of the law', async () => {
    const unit = await whole()
    await hand(unit, 'maker', 'pharmacy', PHARMACY)
    expect(await readInvestigation(drugs.reader, unit)).to.equal(undefined)
    const { authority } = drugs.chain.accounts
    await expectError(
      () => configureClocks(drugs.as('pharmacy'), 'dispenser', { determination: 60, notification: 60 }),
      'NOT_AUTHORITY',
      /not the authority/,
    )
    const clocks = { determination: 3600, notification: 86_400 }
    await drugs.chain.contracts.investigations.connect(authority).configure(64, clocks)
    await openInvestigation(drugs.as('pharmacy'), unit, NO_REASON)
    const opened = await readInvestigation(drugs.reader, unit)
    expect(opened).to.deep.include({
      organisation: PHARMACY,
      role: 'dispenser',
      verdict: 'open',
      overdue: 'nothing',
    })
    expect(opened?.dueAt).to.equal((opened?.openedAt ?? 0) + 3600)
    await drugs.chain.networkHelpers.time.increase(3601)
    await drugs.chain.networkHelpers.mine(1)
    expect((await readInvestigation(drugs.reader, unit))?.overdue).to.equal('determination')
    await expectError(
      () => determineInvestigation(drugs.as('laboratory'), unit, 'cleared', NO_REASON),
      'NOT_ENTITLED',
      /does not act/,
    )
    await expectError(
      () => notifyIllegitimate(drugs.as('pharmacy'), unit, id('notice')),
      'INVESTIGATION_REFUSED',
      /./,
    )
  })

  it('find the investigation of a part in that of what it was a part of', async () => {
    const unit = await whole()
    await hand(unit, 'maker', 'pharmacy', PHARMACY)
    const pack = { batchId: unit.batchId, level: 0, position: 1 }
    expect(await findInvestigation(drugs.reader, pack)).to.equal(undefined)
    await openInvestigation(drugs.as('pharmacy'), unit, NO_REASON)
    await disaggregateUnit(drugs.as('pharmacy'), unit, 0)
    expect(await findInvestigation(drugs.reader, pack)).to.deep.equal({
      unit,
      state: await readInvestigation(drugs.reader, unit),
    })
  })

  it('tell the history of a batch, and of one pack', async () => {
    const unit = await whole()
    await disaggregateUnit(drugs.as('maker'), unit, 2)
    const first = (await findUnit(drugs.reader, book.batchId, { index: 1 })).unit
    const last = (await findUnit(drugs.reader, book.batchId, { index: 12 })).unit
    await hand(first, 'maker', 'pharmacy', PHARMACY)
    await quarantineUnit(drugs.as('maker'), last, NO_REASON)
    await dispensePack(drugs.as('pharmacy'), first, pack(1))
    await recallPacks(drugs.as('maker'), book, { from: 8, to: 13 }, NO_REASON)
    const names = async (index?: number) =>
      (await readHistory(drugs.reader, book.batchId, index)).map(({ name }) => name)
    const begin = ['commissioned', 'released', 'disaggregated']
    expect(await names(1)).to.deep.equal([...begin, 'transfer-proposed', 'transfer-accepted', 'dispensed'])
    expect(await names(12)).to.deep.equal([...begin, 'hold-put', 'recalled'])
    expect(await names()).to.deep.equal([
      ...begin,
      'transfer-proposed',
      'transfer-accepted',
      'hold-put',
      'dispensed',
      'recalled',
    ])
    const steps = await readHistory(drugs.reader, book.batchId)
    expect(steps[0]).to.deep.include({ maker: MAKER, depth: 4, expiry: book.expiry, root: tree.root })
    for (const { time, blockNumber, blockHash } of steps) {
      expect(await drugs.provider.getBlock(blockNumber)).to.include({ timestamp: time, hash: blockHash })
    }
    expect(expiryDay(book.expiry)).to.be.greaterThan(0)
    await expectError(() => readHistory(drugs.reader, id('none')), 'BATCH_NOT_FOUND', /no such batch/)
  })
})
