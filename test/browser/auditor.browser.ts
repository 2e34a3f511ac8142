import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { id, JsonRpcProvider, Wallet } from 'ethers'
import type { Page } from 'playwright-core'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { formatDigitalLink } from '../../sdk/gs1/digitalLink.ts'
import { createBatchBook, treeOfBook } from '../../sdk/provenance/batchBook.ts'
import { commissionBatch } from '../../sdk/provenance/commissionBatch.ts'
import { packElements } from '../../sdk/provenance/packIdentity.ts'
import { recallPacks } from '../../sdk/provenance/recallPacks.ts'
import { releaseBatch } from '../../sdk/provenance/releaseBatch.ts'
import { tracePack } from '../../sdk/provenance/trace.ts'
import { type AuditedCase, prepareAuditedCase } from './auditedCase.ts'
import { type Stage, setStage } from './network.ts'
import {
  CHAIN,
  expectAccessible,
  expectNoScroll,
  expectNothingKept,
  type OpenedPortal,
  openPortal,
} from './openPortal.ts'

const GTIN = '09506000134352'
const LOT = 'AUDIT7'
const SERIALS = ['R1', 'R2', 'R3', 'R4']
const YEAR = 365 * 86_400_000

const codeOf = (serial: string) => formatDigitalLink(packElements({ gtin: GTIN, lot: LOT, serial }))

describe("the auditor's page", function () {
  this.timeout(300_000)
  let stage: Stage
  let portal: OpenedPortal
  let page: Page
  let provider: JsonRpcProvider
  let audited: AuditedCase
  let answer: Record<string, unknown>
  let trace: { epcisBody: { eventList: Record<string, unknown>[] } }
  let recall: (index: number) => Promise<unknown>

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    const set = await setStage()
    if (!set) return this.skip()
    stage = set
    const { network } = stage
    provider = new JsonRpcProvider(network.rpcUrl, CHAIN, { staticNetwork: true, cacheTimeout: -1 })
    audited = await prepareAuditedCase(network, provider)
    const { manufacturer, manufacturerQuality } = network.actors
    const as = (key: string) => connectContracts(network.deployment, new Wallet(key, provider))
    const maker = as(manufacturer.privateKey)
    const book = await createBatchBook({
      contracts: maker,
      maker: manufacturer.organisation,
      gtin: GTIN,
      lot: LOT,
      expiry: new Date(Date.now() + 2 * YEAR).toISOString().slice(0, 10),
      serials: SERIALS,
      units: [],
    })
    await commissionBatch(maker, book, await treeOfBook(book))
    await releaseBatch(as(manufacturerQuality.privateKey), book)
    const gateway = gatewayClient({ url: network.manufacturerGateway.url, staffToken: manufacturer.seed })
    await gateway.publishBatch(book)
    const said = await gateway.verifyPack(codeOf('R1'))
    if (!said.evidence) throw new Error('The maker gave no proof.')
    answer = said as unknown as Record<string, unknown>
    trace = (await tracePack(maker, said.evidence, [])) as unknown as typeof trace
    recall = (index) => recallPacks(maker, book, { from: index, to: index + 1 }, id('a reason'))
    portal = await openPortal(stage, { path: 'auditor/verify', hasWallet: false })
    page = portal.page
  })

  after(async () => {
    provider?.destroy()
    await portal?.close()
  })

  const drop = async (value: unknown, name = 'evidence.json') => {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    await page
      .getByLabel('Evidence', { exact: true })
      .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) })
  }
  const verdict = (text: string | RegExp) => page.getByRole('alert').filter({ hasText: text }).waitFor()
  const finding = (text: string | RegExp) => page.locator('.findings > li').filter({ hasText: text }).first()

  it('verifies a record and what was done with it, each check with its place on the chain', async () => {
    await drop(audited.bundle)
    await verdict(/^All \d+ checks hold\.$/)
    const anchor = finding('Record matches its anchor')
    await anchor.filter({ hasText: '✓ holds' }).waitFor()
    for (const name of ['Transaction', 'Block', 'Hash of the block', 'Sent by', 'Commitment']) {
      await anchor.getByText(name, { exact: true }).waitFor()
    }
    const event = await provider.getTransactionReceipt(
      (await anchor
        .locator('div', { has: page.getByText('Transaction', { exact: true }) })
        .locator('dd')
        .first()
        .textContent()) ?? '',
    )
    await anchor.getByText(event?.blockHash ?? 'no block').waitFor()
    await finding('Report carries a quorum of signatures').getByText('Signed by').waitFor()
    await finding('Release was logged and permitted').waitFor()
    await expectAccessible(page, 'a verified record')
    await page.setViewportSize({ width: 360, height: 800 })
    await expectNoScroll(page, 'a verified record')
    await page.setViewportSize({ width: 1200, height: 900 })
  })

  it('holds the content of the record against it, where its holder has it', async () => {
    const choose = (buffer: Buffer) =>
      page
        .getByLabel('The record itself, if you have it')
        .setInputFiles({ name: 'record.json', mimeType: 'application/json', buffer })
    await choose(Buffer.from(audited.content))
    await finding('Content matches the manifest').filter({ hasText: '✓ holds' }).waitFor()
    await choose(Buffer.from('another content'))
    await verdict(/^1 of \d+ checks does not hold\./)
    await finding('Content matches the manifest').filter({ hasText: '✗ does not hold' }).waitFor()
  })

  it('saves the result as JSON, and prints it without the controls of the page', async () => {
    await drop(audited.bundle)
    await verdict(/^All/)
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the result as JSON' }).click(),
    ])
    const result = JSON.parse(await readFile(await saved.path(), 'utf8'))
    expect(result).to.include({ format: 'salus-verification/1', ok: true, chainId: CHAIN })
    expect(result.subject).to.include({ kind: 'record', name: 'evidence.json' })
    expect(result.checks.every((check: { ok: boolean }) => check.ok)).to.equal(true)
    expect(result.checks[0].evidence).to.include.keys('transaction', 'block', 'blockHash', 'sender')
    expect(result.block.hash).to.equal((await provider.getBlock(result.block.number))?.hash)
    await page.evaluate(() => {
      window.print = () => document.body.classList.add('printed')
    })
    await page.getByRole('button', { name: 'Print' }).click()
    await page.locator('body.printed').waitFor()
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).to.equal(false)
    expect(await finding('Record matches its anchor').isVisible()).to.equal(true)
    await page.emulateMedia({ media: 'screen' })
  })

  it('says in words what does not hold: another salt, a decision that was not made', async () => {
    const { record } = audited.bundle
    await drop({ ...audited.bundle, record: { ...record, salt: id('another salt') } })
    await verdict(/checks? do(es)? not hold\./)
    await finding('The commitment of the manifest does not match')
      .filter({ hasText: '✗ does not hold' })
      .waitFor()
    await expectAccessible(page, 'evidence that does not hold')
  })

  it('finds a flipped bit in the ciphertext that an IPFS gateway serves', async () => {
    const blocks = `${stage.network.gateway.url}/ipfs/**`
    await page.route(blocks, async (route) => {
      const response = await route.fetch()
      const body = await response.body()
      if (body[0] !== undefined) body[0] ^= 1
      await route.fulfill({ response, body })
    })
    await drop(audited.bundle)
    await finding('Stored ciphertext is whole').filter({ hasText: '✗ does not hold' }).waitFor()
    await page.unroute(blocks)
  })

  it('verifies an opened report, and finds one that was altered', async () => {
    await drop(audited.opened, 'report.json')
    await verdict(/^All \d+ checks hold\.$/)
    await finding('The file holds the report that landed').getByText('Sent by').waitFor()
    const { report } = audited.opened
    await drop({ ...audited.opened, report: { ...report, limits: [] } }, 'report.json')
    await finding('The file does not hold the report that landed').filter({ hasText: '✗' }).waitFor()
  })

  it('holds a trace of a pack against the chain, event by event', async () => {
    await drop(trace, 'trace.jsonld')
    await verdict('Nothing fails, but not all of it can be checked.')
    await verdict('The numbers of packs in the document are its author’s word.')
    await finding('Event 1 tells what the chain has')
      .filter({ hasText: '✓ holds' })
      .getByText('Sent by')
      .waitFor()
    await finding('Event 2 tells what the chain has').filter({ hasText: '✓ holds' }).waitFor()
  })

  it('finds an event that was changed, that names no transaction of the chain, or breaks the standard', async () => {
    const [first, ...others] = trace.epcisBody.eventList
    const withFirst = (change: Record<string, unknown>) => ({
      ...trace,
      epcisBody: { eventList: [{ ...first, ...change }, ...others] },
    })
    await drop(withFirst({ disposition: 'recalled' }))
    await finding('Event 1 has the hash that it is named by')
      .filter({ hasText: 'The event was changed' })
      .waitFor()
    await finding('Event 1 tells what the chain has').filter({ hasText: '✗ does not hold' }).waitFor()
    await drop(withFirst({ 'salus:transaction': id('no transaction') }))
    await finding('The chain has no such transaction').waitFor()
    await drop(withFirst({ action: 'INVENTED' }))
    await finding('The document follows EPCIS 2.0 and CBV 2.0')
      .filter({ hasText: '✗ does not hold' })
      .waitFor()
  })

  it('says of events that name nothing on the chain that they are their author’s word', async () => {
    const event = {
      type: 'ObjectEvent',
      eventTime: '2026-11-02T09:00:00Z',
      eventTimeZoneOffset: '+00:00',
      epcList: ['https://id.gs1.org/01/09506000134352/21/Z9'],
      action: 'OBSERVE',
      bizStep: 'shipping',
    }
    await drop({ ...trace, epcisBody: { eventList: [event] } })
    await verdict('None of its events names what the chain could bear out')
  })

  it('verifies the kept answer of a maker against the chain, and says when it has changed since', async () => {
    await drop(answer, 'answer.json')
    await verdict(/^All \d+ checks hold\.$/)
    await finding('the batch is on the chain').getByText('Sent by').waitFor()
    await recall(0)
    await drop(answer, 'answer.json')
    await finding('The pack has changed since the maker was asked.').waitFor()
  })

  it('verifies the code of a pack by asking its maker', async () => {
    const enter = async (serial: string) => {
      await page.getByLabel('Code of a pack').fill(codeOf(serial))
      await page.getByLabel('Code of a pack').press('Enter')
    }
    await enter('R2')
    await verdict(/^All \d+ checks hold\.$/)
    await enter('R1')
    await finding('Its maker has recalled it.').waitFor()
    await enter('X9')
    await verdict('The maker gives no proof')
  })

  it('says what is no evidence, and shows hostile names as text', async () => {
    await drop('<script>alert(1)</script>')
    await verdict('This is no evidence that can be verified here.')
    await drop({ hello: 'world' })
    await verdict('This is no evidence that can be verified here.')
    await drop(answer, '<img src=x onerror=alert(1)>\u202Egnp.json')
    await page.getByText('⟦U+202E⟧gnp.json').waitFor()
    expect(await page.locator('main img').count()).to.equal(0)
  })

  it('says when the chain does not answer, which is no verdict', async () => {
    await page.route(`${stage.network.rpcUrl}/**`, (route) => route.abort())
    await drop(audited.bundle)
    await verdict('The chain does not answer.')
    expect(await page.locator('.findings').count()).to.equal(0)
    await page.unroute(`${stage.network.rpcUrl}/**`)
  })

  it('asked no organisation but for blocks of content, and the maker where a code was entered', async () => {
    const { network } = stage
    const own = [network.portal.url, network.rpcUrl, network.manufacturerGateway.url, network.gateway.url]
    const origins = own.map((url) => new URL(url).origin)
    expect([...portal.origins].filter((origin) => !origins.includes(origin))).to.deep.equal([])
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await drop(audited.bundle)
    await verdict(/^All/)
    await drop(trace)
    await verdict('Nothing fails')
    const others = asked.filter(
      (url) => !url.startsWith(network.rpcUrl) && !url.startsWith(`${network.gateway.url}/ipfs/`),
    )
    expect(others).to.deep.equal([])
    expect(page.url()).to.match(/#\/auditor\/verify$/)
    await expectNothingKept(portal)
  })
})
