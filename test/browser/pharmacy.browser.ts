import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { JsonRpcProvider, Wallet } from 'ethers'
import type { Locator, Page } from 'playwright-core'
import type { Actor } from '../../cli/local/actors.ts'
import { type Contracts, connectContracts } from '../../sdk/chain/contracts.ts'
import { chainTime, deadlineIn } from '../../sdk/chain/time.ts'
import { epcisDocument } from '../../sdk/epcis/epcisDocument.ts'
import { eventHash } from '../../sdk/epcis/hash/eventHash.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { formatDigitalLink } from '../../sdk/gs1/digitalLink.ts'
import { createBatchBook, treeOfBook } from '../../sdk/provenance/batchBook.ts'
import { assessLog } from '../../sdk/provenance/coldChain/assess.ts'
import { profiles } from '../../sdk/provenance/coldChain/profile.ts'
import { conditionEvent } from '../../sdk/provenance/coldChain/sensorElement.ts'
import { anchorLog } from '../../sdk/provenance/coldChainLog/anchorLog.ts'
import { assignProfile } from '../../sdk/provenance/coldChainLog/assignProfile.ts'
import { attachLogger } from '../../sdk/provenance/coldChainLog/attachLogger.ts'
import { registerLogger, signLoggerConsent } from '../../sdk/provenance/coldChainLog/registerLogger.ts'
import { eventDigest, NO_MODEL, signLog } from '../../sdk/provenance/coldChainLog/signLog.ts'
import { commissionBatch } from '../../sdk/provenance/commissionBatch.ts'
import { disaggregateUnit } from '../../sdk/provenance/disaggregateUnit.ts'
import { findUnit } from '../../sdk/provenance/findUnit.ts'
import { packElements } from '../../sdk/provenance/packIdentity.ts'
import { proposeTransfer } from '../../sdk/provenance/proposeTransfer.ts'
import { reasonCommitment } from '../../sdk/provenance/reason.ts'
import { recallPacks } from '../../sdk/provenance/recallPacks.ts'
import { releaseBatch } from '../../sdk/provenance/releaseBatch.ts'
import { unitUri } from '../../sdk/provenance/trace.ts'
import { wholeBatch } from '../../sdk/provenance/unit.ts'
import { type Stage, setStage } from './network.ts'
import {
  CHAIN,
  connect,
  expectAccessible,
  expectNoScroll,
  expectNothingKept,
  type OpenedPortal,
  openPortal,
} from './openPortal.ts'

const GTIN = '09506000134352'
const LOT = 'P7'
/** Sixteen packs in four cases of four. A maker uses a serial number once, however often this runs on one network. */
const SERIALS = Array.from({ length: 16 }, (_, index) => `P${Date.now()}${1001 + index}`)
const DEPTH = 4
const CASE = 2
const DAY = 86_400

const codeOf = (serial: string, lot = LOT) => formatDigitalLink(packElements({ gtin: GTIN, lot, serial }))

describe("the pharmacy's and the distributor's pages", function () {
  this.timeout(240_000)
  let stage: Stage
  let portal: OpenedPortal
  let page: Page
  let provider: JsonRpcProvider
  let batchId = ''
  let maker: Contracts
  let recall: (index: number) => Promise<unknown>

  const as = ({ privateKey }: Actor) =>
    connectContracts(stage.network.deployment, new Wallet(privateKey, provider))

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    const set = await setStage()
    if (!set) return this.skip()
    stage = set
    const { network } = stage
    const { manufacturer, manufacturerQuality, distributor, pharmacy } = network.actors
    provider = new JsonRpcProvider(network.rpcUrl, CHAIN, { staticNetwork: true, cacheTimeout: -1 })
    maker = as(manufacturer)
    const book = await createBatchBook({
      contracts: maker,
      maker: manufacturer.organisation,
      gtin: GTIN,
      lot: LOT,
      expiry: new Date(Date.now() + 730 * DAY * 1000).toISOString().slice(0, 10),
      serials: SERIALS,
    })
    batchId = book.batchId
    await commissionBatch(maker, book, await treeOfBook(book))
    await releaseBatch(as(manufacturerQuality), book)
    await assignProfile(maker, book, profiles.cold)
    await gatewayClient({
      url: network.manufacturerGateway.url,
      staffToken: manufacturer.seed,
    }).publishBatch(book)
    await disaggregateUnit(maker, wholeBatch(batchId, DEPTH), CASE)
    for (const position of [0, 1, 2]) {
      await proposeTransfer(maker, caseAt(position), {
        receiver: distributor.organisation,
        expiresAt: await deadlineIn(maker, DAY),
        transfer: 'both',
        isReturn: false,
      })
    }
    recall = (index) => recallPacks(maker, book, { from: index, to: index + 1 }, `0x${'11'.repeat(32)}`)
    portal = await openPortal(stage, {
      keys: [new Wallet(distributor.privateKey), new Wallet(pharmacy.privateKey), Wallet.createRandom()],
      path: 'pharmacy/receive',
    })
    page = portal.page
    await connect(page)
  })

  after(async () => {
    provider?.destroy()
    await portal?.close()
  })

  const caseAt = (position: number) => ({ batchId, level: CASE, position, parentLevel: DEPTH })
  const stateOf = async (position: number) => (await findUnit(maker, batchId, caseAt(position))).state
  const button = (name: string | RegExp): Locator =>
    page.getByRole('button', { name, exact: typeof name === 'string' })
  const press = (name: string | RegExp) => button(name).click()
  /** A case's own button, by its place in the batch. */
  const ofCase = (words: string, position: number) => new RegExp(`^${words} \\S+/${CASE}/${position}(?!\\d)`)
  const inDialog = (name: string) =>
    page.getByRole('dialog').getByRole('button', { name, exact: true }).click()
  const dialogGone = () => page.getByRole('dialog').waitFor({ state: 'detached' })
  const goTo = async (name: string) => {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click()
    await page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
  }
  const verdict = (text: string) => page.getByRole('alert').filter({ hasText: text }).waitFor()
  const scan = async (code: string) => {
    await page.getByLabel('Code of the pack').fill(code)
    await page.getByLabel('Code of the pack').press('Enter')
  }
  const check = async (what: string) => {
    await expectAccessible(page, what)
    await page.setViewportSize({ width: 360, height: 800 })
    await expectNoScroll(page, what)
    await page.setViewportSize({ width: 1200, height: 900 })
  }
  const become = async (index: number, name: string) => {
    await portal.wallet.switchAccount(index)
    await page.getByText(name === '' ? 'Your account keeps no medicines.' : `You act for ${name}.`).waitFor()
  }
  /** Gives a reason, and hands back the file in which it was kept. */
  const giveReason = async (text: string, confirm: string) => {
    await page.getByLabel('Why', { exact: true }).fill(text)
    const [file] = await Promise.all([page.waitForEvent('download'), inDialog(confirm)])
    const kept = JSON.parse(await readFile(await file.path(), 'utf8'))
    expect(kept).to.include({ format: 'salus-reason/1', text })
    expect(reasonCommitment(kept.text, kept.salt)).to.equal(kept.commitment)
    await dialogGone()
    return kept.commitment as string
  }

  it('lists what is offered to the distributor; accepts it, after a rejection in the wallet', async () => {
    await page.getByText('You act for North Distribution.').waitFor()
    const offers = page.getByRole('table', { name: 'Offers to you' })
    await offers.getByRole('row').filter({ hasText: 'Acme Pharma' }).nth(2).waitFor()
    await check('offers')
    await press(ofCase('Accept', 0))
    await page.getByRole('dialog', { name: 'Accept it?' }).getByText('from Acme Pharma').waitFor()
    await check('whether an offer is to be accepted')
    portal.wallet.rejectNext()
    await inDialog('Accept')
    await verdict('rejected in the wallet')
    expect((await stateOf(0)).custodian).to.equal(stage.network.actors.manufacturer.organisation)
    await inDialog('Accept')
    await dialogGone()
    await button(ofCase('Accept', 0)).waitFor({ state: 'detached' })
    const { custodian, owner } = await stateOf(0)
    expect([custodian, owner]).to.deep.equal(Array(2).fill(stage.network.actors.distributor.organisation))
    await press(ofCase('Accept', 2))
    await inDialog('Accept')
    await dialogGone()
  })

  it('refuses an offer, which then stands no more', async () => {
    await press(ofCase('Refuse', 1))
    await inDialog('Refuse')
    await page.getByText('Nothing is offered to you.').waitFor()
    expect((await stateOf(1)).isInTransit).to.equal(false)
  })

  it('lists what the distributor holds, offers it to a pharmacy, withdraws that, and offers it anew', async () => {
    await goTo('My medicines')
    await page.getByRole('table', { name: 'Units that you keep or own' }).waitFor()
    await press(ofCase('Choose', 0))
    await page.getByLabel('To', { exact: true }).selectOption({ label: 'Corner Pharmacy' })
    await check('what is held')
    await page.getByLabel('What the receiver gets').selectOption('custody')
    await press('Offer it')
    await page.getByText('Offered. It moves when the receiver accepts.').waitFor()
    await goTo('Receive')
    await press(/^Withdraw the offer of/)
    await inDialog('Withdraw')
    await page.getByText('No offer of yours is open.').waitFor()
    await goTo('My medicines')
    for (const position of [0, 2]) {
      await press(ofCase('Choose', position))
      await page.getByLabel('To', { exact: true }).selectOption({ label: 'Corner Pharmacy' })
      await press('Offer it')
      await page.getByText('Offered. It moves when the receiver accepts.').waitFor()
      await press('Close')
    }
  })

  it('says of an account that keeps no medicines that it does not', async () => {
    await become(2, '')
    await check('no keeper')
  })

  it('receives as the pharmacy', async () => {
    await goTo('Receive')
    await become(1, 'Corner Pharmacy')
    for (const position of [0, 2]) {
      await press(ofCase('Accept', position))
      await inDialog('Accept')
      await button(ofCase('Accept', position)).waitFor({ state: 'detached' })
    }
    expect((await stateOf(0)).custodian).to.equal(stage.network.actors.pharmacy.organisation)
  })

  it('verifies a pack by what a scanner types, with its proof and its history', async () => {
    await goTo('Scan a pack')
    await page.getByLabel('Code of the pack').click()
    await page.keyboard.type(`]d2010${GTIN.slice(1)}21${SERIALS[0]}\u001d10${LOT}`)
    await page.keyboard.press('Enter')
    await verdict('Genuine, and nothing speaks against it.')
    await page.getByText('the pack is proven to be one of its batch').waitFor()
    expect(await page.getByText('does not hold').count()).to.equal(0)
    const history = page.getByRole('table', { name: 'Steps, the oldest first' }).getByRole('row')
    await history.filter({ hasText: 'received by' }).filter({ hasText: 'Corner Pharmacy' }).waitFor()
    await history.filter({ hasText: 'made' }).filter({ hasText: 'Acme Pharma' }).waitFor()
    await page.getByText('No log of temperatures is on the chain for this pack.').waitFor()
    await check('a genuine pack')
  })

  it('says of a counterfeit, and of a pack that somebody else keeps, not to give them out', async () => {
    await scan(codeOf('X9999'))
    await verdict('it may be counterfeit')
    expect(await button('Give it out').count()).to.equal(0)
    await scan(codeOf(SERIALS[15] ?? ''))
    await verdict('in the custody of Acme Pharma, not in yours')
    await page.getByText('You cannot give it out').waitFor()
    expect(await button('Give it out').count()).to.equal(0)
  })

  it('gives a pack out once, and takes that back', async () => {
    await scan(codeOf(SERIALS[0] ?? ''))
    await press('Give it out')
    await page.getByRole('dialog', { name: 'Give this pack out?' }).waitFor()
    await check('whether a pack is to be given out')
    await inDialog('Give out')
    await verdict('It was given out already')
    expect(await button('Give it out').count()).to.equal(0)
    await page.getByRole('row').filter({ hasText: 'given out' }).first().waitFor()
    await check('a pack that was given out')
    await press('Take it back')
    await inDialog('Take back')
    await verdict('Genuine, and nothing speaks against it.')
  })

  it('gives out nothing that was recalled after it was scanned', async () => {
    await scan(codeOf(SERIALS[1] ?? ''))
    await verdict('Genuine, and nothing speaks against it.')
    await press('Give it out')
    const sent = portal.wallet.requests.length
    await recall(1)
    await inDialog('Give out')
    await verdict('Its maker has recalled it.')
    expect(portal.wallet.requests.slice(sent).map(({ method }) => method)).to.not.include(
      'eth_sendTransaction',
    )
    await inDialog('Leave it as it is')
  })

  it('shows the cold chain as the chain has it, and draws the readings whose hash it has', async () => {
    const { network } = stage
    const { pharmacy, manufacturer } = network.actors
    const contracts = as(pharmacy)
    const logger = new Wallet(Wallet.createRandom().privateKey)
    const until = await deadlineIn(contracts, DAY)
    const consent = await signLoggerConsent(contracts, logger, pharmacy.organisation, until)
    await registerLogger(contracts, logger.address, until, consent)
    const unit = caseAt(2)
    await attachLogger(contracts, unit, logger.address)
    const start = (await chainTime(contracts)) * 1000
    const readings = [4.5, 9.25, 5].map((celsius, index) => ({
      time: start + (index + 1) * 1000,
      celsius,
      humidity: null,
    }))
    // By so much, not to a time: a block of the services may be later than it already.
    await provider.send('evm_increaseTime', [10])
    await provider.send('evm_mine', [])
    const log = { readings, unplaced: null, issues: [] }
    // The gateway shows captured events to those who hold the batch that the event names.
    const event = conditionEvent({ log, epcs: [unitUri(unit)], unit, eventTimeZoneOffset: '+00:00' })
    const staff = gatewayClient({ url: network.manufacturerGateway.url, staffToken: manufacturer.seed })
    const { captureID } = await staff.capture(epcisDocument([event], new Date()))
    let job = await staff.captureJob(captureID)
    while (job.running) job = await staff.captureJob(captureID)
    expect(job.errors).to.deep.equal([])
    const { summary } = assessLog(log, profiles.cold)
    const hash = eventDigest(eventHash(event))
    const signed = await signLog(contracts, logger, { unit, summary, eventHash: hash, modelHash: NO_MODEL })
    await anchorLog(contracts, signed, profiles.cold)

    await scan(codeOf(SERIALS[8] ?? ''))
    await page
      .getByRole('row')
      .filter({ hasText: 'kept as it must be' })
      .filter({ hasText: '9.25 °C' })
      .waitFor()
    await press('Show the readings')
    const chart = page.getByRole('img', { name: 'Temperature over the time of the log' })
    await chart.waitFor()
    expect(await chart.locator('.chart-line').getAttribute('d')).to.match(/^M/)
    expect(await chart.locator('.chart-excursion').count()).to.be.greaterThan(1)
    expect(await chart.locator('.chart-threshold').count()).to.be.greaterThan(1)
    expect(await chart.getByText(/^MKT/).textContent()).to.match(/^MKT \d\.\d\d °C$/)
    await page.getByText('They are those whose hash is on the chain.').waitFor()
    await page.getByText('The label says 2.00 °C to 8.00 °C.').waitFor()
    const left = page.getByRole('table', { name: 'When the limits of the label were left' })
    await left.getByRole('row').filter({ hasText: 'too warm' }).filter({ hasText: '9.25 °C' }).waitFor()
    await page.getByText('All 3 readings as a table').click()
    await page
      .getByRole('table', { name: /^Readings of the logger/ })
      .getByRole('row')
      .nth(3)
      .waitFor()
    await check('a cold chain')
  })

  it('quarantines a case with a reason that is kept, and gives it back to the distributor', async () => {
    await goTo('My medicines')
    await press(ofCase('Choose', 2))
    await press('Quarantine')
    await check('why a case is quarantined')
    const commitment = await giveReason('The seal of the case is broken.', 'Quarantine it')
    await page.getByRole('row').filter({ hasText: 'quarantined' }).waitFor()
    expect((await stateOf(2)).holds).to.deep.equal(['quarantined'])
    const filter = maker.drugProvenance.filters.HoldPut(batchId)
    const held = await maker.drugProvenance.queryFilter(filter)
    expect(held.map(({ args }) => args.reason)).to.include(commitment)
    await press(ofCase('Choose', 2))
    await page.getByLabel('To', { exact: true }).selectOption({ label: 'North Distribution' })
    await page.getByText('As it stands it can only go back.').waitFor()
    expect(await button('Offer it').count()).to.equal(0)
    await press('Offer it back, as a return')
    await page.getByText('Offered. It moves when the receiver accepts.').waitFor()
    await goTo('Receive')
    await become(0, 'North Distribution')
    await page.getByRole('row').filter({ hasText: 'a return' }).waitFor()
    await press(ofCase('Accept', 2))
    await inDialog('Accept')
    await page.getByText('Nothing is offered to you.').waitFor()
    expect((await stateOf(2)).custodian).to.equal(stage.network.actors.distributor.organisation)
  })

  it('reports a pack as suspect, which is then held', async () => {
    await goTo('Scan a pack')
    await become(1, 'Corner Pharmacy')
    await scan(codeOf(SERIALS[0] ?? ''))
    await verdict('Genuine, and nothing speaks against it.')
    await press('Report as suspect')
    await giveReason('The print is blurred.', 'Report it')
    await verdict('It is suspect, and under investigation.')
    expect((await stateOf(0)).holds).to.include('suspect')
    await page.getByRole('row').filter({ hasText: 'investigation opened' }).waitFor()
    await check('a suspect pack')
  })

  it('keeps nothing, complains of nothing, and asks nobody else', async () => {
    const { network } = stage
    await expectNothingKept(portal)
    const own = [network.portal.url, network.rpcUrl, network.manufacturerGateway.url].map(
      (url) => new URL(url).origin,
    )
    expect([...portal.origins].filter((origin) => !own.includes(origin))).to.deep.equal([])
    expect(portal.complaints).to.deep.equal([])
    expect(page.url()).to.match(/#\/pharmacy\/pack$/)
  })
})
