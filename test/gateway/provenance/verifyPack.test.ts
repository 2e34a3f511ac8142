import { expect } from 'chai'
import { hexlify, toUtf8Bytes } from 'ethers'
import { deadlineIn } from '../../../sdk/chain/time.ts'
import { acceptTransfer } from '../../../sdk/provenance/acceptTransfer.ts'
import { amendExpiry } from '../../../sdk/provenance/amendExpiry.ts'
import type { BatchBook } from '../../../sdk/provenance/batchBook.ts'
import { checkVerification, isBorneOut } from '../../../sdk/provenance/checkVerification.ts'
import { dispensePack } from '../../../sdk/provenance/dispensePack.ts'
import { findUnit } from '../../../sdk/provenance/findUnit.ts'
import { determineInvestigation } from '../../../sdk/provenance/investigations/determineInvestigation.ts'
import { openInvestigation } from '../../../sdk/provenance/investigations/openInvestigation.ts'
import { scannedPack } from '../../../sdk/provenance/packIdentity.ts'
import { proposeTransfer } from '../../../sdk/provenance/proposeTransfer.ts'
import { NO_REASON } from '../../../sdk/provenance/reason.ts'
import { recallPacks } from '../../../sdk/provenance/recallPacks.ts'
import { undoDispense } from '../../../sdk/provenance/undoDispense.ts'
import type { VerificationAnswer, VerificationData } from '../../../sdk/provenance/verificationMessage.ts'
import { everythingOnChain } from '../../helpers/everythingOnChain.ts'
import { createWorld, type Person, type World } from '../../helpers/world.ts'
import { appoint, commission, dayAfter, MAKER, type Maker, PHARMACY, startMaker } from './maker.ts'
import { GTIN, serialsOf } from './support.ts'

const VERIFIED: VerificationData = { verified: true }
const refused = (
  verificationFailureReason: NonNullable<VerificationData['verificationFailureReason']>,
  additionalInfo?: NonNullable<VerificationData['additionalInfo']>,
): VerificationData => ({
  verified: false,
  verificationFailureReason,
  ...(additionalInfo && { additionalInfo }),
})

describe('gateway/provenance/verifyPack', () => {
  let world: World
  let maker: Maker
  let reader: Person
  before(async () => {
    world = await createWorld()
    maker = await startMaker(world)
    reader = await world.make(false)
  })
  after(() => world.close())

  const publish = async (serials: readonly string[], change: Parameters<typeof commission>[2] = {}) => {
    const book = await commission(maker, serials, change)
    await maker.gateway.staff.publishBatch(book)
    return book
  }
  const linkOf = ({ gtin, lot }: BatchBook, serial: string) =>
    `https://id.gs1.org/01/${gtin}/10/${lot}/21/${serial}`
  /** What anyone is told of a pack, held against the chain without trust in the gateway. */
  const verified = (scan: string): Promise<VerificationAnswer> => verifiedBy(maker, scan)
  const verifiedBy = async ({ gateway }: Maker, scan: string): Promise<VerificationAnswer> => {
    const answer = await gateway.client.verifyPack(scan)
    const checks = await checkVerification(reader.contracts, scannedPack(scan), answer)
    expect(isBorneOut(checks), JSON.stringify(checks)).to.equal(true)
    return answer
  }
  const wholeOf = async (book: BatchBook) =>
    (await findUnit(reader.contracts, book.batchId, { index: 0 })).unit
  const handOver = async (book: BatchBook, receiver: Person, to: string) => {
    const unit = await wholeOf(book)
    const expiresAt = await deadlineIn(reader.contracts, 600)
    await proposeTransfer(maker.person.contracts, unit, {
      receiver: to,
      expiresAt,
      transfer: 'both',
      isReturn: false,
    })
    await acceptTransfer(receiver.contracts, unit, 'both')
  }

  it('verifies a pack, sees it dispensed, and verifies it again when that is undone', async () => {
    const book = await publish(serialsOf('QZXJ', 11))
    const link = linkOf(book, 'QZXJ7')
    const first = await verified(link)
    expect(first.data).to.deep.equal(VERIFIED)
    expect(first.evidence).to.deep.include({
      batchId: book.batchId,
      index: 7,
      identity: { gtin: GTIN, serial: 'QZXJ7', lot: book.lot },
      expiry: book.expiry,
    })

    const pharmacist = await appoint(world, PHARMACY, 'dispenser')
    await handOver(book, pharmacist, PHARMACY)
    const sold = await verified(link)
    expect(sold.data).to.deep.equal(VERIFIED)
    const { index, identity, salt, proof } = sold.evidence ?? expect.fail('There is no evidence.')
    await dispensePack(pharmacist.contracts, await wholeOf(book), { index, identity, salt, proof })

    const dispensed = await verified(link)
    expect(dispensed.data).to.deep.equal(refused('Not_for_re-distribution'))
    expect(dispensed.evidence?.state.dispensedAt).to.be.greaterThan(1)
    expect((await verified(linkOf(book, 'QZXJ6'))).data).to.deep.equal(VERIFIED)
    const stale = await checkVerification(reader.contracts, scannedPack(link), sold)
    expect(stale.filter(({ ok }) => !ok).map(({ name }) => name)).to.deep.equal(['present'])

    await undoDispense(pharmacist.contracts, await wholeOf(book), index)
    expect((await verified(link)).data).to.deep.equal(VERIFIED)

    const onChain = await everythingOnChain(world)
    expect(onChain).to.contain(book.batchId.slice(2))
    for (const secret of [GTIN, GTIN.slice(1), book.lot, 'QZXJ'].map((text) => hexlify(toUtf8Bytes(text)))) {
      expect(onChain).to.not.contain(secret.slice(2))
    }
    expect(onChain).to.not.contain(book.secret.slice(2))
    expect(onChain).to.not.contain(salt.slice(2))
  })

  it('compares serial number, lot and expiry, in whatever form a scanner gives them', async () => {
    const book = await publish(serialsOf('B', 5))
    const yymmdd = book.expiry.slice(2).replaceAll('-', '')
    const other = (await dayAfter(maker.person, 400)).slice(2).replaceAll('-', '')
    const path = `https://id.gs1.org/01/${GTIN}`
    const cases: [string, VerificationData][] = [
      [`${path}/21/B1`, VERIFIED],
      [`${path}/10/LOT-7/21/B1`, VERIFIED],
      [`${path}/21/B1?10=LOT-7&17=${yymmdd}`, VERIFIED],
      [
        `https://example.com/pharma/01/9506000134352/10/LOT%2D7/21/B%31?17=${yymmdd}&11=260101&utm=x`,
        VERIFIED,
      ],
      [`]d201${GTIN}17${yymmdd}10LOT-7\x1d21B1`, VERIFIED],
      [`${path}/10/LOT-8/21/B1`, refused('No_match_GTIN_Serial_Lot')],
      [`${path}/10/lot-7/21/B1`, refused('No_match_GTIN_Serial_Lot')],
      [`${path}/10/LOT-7/21/B1?17=${other}`, refused('No_match_GTIN_Serial_Expiry')],
      [`${path}/21/B1?10=X&17=${other}`, refused('No_match_GTIN_Serial_Lot_Expiry')],
      [`${path}/21/b1`, refused('No_match_GTIN_Serial')],
      [`${path}/21/B5?10=LOT-7`, refused('No_match_GTIN_Serial')],
      ['https://id.gs1.org/01/09506000134369/21/B1', refused('No_match_GTIN_Serial')],
    ]
    for (const [scan, data] of cases) expect((await verified(scan)).data, scan).to.deep.equal(data)
  })

  it('takes day 00 as the last of its month, and short GTINs as the long one', async () => {
    const year = Number((await dayAfter(maker.person, 0)).slice(0, 4)) + 2
    const book = await publish(['S%/?1', 'S2'], {
      gtin: '00000095060132',
      lot: 'L/7',
      expiry: `${year}-06-30`,
    })
    const link = `https://example.com/01/95060132/10/L%2F7/21/S%25%2F%3F1?17=${String(year).slice(2)}0600`
    expect((await verified(link)).data).to.deep.equal(VERIFIED)
    expect((await verified(link.replace('0600', '0500'))).data).to.deep.equal(
      refused('No_match_GTIN_Serial_Expiry'),
    )
    expect(book.serials).to.include('S%/?1')
  })

  it('tells what its maker changed and who may not sell it', async () => {
    const book = await publish(serialsOf('C', 16))
    const { contracts } = maker.person
    const link = (index: number) => linkOf(book, `C${index.toString(36).toUpperCase()}`)
    const reasons = async (index: number) => (await verified(link(index))).data

    const later = await dayAfter(maker.person, 500)
    await amendExpiry(contracts, book, later)
    expect(await reasons(3)).to.deep.equal({ verified: true, additionalInfo: 'ExpirationExtended' })
    const labelledAnew = `${link(3)}?17=${later.slice(2).replaceAll('-', '')}`
    expect((await verified(labelledAnew)).data).to.deep.equal(VERIFIED)

    await recallPacks(contracts, book, { from: 0, to: 2 }, NO_REASON)
    expect(await reasons(1)).to.deep.equal(refused('Manufacturer_policy', 'Recalled'))
    expect(await reasons(2)).to.deep.equal({ verified: true, additionalInfo: 'ExpirationExtended' })

    await openInvestigation(contracts, await wholeOf(book), NO_REASON)
    expect(await reasons(2)).to.deep.equal(refused('Not_for_re-distribution', 'Suspect'))
    await determineInvestigation(contracts, await wholeOf(book), 'illegitimate', NO_REASON)
    expect(await reasons(2)).to.deep.equal(refused('Not_for_re-distribution', 'Illegitimate'))
  })

  it('says that a pack has expired, with the day that the chain has', async () => {
    const apart = await createWorld()
    try {
      const own = await startMaker(apart)
      const book = await commission(own, ['E1'], { expiry: await dayAfter(own.person, 1) })
      await own.gateway.staff.publishBatch(book)
      const link = linkOf(book, 'E1')
      expect((await own.gateway.client.verifyPack(link)).data).to.deep.equal(VERIFIED)
      await apart.chain.networkHelpers.time.increase(2 * 86_400)
      const answer = await own.gateway.client.verifyPack(link)
      expect(answer.data).to.deep.equal(refused('Manufacturer_policy', 'Expired'))
      const checks = await checkVerification(own.person.contracts, scannedPack(link), answer)
      expect(isBorneOut(checks), JSON.stringify(checks)).to.equal(true)
    } finally {
      await apart.close()
    }
  })

  it('answers of a block as many before the latest as it waits for, and gives no reason for a batch that is younger', async () => {
    const careful = await startMaker(world, { confirmations: 3 })
    const book = await commission(careful, ['F1'])
    await careful.gateway.staff.publishBatch(book)
    const link = linkOf(book, 'F1')
    await world.chain.networkHelpers.mine(1)
    expect((await verifiedBy(careful, link)).data).to.deep.equal(refused('No_reason_provided'))
    await world.chain.networkHelpers.mine(3)
    const answer = await careful.gateway.client.verifyPack(link)
    expect(answer.data).to.deep.equal(VERIFIED)
    expect(answer.evidence?.block.number).to.equal((await world.provider.getBlockNumber()) - 3)
    expect(MAKER).to.equal(book.maker)
  })
})
