import { expect } from 'chai'
import { id } from 'ethers'
import fc from 'fast-check'
import type { Contracts } from '../../../../sdk/chain/contracts.ts'
import { deadlineIn } from '../../../../sdk/chain/time.ts'
import { RefusedError } from '../../../../sdk/errors/index.ts'
import { acceptTransfer } from '../../../../sdk/provenance/acceptTransfer.ts'
import { aggregateUnit } from '../../../../sdk/provenance/aggregateUnit.ts'
import type { BatchBook } from '../../../../sdk/provenance/batchBook.ts'
import { destroyUnit } from '../../../../sdk/provenance/destroyUnit.ts'
import { disaggregateUnit } from '../../../../sdk/provenance/disaggregateUnit.ts'
import { dispensePack } from '../../../../sdk/provenance/dispensePack.ts'
import { findUnit } from '../../../../sdk/provenance/findUnit.ts'
import { type Holding, listHoldings } from '../../../../sdk/provenance/listHoldings.ts'
import { packSalt } from '../../../../sdk/provenance/packBody.ts'
import type { PackTree } from '../../../../sdk/provenance/packTree.ts'
import { proposeTransfer } from '../../../../sdk/provenance/proposeTransfer.ts'
import { quarantineUnit } from '../../../../sdk/provenance/quarantineUnit.ts'
import { NO_REASON } from '../../../../sdk/provenance/reason.ts'
import { recallPacks } from '../../../../sdk/provenance/recallPacks.ts'
import { releaseFromQuarantine } from '../../../../sdk/provenance/releaseFromQuarantine.ts'
import { restockUnit } from '../../../../sdk/provenance/restockUnit.ts'
import { takeSample } from '../../../../sdk/provenance/takeSample.ts'
import { undoDispense } from '../../../../sdk/provenance/undoDispense.ts'
import { TRANSFERS, type UnitRef } from '../../../../sdk/provenance/unit.ts'
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

const SIZE = 13

const ACCOUNT: Readonly<Record<string, Party>> = {
  [MAKER]: 'maker',
  [DISTRIBUTOR]: 'distributor',
  [CARRIER]: 'carrier',
  [PHARMACY]: 'pharmacy',
}
// Twice the pharmacy, for what can happen there alone.
const RECEIVERS = [...Object.keys(ACCOUNT), PHARMACY]

// As often as they stand here.
const ACTS = [
  'move',
  'move',
  'move',
  'split',
  'split',
  'join',
  'join',
  'quarantine',
  'free',
  'restock',
  'dispense',
  'dispense',
  'undo',
  'end',
] as const

interface Step {
  readonly act: (typeof ACTS)[number]
  readonly index: number
  readonly number: number
  readonly flag: boolean
}

const anyStep: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(...ACTS),
  index: fc.nat(SIZE - 1),
  number: fc.nat(11),
  flag: fc.boolean(),
})

describe('who has what', () => {
  let drugs: DrugChain
  let book: BatchBook
  let tree: PackTree

  before(async () => {
    drugs = await createDrugChain()
    ;({ book, tree } = await makeBatch(drugs, SIZE))
  })

  const unitOf = async (index: number) => findUnit(drugs.reader, book.batchId, { index })
  const accountOf = (organisation: string) => drugs.as(ACCOUNT[organisation] ?? 'maker')

  const move = async (unit: UnitRef, giver: string, { number, flag }: Step) => {
    const receiver = RECEIVERS[number % RECEIVERS.length] as string
    const transfer = TRANSFERS[Math.min(2, number % 4)] as (typeof TRANSFERS)[number]
    const expiresAt = await deadlineIn(drugs.reader, 3600)
    await proposeTransfer(accountOf(giver), unit, {
      receiver,
      expiresAt,
      transfer,
      isReturn: flag && number > 7,
    })
    await acceptTransfer(accountOf(receiver), unit, transfer, flag && number > 7)
  }

  /** The unit that the pack's unit was made of, where it was. */
  const parentOf = async (unit: UnitRef): Promise<UnitRef> => {
    const level = unit.parentLevel
    const position = Math.floor(unit.position / 2 ** (level - unit.level))
    return (await findUnit(drugs.reader, book.batchId, { level, position })).unit
  }

  /** What nobody can take back, rarely: it ends most stories. */
  const end = async (keeper: Contracts, unit: UnitRef, { index, number, flag }: Step) => {
    if (number === 0)
      await recallPacks(drugs.as('maker'), book, { from: index, to: index + (flag ? 1 : 2) }, NO_REASON)
    if (number === 1) await destroyUnit(keeper, unit, NO_REASON)
    if (number === 2) await takeSample(keeper, unit, NO_REASON)
  }

  const perform = async (step: Step): Promise<void> => {
    const { act, index, number, flag } = step
    const { unit, state } = await unitOf(index)
    const keeper = accountOf(state.custodian)
    const { gtin, lot } = book
    const pack = {
      index,
      identity: { gtin, lot, serial: `S${index}` },
      salt: packSalt(book.secret, index),
      proof: tree.proof(index),
    }
    switch (act) {
      case 'move':
        return move(unit, number % 4 === 1 ? state.owner : state.custodian, step)
      case 'split':
        await disaggregateUnit(keeper, unit, Math.max(0, unit.level - 1 - (number % 2)))
        break
      case 'join':
        await aggregateUnit(keeper, await parentOf(unit))
        break
      case 'quarantine':
        await quarantineUnit(keeper, flag ? unit : await parentOf(unit), NO_REASON)
        break
      case 'free':
        await releaseFromQuarantine(
          drugs.as('laboratory'),
          flag ? unit : await parentOf(unit),
          id('examined'),
        )
        break
      case 'restock':
        await restockUnit(keeper, unit, NO_REASON)
        break
      case 'dispense':
        await dispensePack(drugs.as('pharmacy'), unit, pack)
        break
      case 'undo':
        await undoDispense(drugs.as('pharmacy'), unit, index)
        break
      case 'end':
        await end(keeper, unit, step)
    }
  }

  /** Each position of each holding, asked of the contract. */
  const expectTrue = async (holdings: readonly Holding[]): Promise<void> => {
    let next = 0
    for (const { level, from, to, parentLevel, custodian, owner, lifecycle, holds, ...counts } of holdings) {
      expect(from * 2 ** level).to.equal(next)
      next = to * 2 ** level
      for (let position = from; position < to; position++) {
        const { unit, state } = await findUnit(drugs.reader, book.batchId, { level, position })
        expect(unit).to.deep.equal({ batchId: book.batchId, level, position, parentLevel })
        expect(state).to.deep.include({ custodian, owner, lifecycle, holds, childLevel: null })
      }
      const marks = await Promise.all(
        Array.from({ length: (to - from) * 2 ** level }, (_, step) =>
          drugs.reader.drugProvenance.dispensedAtOf(book.batchId, from * 2 ** level + step),
        ),
      )
      expect(counts).to.deep.equal({
        batchId: book.batchId,
        dispensed: marks.filter((mark) => mark > 1n).length,
        quarantined: marks.filter((mark) => mark === 1n).length,
      })
    }
    expect(next).to.equal(2 ** tree.depth)
  }

  it('is in the events as it is in the contract, whatever happened', async () => {
    const done = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 16, maxLength: 24 }), async (steps) => {
        const snapshot = await drugs.chain.networkHelpers.takeSnapshot()
        try {
          for (const step of steps) {
            try {
              await perform(step)
              done.set(step.act, (done.get(step.act) ?? 0) + 1)
            } catch (error) {
              if (!(error instanceof RefusedError)) throw error
            }
          }
          await expectTrue(await listHoldings(drugs.reader, { batchId: book.batchId }))
        } finally {
          await snapshot.restore()
        }
      }),
      { numRuns: 5, seed: 20_261_122, endOnFailure: true },
    )
    // The stories are of something.
    expect([...done.keys()], JSON.stringify([...done])).to.include.members([
      'move',
      'split',
      'join',
      'quarantine',
      'free',
    ])
  })

  it('is told of an organisation in all batches', async () => {
    const snapshot = await drugs.chain.networkHelpers.takeSnapshot()
    const second = await makeBatch(drugs, 2)
    const { unit } = await findUnit(drugs.reader, second.book.batchId, { index: 0 })
    await move(unit, MAKER, { act: 'move', index: 0, number: 6, flag: false })
    const organisation = RECEIVERS[1] as string
    const holdings = await listHoldings(drugs.reader, { organisation })
    expect(holdings.map(({ batchId, custodian, owner }) => [batchId, custodian, owner])).to.deep.equal([
      [second.book.batchId, organisation, organisation],
    ])
    const makers = await listHoldings(drugs.reader, { organisation: MAKER })
    expect(makers.map(({ batchId }) => batchId)).to.deep.equal([book.batchId])
    await snapshot.restore()
  })

  it('cuts what a recall reaches into', async () => {
    const snapshot = await drugs.chain.networkHelpers.takeSnapshot()
    const { unit } = await unitOf(0)
    await disaggregateUnit(drugs.as('maker'), unit, 1)
    await recallPacks(drugs.as('maker'), book, { from: 3, to: 7 }, NO_REASON)
    const holdings = await listHoldings(drugs.reader, { batchId: book.batchId })
    expect(holdings.map(({ level, from, to, holds }) => [level, from, to, holds.join()])).to.deep.equal([
      [1, 0, 1, ''],
      [1, 1, 4, 'recalled'],
      [1, 4, 8, ''],
    ])
    await snapshot.restore()
  })

  it('is refused without a batch or an organisation, and of a batch that is none', async () => {
    await expectError(() => listHoldings(drugs.reader, {}), 'USAGE_INVALID', /batch or an organisation/)
    const batchId = `0x${'12'.repeat(32)}`
    await expectError(() => listHoldings(drugs.reader, { batchId }), 'BATCH_NOT_FOUND', /no such batch/)
  })
})
