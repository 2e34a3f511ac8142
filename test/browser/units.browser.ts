import { expect } from 'chai'
import { JsonRpcProvider, toBeHex, toQuantity, Wallet } from 'ethers'
import type { Locator, Page } from 'playwright-core'
import { accredit } from '../../sdk/accreditation/accredit.ts'
import type { Role } from '../../sdk/accreditation/roles.ts'
import { type Contracts, connectContracts } from '../../sdk/chain/contracts.ts'
import { deadlineIn } from '../../sdk/chain/time.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { formatDigitalLink } from '../../sdk/gs1/digitalLink.ts'
import { acceptTransfer } from '../../sdk/provenance/acceptTransfer.ts'
import { createBatchBook, treeOfBook } from '../../sdk/provenance/batchBook.ts'
import { cancelTransfer } from '../../sdk/provenance/cancelTransfer.ts'
import { commissionBatch } from '../../sdk/provenance/commissionBatch.ts'
import { disaggregateUnit } from '../../sdk/provenance/disaggregateUnit.ts'
import { findUnit } from '../../sdk/provenance/findUnit.ts'
import { readInvestigation } from '../../sdk/provenance/investigations/readInvestigation.ts'
import { packElements } from '../../sdk/provenance/packIdentity.ts'
import { proposeTransfer } from '../../sdk/provenance/proposeTransfer.ts'
import { recallPacks } from '../../sdk/provenance/recallPacks.ts'
import { releaseBatch } from '../../sdk/provenance/releaseBatch.ts'
import { wholeBatch } from '../../sdk/provenance/unit.ts'
import { type Stage, setStage } from './network.ts'
import {
  CHAIN,
  connect,
  expectAccessible,
  expectNoScroll,
  type OpenedPortal,
  openPortal,
  withoutFrames,
} from './openPortal.ts'

const GTIN = '09506000134352'
const LOT = 'U8'
/** Thirty-two packs in eight cases of four. */
const SERIALS = Array.from({ length: 32 }, (_, index) => `U${Date.now()}${1001 + index}`)
const DEPTH = 5
const CASE = 2
const DAY = 86_400
const codeOf = (index: number) =>
  formatDigitalLink(packElements({ gtin: GTIN, lot: LOT, serial: SERIALS[index] ?? '' }))

describe('units of medicines, by accounts of their own', function () {
  this.timeout(240_000)
  let stage: Stage
  let portal: OpenedPortal
  let page: Page
  let provider: JsonRpcProvider
  let batchId = ''
  let recall: (from: number) => Promise<unknown>

  /** The organisations are named by addresses that never sign. */
  const [pharmacyOrg, distributorOrg, laboratoryOrg] = Array.from(
    { length: 3 },
    () => Wallet.createRandom().address,
  ) as [string, string, string]
  const [pharmacist, quality, laboratory, distributor] = Array.from(
    { length: 4 },
    () => new Wallet(Wallet.createRandom().privateKey),
  ) as [Wallet, Wallet, Wallet, Wallet]
  const PHARMACIST = 0
  const QUALITY = 1
  const LABORATORY = 2
  const DISTRIBUTOR = 3

  const as = ({ privateKey }: { readonly privateKey: string }): Contracts =>
    connectContracts(stage.network.deployment, new Wallet(privateKey, provider))
  const caseAt = (position: number) => ({ batchId, level: CASE, position, parentLevel: DEPTH })
  const stateOf = async (position: number) =>
    (await findUnit(as(pharmacist), batchId, caseAt(position))).state

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    const set = await setStage()
    if (!set) return this.skip()
    stage = set
    const { network } = stage
    const { authority, manufacturer, manufacturerQuality } = network.actors
    provider = new JsonRpcProvider(network.rpcUrl, CHAIN, { staticNetwork: true, cacheTimeout: -1 })
    const until = await deadlineIn(as(authority), 365 * DAY)
    const appointments: [Wallet, string, Role][] = [
      [pharmacist, pharmacyOrg, 'dispenser'],
      [quality, pharmacyOrg, 'quality-assurance'],
      [laboratory, laboratoryOrg, 'quality-assurance'],
      [distributor, distributorOrg, 'distributor'],
    ]
    for (const [{ address }, organisation, role] of appointments) {
      await provider.send('hardhat_setBalance', [address, toQuantity(10n ** 18n)])
      await accredit(as(authority), address, organisation, [role], until)
    }
    const maker = as(manufacturer)
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
    await gatewayClient({
      url: network.manufacturerGateway.url,
      staffToken: manufacturer.seed,
    }).publishBatch(book)
    await offer(maker, wholeBatch(batchId, DEPTH), pharmacyOrg)
    await acceptTransfer(as(pharmacist), wholeBatch(batchId, DEPTH), 'both')
    await disaggregateUnit(as(pharmacist), wholeBatch(batchId, DEPTH), CASE)
    recall = (from) => recallPacks(maker, book, { from, to: from + 1 }, toBeHex(7, 32))
    portal = await openPortal(stage, {
      keys: [pharmacist, quality, laboratory, distributor],
      path: 'pharmacy/medicines',
      // What takes the focus has it as soon as it is there, painted or not.
      init: (context) => context.addInitScript(withoutFrames),
    })
    page = portal.page
    await connect(page)
  })

  after(async () => {
    provider?.destroy()
    await portal?.close()
  })

  const offer = async (
    from: Contracts,
    unit: ReturnType<typeof caseAt>,
    receiver: string,
    seconds = DAY,
  ): Promise<void> => {
    const expiresAt = await deadlineIn(from, seconds)
    await proposeTransfer(from, unit, { receiver, expiresAt, transfer: 'both', isReturn: false })
  }
  const button = (name: string | RegExp): Locator =>
    page.getByRole('button', { name, exact: typeof name === 'string' })
  const inDialog = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true })
  const status = (text: string) => page.locator('#content .note.good', { hasText: text }).waitFor()
  const verdict = (text: string) => page.getByRole('alert').filter({ hasText: text }).waitFor()
  const check = async (what: string) => {
    await expectAccessible(page, what)
    await page.setViewportSize({ width: 360, height: 800 })
    await expectNoScroll(page, what)
    await page.setViewportSize({ width: 1200, height: 900 })
  }
  const goTo = async (name: string) => {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click()
    await page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
  }
  const become = async (index: number) => {
    await portal.wallet.switchAccount(index)
    const { address } = [pharmacist, quality, laboratory, distributor][index] ?? pharmacist
    await page.getByRole('banner').getByText(address.slice(0, 8)).waitFor()
    const organisation =
      index === LABORATORY ? laboratoryOrg : index === DISTRIBUTOR ? distributorOrg : pharmacyOrg
    await page.getByText(`You act for ${organisation.slice(0, 8)}`).waitFor()
  }
  /** The line of the table that holds a unit, by the positions that it names. */
  const line = (positions: string) => new RegExp(`^Choose \\S+/${CASE}/${positions}$`)
  const choose = async (positions: string, position?: number) => {
    await button(line(positions)).click()
    await page.getByRole('heading', { name: /^Unit / }).waitFor()
    if (position !== undefined) await page.getByLabel('Which one').fill(String(position))
  }
  const say = async (act: string, confirm: string, reason = 'As was agreed.') => {
    await button(act).click()
    await page.getByLabel('Why', { exact: true }).fill(reason)
    await Promise.all([page.waitForEvent('download'), inDialog(confirm).click()])
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  /** Moves the focus as somebody does who has a keyboard alone. */
  const tabTo = async (target: Locator) => {
    await target.waitFor()
    for (let presses = 0; presses < 80; presses++) {
      if (await target.evaluate((element) => element === document.activeElement)) return
      await page.keyboard.press('Tab')
    }
    expect.fail('The focus never got there.')
  }
  const focused = () => page.evaluate(() => document.activeElement?.textContent)
  const sentSince = (count: number) =>
    portal.wallet.requests.slice(count).filter(({ method }) => method === 'eth_sendTransaction')

  it('takes a case apart and puts it together again, by keyboard alone', async () => {
    await page.getByText(`You act for ${pharmacyOrg.slice(0, 8)}`).waitFor()
    await tabTo(button(line('0–7')))
    await page.keyboard.press('Enter')
    expect(await focused()).to.match(/^Unit /)
    await tabTo(page.getByLabel('Which one'))
    await page.keyboard.press('Control+a')
    await page.keyboard.type('1')
    await tabTo(page.getByLabel('Into how many'))
    await page.keyboard.press('ArrowDown')
    await page
      .getByRole('option', { name: '4 units of 1 pack', selected: true })
      .waitFor({ state: 'attached' })
    await check('a chosen unit')
    await tabTo(button('Take it apart'))
    await page.keyboard.press('Enter')
    await status('Taken apart.')
    expect(await focused()).to.match(/^Taken apart\./)
    expect((await stateOf(1)).childLevel).to.equal(0)
    await tabTo(button(/^Choose \S+\/0\/4–7$/))
    await page.keyboard.press('Enter')
    expect(await focused()).to.match(/^Unit /)
    await tabTo(button('Put it together again'))
    await page.keyboard.press('Enter')
    await status('Put together: it is one unit again.')
    await button(line('1')).waitFor()
    expect((await stateOf(1)).childLevel).to.equal(null)
  })

  it('says what became of units, for good', async () => {
    await choose('1')
    await button('Stolen or lost').click()
    await check('why a unit was stolen')
    await inDialog('Leave it as it is').click()
    await say('Stolen or lost', 'Report it')
    await status('Reported as stolen or lost.')
    await choose('2–7', 2)
    await say('Taken as a sample', 'Say so')
    await status('Recorded as a sample.')
    await choose('3–7', 3)
    await say('Destroyed', 'Say so')
    await status('Recorded as destroyed.')
    const lifecycles = await Promise.all([0, 1, 2, 3].map(async (place) => (await stateOf(place)).lifecycle))
    expect(lifecycles).to.deep.equal(['available', 'stolen', 'sampled', 'destroyed'])
    await choose('1')
    await page.getByText('It is stolen or lost: nothing more can be done with it.').waitFor()
    expect(await button('Offer it').count()).to.equal(0)
    expect(await button('Quarantine').count()).to.equal(0)
    await check('a unit that was stolen')
  })

  it('puts nothing together whose parts differ, and sends nothing', async () => {
    await choose('0')
    const sent = portal.wallet.requests.length
    await button('Put it together again').click()
    await verdict('look again how it stands')
    expect(sentSince(sent)).to.deep.equal([])
  })

  it('lets quality assurance of the own organisation end an investigation, and nobody else', async () => {
    const investigation = () => readInvestigation(as(pharmacist), caseAt(0))
    await say('Report as suspect', 'Report it', 'The seal is broken.')
    await status('Reported. It is held as suspect.')
    await choose('0')
    await page.getByText('It has not been decided.').waitFor()
    await page.getByText('Quality assurance of the organisation that opened it decides.').waitFor()
    expect(await button('Nothing was wrong').count()).to.equal(0)
    expect(await button('Offer it').count()).to.equal(0)
    await become(QUALITY)
    await choose('0')
    await check('an investigation')
    await say('Nothing was wrong', 'End it')
    await status('The investigation has ended: nothing was wrong.')
    expect((await stateOf(0)).holds).to.deep.equal([])

    await become(PHARMACIST)
    await choose('0')
    await say('Report as suspect', 'Report it', 'The print is blurred.')
    await become(QUALITY)
    await choose('0')
    await say('It is illegitimate', 'It is illegitimate')
    await status('The investigation has ended: it is illegitimate.')
    expect((await stateOf(0)).holds).to.include('illegitimate')
    expect(await investigation()).to.include({ verdict: 'illegitimate', notifiedAt: null })

    await become(PHARMACIST)
    await choose('0')
    await page.getByText('The authority and the partners are to be told by').waitFor()
    await say('Authority and partners were told', 'Say so')
    await status('Recorded that they were told.')
    expect((await investigation())?.notifiedAt).to.be.a('number')
  })

  it('lets a laboratory that has no part in it release a pack from quarantine', async () => {
    await choose('4–7', 4)
    await say('Quarantine', 'Quarantine it')
    await status('Quarantined.')
    await become(LABORATORY)
    await goTo('Scan a pack')
    await page.getByLabel('Code of the pack').fill(codeOf(4 * 2 ** CASE))
    await page.getByLabel('Code of the pack').press('Enter')
    await verdict('It is held back until it has been examined.')
    expect(await button('Give it out').count()).to.equal(0)
    await say('Release from quarantine', 'Release it', 'Examined, and found fit.')
    await verdict('Genuine. Before you give it out:')
    expect((await stateOf(4)).holds).to.deep.equal([])
    // What can be said of its unit is read anew, after what is said of the pack.
    await button('Release from quarantine').waitFor({ state: 'detached' })
  })

  it('gives a pack out, and takes that back, by keyboard alone', async () => {
    await become(PHARMACIST)
    await tabTo(page.getByLabel('Code of the pack'))
    await page.keyboard.type(codeOf(7 * 2 ** CASE))
    await page.keyboard.press('Enter')
    await verdict('Genuine, and nothing speaks against it.')
    for (const [act, confirm, then] of [
      ['Give it out', 'Give out', 'It was given out already'],
      ['Take it back', 'Take back', 'Genuine, and nothing speaks against it.'],
    ] as const) {
      await tabTo(button(act))
      await page.keyboard.press('Enter')
      await tabTo(inDialog(confirm))
      await page.keyboard.press('Enter')
      await verdict(then)
    }
  })

  it('shows the proof in words, and what it stands on', async () => {
    await page.getByRole('heading', { name: 'Why this can be believed' }).waitFor()
    await page.getByText('and 5 further hashes').waitFor()
    await page.getByText('which Acme Pharma wrote on the chain on').waitFor()
    const made = await page.getByRole('row').filter({ hasText: 'made' }).first()
    await tabTo(made.locator('summary'))
    await page.keyboard.press('Enter')
    const hash = (await made.locator('details p.code').textContent()) ?? ''
    await page.getByText('The evidence in figures').click()
    const facts = page.locator('dl.facts').filter({ hasText: 'Root of the batch' })
    const fact = (name: string) => facts.locator('div', { hasText: name }).locator('dd').textContent()
    const receipt = await provider.getTransactionReceipt(hash)
    const { root, depth } = await as(pharmacist).drugProvenance.batchOf(batchId)
    expect(await fact('Root of the batch')).to.equal(root)
    expect(await fact('Length of the proof')).to.equal(String(depth))
    expect(await fact('Transaction that wrote the root')).to.equal(receipt?.hash)
    expect(await fact('Its block')).to.equal(`${receipt?.blockNumber} ${receipt?.blockHash}`)
    expect(await fact('Place in the batch')).to.equal(`${batchId}/0/${7 * 2 ** CASE}`)
    await check('the proof')
  })

  it('gives a case back to an organisation named by its address, which puts it on sale again', async () => {
    await goTo('My medicines')
    await choose('5–7', 5)
    await page.getByLabel('To', { exact: true }).selectOption({ label: 'Another organisation, by address' })
    await page.getByLabel('Address of the organisation').fill('0x12')
    await page.getByText('This is not an address').waitFor()
    await page.getByLabel('Address of the organisation').fill(distributorOrg)
    await button('Offer it back, as a return').click()
    await page.getByText('Offered. It moves when the receiver accepts.').waitFor()
    await goTo('Receive')
    await become(DISTRIBUTOR)
    const row = page.getByRole('row').filter({ hasText: 'a return' })
    await tabTo(row.getByRole('button', { name: /^Accept/ }))
    await page.keyboard.press('Enter')
    await tabTo(inDialog('Accept'))
    await page.keyboard.press('Enter')
    await page.getByText('Nothing is offered to you.').waitFor()
    expect(await stateOf(5)).to.include({
      custodian: distributorOrg,
      owner: distributorOrg,
      lifecycle: 'returned',
    })
    await goTo('My medicines')
    await choose('5')
    await page.getByText('As it stands it can only go back.').waitFor()
    expect(await button('Offer it').count()).to.equal(0)
    await say('Put back on sale', 'Put it back', 'Verified, and kept as it must be.')
    await status('On sale again.')
    expect((await stateOf(5)).lifecycle).to.equal('available')
  })

  it('has nothing for a distributor to give out', async () => {
    await goTo('Scan a pack')
    await page.getByLabel('Code of the pack').fill(codeOf(5 * 2 ** CASE))
    await page.getByLabel('Code of the pack').press('Enter')
    await verdict('Genuine, and nothing speaks against it.')
    await page.getByText('only accounts that are accredited as pharmacies can').waitFor()
    expect(await button('Give it out').count()).to.equal(0)
  })

  it('accepts nothing that was withdrawn, recalled or too late meanwhile, and sends nothing', async () => {
    // Soon over: the chain of all tests is not to be far ahead of the clock.
    const SOON = 90
    const meanwhile: [number, string, () => Promise<unknown>][] = [
      [4, 'There is no such proposal', () => cancelTransfer(as(pharmacist), caseAt(4), 'both')],
      [6, 'recalled, so it cannot be transferred', () => recall(6 * 2 ** CASE)],
      [
        7,
        'or it has expired',
        async () => {
          // By so much, not to a time: a slow machine may be there already.
          await provider.send('evm_increaseTime', [SOON])
          await provider.send('evm_mine', [])
        },
      ],
    ]
    await goTo('Receive')
    const accept = (position: number) => button(new RegExp(`^Accept \\S+/${CASE}/${position}(?!\\d)`))
    for (const [position, words, change] of meanwhile) {
      await offer(as(pharmacist), caseAt(position), distributorOrg, position === 7 ? SOON : DAY)
      await button('Look again').click()
      await accept(position).click()
      await change()
      const sent = portal.wallet.requests.length
      await inDialog('Accept').click()
      await verdict(words)
      expect(sentSince(sent)).to.deep.equal([])
      await inDialog('Leave it as it is').click()
    }
    await button('Look again').click()
    await accept(7).waitFor({ state: 'detached' })
    await page.getByText('held, recalled or expired: cannot be accepted').waitFor()
    expect(await page.getByRole('table', { name: 'Offers to you' }).getByRole('row').count()).to.equal(2)
    await check('an offer that cannot be accepted')
    expect(portal.complaints).to.deep.equal([])
  })
})
