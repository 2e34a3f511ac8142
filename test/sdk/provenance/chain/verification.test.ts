import { expect } from 'chai'
import { id } from 'ethers'
import { connectContracts } from '../../../../sdk/chain/contracts.ts'
import { latestHeader } from '../../../../sdk/chain/latestBlock.ts'
import { deadlineIn } from '../../../../sdk/chain/time.ts'
import { acceptTransfer } from '../../../../sdk/provenance/acceptTransfer.ts'
import { amendExpiry } from '../../../../sdk/provenance/amendExpiry.ts'
import { type BatchBook, headOfBook, indexOfSerial } from '../../../../sdk/provenance/batchBook.ts'
import {
  checkVerification,
  type VerificationCheckName,
} from '../../../../sdk/provenance/checkVerification.ts'
import { dispensePack } from '../../../../sdk/provenance/dispensePack.ts'
import { expiryDay, expiryOfDay } from '../../../../sdk/provenance/expiry.ts'
import { findUnit } from '../../../../sdk/provenance/findUnit.ts'
import { openInvestigation } from '../../../../sdk/provenance/investigations/openInvestigation.ts'
import { packSalt } from '../../../../sdk/provenance/packBody.ts'
import type { ScannedPack } from '../../../../sdk/provenance/packIdentity.ts'
import type { PackTree } from '../../../../sdk/provenance/packTree.ts'
import { proposeTransfer } from '../../../../sdk/provenance/proposeTransfer.ts'
import { quarantineUnit } from '../../../../sdk/provenance/quarantineUnit.ts'
import { NO_REASON } from '../../../../sdk/provenance/reason.ts'
import { recallPacks } from '../../../../sdk/provenance/recallPacks.ts'
import { reportStolen } from '../../../../sdk/provenance/reportStolen.ts'
import {
  answerVerification,
  type PackFinder,
  type VerificationAnswer,
  type VerificationEvidence,
  verificationAnswerSchema,
} from '../../../../sdk/provenance/verification.ts'
import { createDrugChain, type DrugChain, MAKER, makeBatch, PHARMACY } from '../support/drugChain.ts'

/** The books of a maker, in memory. */
const finderOf = (...batches: { book: BatchBook; tree: PackTree }[]): PackFinder => ({
  find: async (gtin, serial) => {
    const found = batches.find(({ book }) => book.gtin === gtin && book.serials.includes(serial))
    const index = found && indexOfSerial(found.book, serial)
    if (!found || index === undefined) return undefined
    const { book, tree } = found
    return { book: headOfBook(book), index, salt: packSalt(book.secret, index), proof: tree.proof(index) }
  },
})

describe('verification of packs', () => {
  let drugs: DrugChain
  let batch: { book: BatchBook; tree: PackTree }
  let other: { book: BatchBook; tree: PackTree }
  let request: ScannedPack
  let restore: () => Promise<void>

  before(async () => {
    drugs = await createDrugChain()
    batch = await makeBatch(drugs, 13)
    other = await makeBatch(drugs, 13, { gtin: '09501101530003', lot: 'OTHER' })
    const { gtin, lot, expiry } = batch.book
    request = { gtin, serial: 'S5', lot, expiry }
    restore = (await drugs.chain.networkHelpers.takeSnapshot()).restore
  })
  afterEach(async () => {
    await restore()
    restore = (await drugs.chain.networkHelpers.takeSnapshot()).restore
  })

  const answer = async (asked: ScannedPack = request): Promise<VerificationAnswer> =>
    answerVerification({
      contracts: drugs.reader,
      books: finderOf(batch, other),
      request: asked,
      block: await latestHeader(drugs.reader),
    })

  const failing = async (given: VerificationAnswer, asked = request): Promise<VerificationCheckName[]> =>
    (await checkVerification(drugs.reader, asked, given)).filter(({ ok }) => !ok).map(({ name }) => name)

  const forged = async (change: Partial<VerificationEvidence>): Promise<VerificationAnswer> => {
    const honest = await answer()
    return { ...honest, evidence: { ...(honest.evidence as VerificationEvidence), ...change } }
  }

  /** The whole batch goes to the pharmacy. */
  const deliver = async () => {
    const { batchId } = batch.book
    const { unit } = await findUnit(drugs.reader, batchId, { index: 0 })
    const expiresAt = await deadlineIn(drugs.reader, 3600)
    await proposeTransfer(drugs.as('maker'), unit, {
      receiver: PHARMACY,
      expiresAt,
      transfer: 'both',
      isReturn: false,
    })
    await acceptTransfer(drugs.as('pharmacy'), unit, 'both')
    return unit
  }

  describe('a verifier that lies', () => {
    it('with the proof of another batch', async () => {
      expect(await failing(await forged({ proof: other.tree.proof(5) }))).to.deep.equal(['pack'])
      expect(
        await failing(
          await forged({ batchId: other.book.batchId, root: other.tree.root, proof: other.tree.proof(5) }),
        ),
      ).to.deep.equal(['pack'])
      const whole = await forged({ root: other.tree.root, proof: other.tree.proof(5) })
      expect(await failing(whole)).to.deep.equal(['pack', 'batch'])
    })

    it('with a padding index, or the index of another pack', async () => {
      for (const index of [13, 15, 4]) {
        expect(await failing(await forged({ index }))).to.include('pack')
      }
      expect(await failing(await forged({ index: 16 }))).to.include.members(['pack', 'batch'])
    })

    it('with a root that it made up', async () => {
      const { root } = other.tree
      expect(await failing(await forged({ root }))).to.include.members(['pack', 'batch'])
      const shorter = await forged({ depth: 3, proof: batch.tree.proof(5, 3), root: batch.tree.node(3, 0) })
      expect(await failing(shorter)).to.deep.equal(['batch'])
    })

    it('with what was so once', async () => {
      const later = async () => {
        await drugs.chain.networkHelpers.time.increase(30 * 86_400)
        await drugs.chain.networkHelpers.mine(1)
      }
      // However old: what is still so needs no clock.
      const first = await answer()
      await later()
      expect(await failing(first)).to.deep.equal([])
      // The verdict stays, the day does not.
      const { expiry } = batch.book
      await amendExpiry(drugs.as('maker'), batch.book, expiryOfDay(expiryDay(expiry) - 100))
      expect((await answer()).data).to.deep.equal(first.data)
      expect(await failing(first)).to.deep.equal(['present'])
      const stolen = await answer()
      const { unit } = await findUnit(drugs.reader, batch.book.batchId, { index: 5 })
      await reportStolen(drugs.as('maker'), unit, NO_REASON)
      expect(await failing(stolen)).to.deep.equal(['present'])
    })

    it('with a block of another chain', async () => {
      const { block } = (await answer()).evidence as VerificationEvidence
      expect(await failing(await forged({ block: { ...block, hash: id('fork') } }))).to.deep.equal(['block'])
      expect(await failing(await forged({ block: { ...block, number: block.number + 9 } }))).to.deep.equal([
        'block',
      ])
    })

    it('with a changed expiry', async () => {
      const { expiry } = batch.book
      const later = expiryOfDay(expiryDay(expiry) + 30)
      expect(await failing(await forged({ expiry: later }))).to.deep.equal(['expiry'])
      // And with a verdict that the forged day would allow.
      const asked = { ...request, expiry: later }
      const lie = await forged({ expiry: later })
      expect(await failing(lie, asked)).to.include.members(['expiry', 'verdict'])
    })

    it('with an answer for another serial number, product or request', async () => {
      const honest = await answer({ ...request, serial: 'S6' })
      expect(await failing(honest)).to.deep.equal(['identity'])
      const relabelled = await forged({ identity: { ...batch.book, serial: 'S5', lot: 'LOT-8' } })
      expect(await failing(relabelled)).to.include('answer')
      const { gtin } = batch.book
      const lot = await forged({ identity: { gtin, serial: 'S5', lot: 'LOT-8' } })
      expect(await failing(lot)).to.include('pack')
      const checks = await checkVerification(
        drugs.reader,
        request,
        { ...(await answer()), corrUUID: '21ec2020-3aea-4069-a2dd-08002b30309d' },
        { corrUUID: '11ec2020-3aea-4069-a2dd-08002b30309d' },
      )
      expect(checks.map(({ name, ok }) => [name, ok])).to.deep.equal([['answer', false]])
    })

    it('with evidence of another chain or contract', async () => {
      expect(await failing(await forged({ chainId: 1 }))).to.include('deployment')
      const contract = drugs.deployment.contracts.consentRegistry
      expect(await failing(await forged({ contract }))).to.include('deployment')
      const elsewhere = connectContracts(
        { ...drugs.deployment, contracts: { ...drugs.deployment.contracts, drugProvenance: contract } },
        drugs.provider,
      )
      const checks = await checkVerification(elsewhere, request, await answer())
      expect(checks.find(({ name }) => name === 'deployment')?.ok).to.equal(false)
    })

    it('for a maker that may not make this product', async () => {
      const honest = await answer()
      const named = async (makers: string[]) =>
        (await checkVerification(drugs.reader, request, honest, { makers }))
          .filter(({ ok }) => !ok)
          .map(({ name }) => name)
      expect(await named([MAKER])).to.deep.equal([])
      expect(await named([PHARMACY])).to.deep.equal(['batch'])
    })

    it('about what became of the pack', async () => {
      const unit = await deliver()
      const before = await answer()
      await quarantineUnit(drugs.as('pharmacy'), unit, NO_REASON)
      const now = (await answer()).evidence as VerificationEvidence
      // Evidence of now with the state of before, and the other way round.
      const hidden = {
        ...before,
        evidence: { ...now, state: (before.evidence as VerificationEvidence).state },
      }
      expect(await failing(hidden)).to.include.members(['state', 'verdict', 'present'])
      const { verified, ...data } = (await answer()).data
      expect(verified).to.equal(false)
      const claimed = { ...(await answer()), data: { ...data, verified: true } }
      expect(await failing(claimed)).to.include.members(['verdict', 'present'])
      expect(await failing(before)).to.deep.equal(['present'])
    })

    it('that the pack is genuine, without evidence', async () => {
      const { evidence: _, ...bare } = await answer()
      expect(await failing(bare)).to.deep.equal(['evidence'])
      expect(
        await failing({
          ...bare,
          data: { verified: false, verificationFailureReason: 'Manufacturer_policy' },
        }),
      ).to.deep.equal(['evidence'])
    })

    it('that there is no such pack, in an answer of another day, or with a state of it', async () => {
      const absent = await answer({ ...request, serial: 'S99' })
      expect(await failing(absent)).to.deep.equal([])
      for (const verificationTimestamp of ['2020-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z']) {
        expect(await failing({ ...absent, verificationTimestamp })).to.deep.equal(['evidence'])
      }
      const given = { ...absent, data: { ...absent.data, additionalInfo: 'Recalled' as const } }
      expect(await failing(given)).to.deep.equal(['evidence'])
    })

    it('in a form that is none', async () => {
      const honest = await answer()
      const bad = { ...honest, evidence: { ...honest.evidence, proof: ['0x12'] } } as VerificationAnswer
      expect(await failing(bad)).to.deep.equal(['answer'])
    })
  })

  it('bears out an honest answer', async () => {
    const honest = await answer()
    expect(verificationAnswerSchema.parse(honest)).to.deep.equal(honest)
    expect(honest.data).to.deep.equal({ verified: true })
    const checks = await checkVerification(drugs.reader, request, honest)
    expect(checks.map(({ name }) => name)).to.deep.equal([
      'answer',
      'deployment',
      'identity',
      'pack',
      'block',
      'batch',
      'expiry',
      'state',
      'verdict',
      'present',
    ])
    expect(checks.filter(({ ok }) => !ok)).to.deep.equal([])
    expect(JSON.stringify(checks)).not.to.match(/S5|LOT|0952/)
  })

  it('reads addresses in any case', async () => {
    const contract = drugs.deployment.contracts.drugProvenance.toLowerCase()
    expect(await failing(await forged({ contract }))).to.deep.equal([])
  })

  it('matches GTIN and serial number first, then lot and expiry', async () => {
    const reasonFor = async (change: Partial<ScannedPack>) => {
      const asked = { ...request, ...change }
      const given = await answer(asked)
      expect(await failing(given, asked)).to.deep.equal([])
      return given.data.verificationFailureReason
    }
    expect(await reasonFor({ serial: 'S99', lot: 'X' })).to.equal('No_match_GTIN_Serial')
    expect(await reasonFor({ gtin: '09501101530003', serial: 'S99' })).to.equal('No_match_GTIN_Serial')
    expect(await reasonFor({ lot: 'X' })).to.equal('No_match_GTIN_Serial_Lot')
    expect(await reasonFor({ expiry: '2030-01-01' })).to.equal('No_match_GTIN_Serial_Expiry')
    expect(await reasonFor({ lot: 'X', expiry: '2030-01-01' })).to.equal('No_match_GTIN_Serial_Lot_Expiry')
    expect(await reasonFor({ lot: undefined, expiry: undefined })).to.equal(undefined)
  })

  it('tells nobody who names another lot or expiry which are the right ones', async () => {
    const { lot, expiry } = batch.book
    for (const change of [{ lot: 'X' }, { expiry: '2030-01-01' }, { lot: 'X', expiry: '2030-01-01' }]) {
      const asked = { ...request, ...change }
      const given = await answer(asked)
      expect(given.evidence).to.equal(undefined)
      const text = JSON.stringify(given)
      if (asked.lot !== lot) expect(text).to.not.contain(lot)
      if (asked.expiry !== expiry) expect(text).to.not.contain(expiry)
      expect(await failing(given, asked)).to.deep.equal([])
    }
  })

  it('gives no reason for a batch that is younger than the block in question', async () => {
    const block = await latestHeader(drugs.reader)
    const young = await makeBatch(drugs, 3, { gtin: '09501101530010' })
    const asked = { gtin: '09501101530010', serial: 'S1' }
    const given = await answerVerification({
      contracts: drugs.reader,
      books: finderOf(young),
      request: asked,
      block,
    })
    expect(given.data).to.deep.equal({ verified: false, verificationFailureReason: 'No_reason_provided' })
    expect(await failing(given, asked)).to.deep.equal([])
  })

  it('knows each expiry that the maker ever printed, and tells one that was shortened', async () => {
    const day = expiryDay(batch.book.expiry)
    const days = [100, 200, -100].map((days) => expiryOfDay(day + days))
    for (const expiry of days) await amendExpiry(drugs.as('maker'), batch.book, expiry)
    for (const expiry of [batch.book.expiry, ...days]) {
      const asked = { ...request, expiry }
      const given = await answer(asked)
      expect(given.data, expiry).to.deep.equal({ verified: true })
      const checks = await checkVerification(drugs.reader, asked, given)
      expect(checks.filter(({ ok }) => !ok)).to.deep.equal([])
      const { detail } = checks.find(({ name }) => name === 'expiry') ?? expect.fail('It is not checked.')
      if (expiry === days[2]) expect(detail).to.equal(`last day of use ${days[2]}`)
      else expect(detail).to.equal(`last day of use ${days[2]}, shortened by its maker from ${expiry}`)
    }
    const bare = { ...request, expiry: undefined }
    const checks = await checkVerification(drugs.reader, bare, await answer(bare))
    expect(checks.map(({ detail }) => detail)).to.include(
      `last day of use ${days[2]}, shortened by its maker from ${batch.book.expiry}`,
    )
    const never = { ...request, expiry: expiryOfDay(day + 1) }
    expect((await answer(never)).data.verificationFailureReason).to.equal('No_match_GTIN_Serial_Expiry')
  })

  it('does not know an expiry before it was printed', async () => {
    const block = await latestHeader(drugs.reader)
    const day = expiryDay(batch.book.expiry)
    const [first, second] = [expiryOfDay(day + 100), expiryOfDay(day + 200)]
    await amendExpiry(drugs.as('maker'), batch.book, first)
    await amendExpiry(drugs.as('maker'), batch.book, second)
    const asked = { ...request, expiry: first }
    const past = await answerVerification({
      contracts: drugs.reader,
      books: finderOf(batch),
      request: asked,
      block,
    })
    expect(past.data.verificationFailureReason).to.equal('No_match_GTIN_Serial_Expiry')
    const lie = { ...(await answer(asked)), data: past.data }
    expect(await failing(lie, asked)).to.include('verdict')
  })

  it('tells an expiry that was extended', async () => {
    const { expiry } = batch.book
    const later = expiryOfDay(expiryDay(expiry) + 30)
    await amendExpiry(drugs.as('maker'), batch.book, later)
    const given = await answer()
    expect(given.data).to.deep.equal({ verified: true, additionalInfo: 'ExpirationExtended' })
    expect(await failing(given)).to.deep.equal([])
    const relabelled = { ...request, expiry: later }
    expect((await answer(relabelled)).data).to.deep.equal({ verified: true })
    expect(await failing(await answer(relabelled), relabelled)).to.deep.equal([])
  })

  it('tells what speaks against a pack', async () => {
    const unit = await deliver()
    const expectData = async (reason: string, info?: string) => {
      const given = await answer()
      expect(await failing(given)).to.deep.equal([])
      expect([given.data.verificationFailureReason, given.data.additionalInfo]).to.deep.equal([reason, info])
    }
    const evidence = (await answer()).evidence as VerificationEvidence
    await dispensePack(drugs.as('pharmacy'), unit, evidence)
    await expectData('Not_for_re-distribution')
    await recallPacks(drugs.as('maker'), batch.book, { from: 6, to: 7 }, NO_REASON)
    await expectData('Not_for_re-distribution')
    await recallPacks(drugs.as('maker'), batch.book, { from: 5, to: 6 }, NO_REASON)
    await expectData('Manufacturer_policy', 'Recalled')
    await openInvestigation(drugs.as('pharmacy'), unit, NO_REASON)
    await expectData('Not_for_re-distribution', 'Suspect')
  })

  it('tells that a pack is stolen, or expired', async () => {
    const fresh = await makeBatch(drugs, 3, { gtin: '09501101530010' })
    const asked = { gtin: '09501101530010', serial: 'S1' }
    const ask = async () =>
      (
        await answerVerification({
          contracts: drugs.reader,
          books: finderOf(fresh),
          request: asked,
          block: await latestHeader(drugs.reader),
        })
      ).data
    const { unit } = await findUnit(drugs.reader, fresh.book.batchId, { index: 1 })
    await reportStolen(drugs.as('maker'), unit, NO_REASON)
    expect(await ask()).to.deep.equal({
      verified: false,
      verificationFailureReason: 'Not_for_re-distribution',
      additionalInfo: 'Suspect',
    })
    await drugs.chain.networkHelpers.time.increase(366 * 86_400)
    await drugs.chain.networkHelpers.mine(1)
    const given = await answer()
    expect(given.data.additionalInfo).to.equal('Expired')
    expect(await failing(given)).to.deep.equal([])
  })
})
