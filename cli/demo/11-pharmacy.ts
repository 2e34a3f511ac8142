import { formatElementString, SEPARATOR } from '../../sdk/gs1/elementString.ts'
import { checkVerification } from '../../sdk/provenance/checkVerification.ts'
import { dispensePack } from '../../sdk/provenance/dispensePack.ts'
import { findUnit } from '../../sdk/provenance/findUnit.ts'
import { packElements, scannedPack } from '../../sdk/provenance/packIdentity.ts'
import type { VerificationEvidence } from '../../sdk/provenance/verification.ts'
import { objectionsTo } from '../commands/batch/checkedPack.ts'
import { drawSerials } from '../input/serials.ts'
import { type Timeline, transaction } from '../output/timeline.ts'
import type { Batch } from './9-batch.ts'
import type { DrugActor } from './drugActors.ts'
import { expect, expectRefusal } from './expect.ts'

/** A pharmacy scans packs: one is genuine and is given out, once; one was never made. */
export async function dispense(
  timeline: Timeline,
  batch: Batch,
  pharmacy: DrugActor,
): Promise<VerificationEvidence> {
  timeline.chapter('The pharmacy', 'A pack is believed by its proof, and given out once.')
  const { book } = batch
  const { contracts } = pharmacy
  const [genuine = ''] = book.serials

  const evidence = await timeline.step('Scan a pack, ask its maker, check the answer on chain', async () => {
    const { answer, checks, objections } = await ask(batch, pharmacy, genuine)
    expect(objections.length === 0, 'the pack is genuine and nothing speaks against it')
    expect(answer.evidence !== undefined, 'the answer carries a proof')
    return {
      value: answer.evidence,
      detail: checks.map(({ name, detail }) => `✓ ${name}: ${detail}`).join('\n'),
    }
  })
  await timeline.step('Scan a counterfeit with a made-up serial number', async () => {
    const { answer, objections } = await ask(batch, pharmacy, drawSerials(1)[0] ?? '')
    expect(!answer.data.verified, 'the maker does not know the pack')
    return { value: undefined, detail: `${answer.data.verificationFailureReason}: ${objections.join(' ')}` }
  })
  const { unit } = await findUnit(contracts, book.batchId, { index: evidence.index })
  await timeline.step('The pharmacy dispenses the genuine one', async () => {
    const receipt = await dispensePack(contracts, unit, evidence)
    return {
      value: undefined,
      detail: 'the chain sees a salted hash and a proof',
      transactions: [transaction('dispense', receipt)],
    }
  })
  await timeline.step('The same pack is scanned again, and refused twice', async () => {
    const { objections } = await ask(batch, pharmacy, genuine)
    expect(objections.length > 0, "the maker's gateway says that it was dispensed")
    const refusal = await expectRefusal('dispensing a pack twice', () =>
      dispensePack(contracts, unit, evidence),
    )
    expect(refusal.code === 'ALREADY_DISPENSED', 'the contract refuses the second time by itself')
    return { value: undefined, detail: `${objections.join(' ')}\n${refusal.message}` }
  })
  return evidence
}

/** What the maker's gateway says of a pack, what of it the chain bears out, and what speaks against the pack. */
export async function ask({ book, verifier }: Batch, { contracts }: DrugActor, serial: string) {
  const { gtin, lot, expiry } = book
  const date = { ai: '17', value: expiry.slice(2).replaceAll('-', '') }
  // As a scanner sends the DataMatrix of the pack.
  const scan = `]d2${SEPARATOR}${formatElementString([...packElements({ gtin, lot, serial }), date])}`
  const answer = await verifier.verifyPack(scan)
  const checks = await checkVerification(contracts, scannedPack(scan), answer)
  return { answer, checks, objections: objectionsTo({ answer, checks }), scan }
}
