import { writeFile } from 'node:fs/promises'
import { validateDocument } from '../../sdk/epcis/validateEpcis.ts'
import { dispensePack } from '../../sdk/provenance/dispensePack.ts'
import { findUnit } from '../../sdk/provenance/findUnit.ts'
import { listHoldings } from '../../sdk/provenance/listHoldings.ts'
import { recallPacks } from '../../sdk/provenance/recallPacks.ts'
import { type Timeline, transaction } from '../output/timeline.ts'
import type { Batch } from './9-batch.ts'
import { ask } from './11-pharmacy.ts'
import { type DrugActor, reasonFor } from './drugActors.ts'
import { expect, expectRefusal } from './expect.ts'

/** Packs 32 to 63: half of the case that the pharmacy has, and the only other ones that were ever touched stay on sale. */
const RECALLED = { from: 32, to: 64 }

/** The maker calls back some packs, finds who has them, and anyone entitled gets the way of a pack as EPCIS. */
export async function recall(
  timeline: Timeline,
  batch: Batch,
  pharmacy: DrugActor,
  tracePath: string,
): Promise<void> {
  timeline.chapter(
    'The recall',
    'A recalled pack is given out by nobody, and the way of each pack can be told.',
  )
  const { book, maker, verifier } = batch
  const { contracts } = pharmacy

  const verified = await ask(batch, pharmacy, book.serials[RECALLED.from] ?? '')
  expect(verified.objections.length === 0, 'before the recall the pack is on sale')
  await timeline.step('The maker recalls a range of packs', async () => {
    const reason = reasonFor('Particles were seen in the solution.')
    const receipt = await recallPacks(maker.contracts, book, RECALLED, reason)
    return {
      value: undefined,
      detail: `packs ${RECALLED.from} to ${RECALLED.to - 1}; the reason as a salted commitment`,
      transactions: [transaction('recall', receipt)],
    }
  })
  await timeline.step('A recalled pack is refused by verifier and contract', async () => {
    const { objections } = await ask(batch, pharmacy, book.serials[RECALLED.from] ?? '')
    const { evidence } = verified.answer
    expect(objections.length > 0 && evidence !== undefined, "the maker's gateway says that it is recalled")
    const { unit } = await findUnit(contracts, book.batchId, { index: RECALLED.from })
    const refusal = await expectRefusal('dispensing a recalled pack', () =>
      dispensePack(contracts, unit, evidence),
    )
    return { value: undefined, detail: `${objections.join(' ')}\n${refusal.message}` }
  })
  await timeline.step('Who still has recalled packs is read from the chain', async () => {
    const holdings = await listHoldings(contracts, { batchId: book.batchId })
    const holders = holdings.filter(({ holds }) => holds.includes('recalled'))
    expect(
      holders.length === 1 && holders[0]?.custodian === pharmacy.organisation,
      'only the pharmacy has any',
    )
    return { value: undefined, detail: `${pharmacy.name}: the unit ${holders[0]?.level}/${holders[0]?.from}` }
  })
  await timeline.step('The pharmacy asks where the dispensed pack has been', async () => {
    await verifier.signIn(pharmacy.wallet)
    const { scan } = await ask(batch, pharmacy, book.serials[0] ?? '')
    const document = await verifier.tracePack(scan)
    const { problems } = validateDocument({ ...document })
    expect(problems.length === 0, 'the trace follows EPCIS 2.0 and CBV 2.0')
    await writeFile(tracePath, `${JSON.stringify(document, null, 2)}\n`)
    const steps = (document.epcisBody.eventList as { bizStep?: string }[]).map(({ bizStep }) => bizStep)
    return {
      value: undefined,
      detail: `${steps.length} EPCIS events, each with its transaction: ${[...new Set(steps)].join(', ')}\n${tracePath}`,
    }
  })
}
