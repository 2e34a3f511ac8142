import { expect } from 'chai'
import { JsonRpcProvider, Wallet } from 'ethers'
import type { Page } from 'playwright-core'
import { quietPort } from '../helpers/quietPort.ts'
import { prepareAuditedCase } from './auditedCase.ts'
import { type Stage, setStage } from './network.ts'
import { CHAIN, expectAccessible, expectNoScroll, type OpenedPortal, openPortal } from './openPortal.ts'
import { startOwnPortal } from './ownPortal.ts'
import { StandInNode } from './standInNode.ts'

describe("the operator's page", function () {
  this.timeout(240_000)
  let stage: Stage
  let portal: OpenedPortal
  let page: Page
  let provider: JsonRpcProvider
  const closers: (() => Promise<unknown>)[] = []

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    const set = await setStage()
    if (!set) return this.skip()
    stage = set
    const { rpcUrl } = stage.network
    provider = new JsonRpcProvider(rpcUrl, CHAIN, { staticNetwork: true, cacheTimeout: -1 })
    await prepareAuditedCase(stage.network, provider)
    portal = await openPortal(stage, { path: 'operator/network', hasWallet: false })
    page = portal.page
  })

  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close()
  })
  after(async () => {
    await portal?.close()
    provider?.destroy()
  })

  it('shows of each node what the chain says and what it says itself, without a wallet', async () => {
    const rows = nodeRows(page)
    await rows.first().waitFor()
    const { oracles } = stage.network.actors
    expect(await rows.count()).to.equal(oracles.length)
    const signed = await rows.locator('td[data-title="Signed"]').allTextContents()
    const counts = signed.map((text) => text.split(' of the last ').map(Number))
    const reports = counts[0]?.[1] ?? 0
    expect(reports).to.be.at.least(1)
    expect(counts.reduce((sum, [count = 0]) => sum + count, 0)).to.be.at.least(3 * reports)
    for (const place of oracles.keys()) {
      const row = nodeRow(page, `Oracle ${place + 1}`)
      await row.getByText(`Oracle Operator ${place + 1}`).waitFor()
      await row.getByText('its signature counts').waitFor()
      await row.getByText('answers, and follows the chain').waitFor()
      await row.getByText(/^none since it started, \d+ \w+ 2\d\d\d/).waitFor()
      await row.getByText(/nothing waits|waiting, \d+ under way/).waitFor()
    }
    // Three at least. A node says so once it has seen the report land.
    const agreed = page.getByRole('cell', { name: /^\d+ of \d+ landed as it had signed/ })
    await agreed.nth(2).waitFor()
    const model = page
      .getByRole('table', { name: 'Model versions' })
      .getByRole('row')
      .filter({ hasText: 'Oracle 1, Oracle 2, Oracle 3 and Oracle 4' })
    await model.getByText('approved', { exact: true }).first().waitFor()
    await expectAccessible(page, 'the oracle network')
    await page.setViewportSize({ width: 360, height: 800 })
    await expectNoScroll(page, 'the oracle network')
    await page.setViewportSize({ width: 1200, height: 900 })
    await expectNoScroll(page, 'the oracle network, wide')
    expect(portal.complaints).to.deep.equal([])
  })

  it('holds what nodes say against the chain, and takes nothing from them that is no status', async () => {
    const { head, statusOf } = await honestStatus()
    const earlier = await provider.getBlock(head.number - 6)
    const strange = `0x${'ab'.repeat(32)}`
    const cases: readonly (readonly [says: (signer: string) => string, state: string])[] = [
      [statusOf(), 'answers, and follows the chain'],
      [statusOf({ head: { number: head.number - 6, hash: earlier?.hash } }), 'is behind the chain'],
      [statusOf({ head: { ...head, hash: strange } }), 'has seen a block that is not in this chain'],
      [
        statusOf({ head: { ...head, number: head.number + 1_000_000 } }),
        'is ahead of this page’s own node of the chain',
      ],
      [statusOf({ status: 'unavailable' }), 'says that it does not see the chain'],
      [statusOf({ account: stage.network.actors.hospital.address }), 'says that it signs as another account'],
      [statusOf({ account: '<script>alert(1)</script>' }), 'answers, but not as a node does'],
      [() => JSON.stringify('x'.repeat(5_000_000)), 'answers, but not as a node does'],
      [() => '<!doctype html><script>alert(1)</script>', 'answers, but not as a node does'],
    ]
    const { page: own, complaints } = await openStandIns(cases.map(([says]) => says))
    for (const [place, [, state]] of cases.entries()) {
      await nodeRow(own, `Stand-in ${place + 1}`)
        .getByText(state, { exact: true })
        .waitFor()
    }
    await nodeRow(own, 'Stand-in 2')
      .getByText(/[6-9] blocks behind$/)
      .waitFor()
    await nodeRow(own, 'Stand-in 9').getByText('not in the committee').waitFor()
    expect(await own.locator('main').textContent()).not.to.contain('alert(1)')
    await expectAccessible(own, 'nodes that are faulty')
    await own.setViewportSize({ width: 360, height: 800 })
    await expectNoScroll(own, 'nodes that are faulty')
    expect(complaints).to.deep.equal([])
  })

  it('shows what a node has met: a reorganisation, a queue, answers that differ, versions that nobody approved', async () => {
    const { statusOf } = await honestStatus()
    const busy = { waiting: 3, underWay: 1 }
    const idle = { waiting: 0, underWay: 0 }
    const { page: own } = await openStandIns([
      statusOf({
        lastReorganisation: { depth: 4, at: '2026-11-23T10:00:00.000Z' },
        queue: { requests: busy, alerts: idle, logs: idle, plans: busy },
        landed: { agreed: 9, differed: 2 },
        disagreements: 5,
        models: [`0x${'cd'.repeat(32)}`],
      }),
    ])
    const row = nodeRow(own, 'Stand-in 1')
    await row.getByText('4 blocks taken back, seen 23 Nov 2026, 10:00').waitFor()
    await row
      .getByText('requests: 3 waiting, 1 under way; replenishment policies: 3 waiting, 1 under way')
      .waitFor()
    await row.getByText('9 of 11 landed as it had signed; other nodes differed 5 times').waitFor()
    const unapproved = own.getByRole('row').filter({ hasText: 'cdcdcdcd' })
    await unapproved.getByText('never approved').waitFor()
    await unapproved.getByText('Stand-in 1').waitFor()
    await nodeRow(own, 'Oracle Operator 2')
      .getByText('not asked: the settings of this page do not say where it is')
      .waitFor()
  })

  it('says which node does not answer, and finds it again once it does', async () => {
    const { statusOf } = await honestStatus()
    const { page: own, nodes } = await openStandIns([statusOf(), statusOf()])
    const [, stopped] = nodes
    await stopped?.stop()
    await own.getByRole('button', { name: 'Look again' }).click()
    await nodeRow(own, 'Stand-in 2').getByText('does not answer').waitFor()
    await nodeRow(own, 'Stand-in 1').getByText('answers, and follows the chain').waitFor()
    await stopped?.start()
    await own.getByRole('button', { name: 'Look again' }).click()
    await nodeRow(own, 'Stand-in 2').getByText('answers, and follows the chain').waitFor()
  })

  it('asks again by itself while it is seen, until it is told to stop', async () => {
    const { statusOf } = await honestStatus()
    const { page: own, nodes } = await openStandIns([statusOf()])
    const [node] = nodes
    if (!node) throw new Error('There is no node.')
    const row = nodeRow(own, 'Stand-in 1')
    await row.getByText('answers, and follows the chain').waitFor()
    const says = node.says
    const ask = () => own.clock.fastForward(16_000)
    node.says = 'nothing'
    await ask()
    await row.getByText('answers, but not as a node does').waitFor()

    await seen(own, false)
    const before = node.asked
    node.says = says
    await ask()
    expect(node.asked, 'a page that nobody sees asks nobody').to.equal(before)
    await seen(own, true)
    await row.getByText('answers, and follows the chain').waitFor()

    await own.getByRole('button', { name: 'Stop asking by itself' }).click()
    const asked = node.asked
    await ask()
    await own.getByRole('button', { name: 'Ask every 15 seconds' }).click()
    expect(node.asked).to.equal(asked)
    node.says = 'nothing'
    await ask()
    await row.getByText('answers, but not as a node does').waitFor()
  })

  it('says when the chain does not answer', async () => {
    await page.route(`${stage.network.rpcUrl}/**`, (route) => route.abort())
    await page.getByRole('button', { name: 'Look again' }).click()
    await page.getByRole('alert').filter({ hasText: 'The chain does not answer.' }).waitFor()
    await page.unroute(`${stage.network.rpcUrl}/**`)
  })

  /** What the first node says once it has seen the head of the chain, and the same with changes, as whoever is asked. */
  async function honestStatus() {
    const { url = '' } = stage.network.oracles[0] ?? {}
    const status = (await (await fetch(`${url}/status`)).json()) as object
    // The node looks at it every now and then.
    const { number = 0, hash } = (await provider.getBlock('latest')) ?? {}
    const head = { number, hash }
    const statusOf =
      (change: object = {}) =>
      (signer: string) =>
        JSON.stringify({ ...status, head, account: signer, ...change })
    return { head, statusOf }
  }

  /** The page, with stand-ins for the nodes: those of the committee first. Its clock can be moved. */
  async function openStandIns(says: readonly ((signer: string) => string)[]) {
    const nodes: StandInNode[] = []
    const oracles: { name: string; url: string; signer: string }[] = []
    for (const [place, say] of says.entries()) {
      const signer = stage.network.actors.oracles[place]?.address ?? Wallet.createRandom().address
      const node = await new StandInNode(await quietPort()).start()
      closers.push(() => node.stop())
      node.says = say(signer)
      nodes.push(node)
      oracles.push({ name: `Stand-in ${place + 1}`, url: node.url, signer })
    }
    const { url, stop } = await startOwnPortal(stage, ({ directory }) => ({
      oracles,
      // Known by the names of the stand-ins alone.
      directory: (directory as { address: string }[]).filter(
        ({ address }) => !oracles.some(({ signer }) => signer === address),
      ),
    }))
    closers.push(stop)
    const own = await openPortal(stage, { url, path: 'operator/network', hasWallet: false })
    closers.push(own.close)
    await own.page.clock.install()
    await own.page.reload()
    return { ...own, nodes }
  }
})

const nodeRows = (page: Page) => page.getByRole('table', { name: 'Nodes' }).locator('tbody tr')

const nodeRow = (page: Page, name: string) => nodeRows(page).filter({ hasText: name })

/** The reader looks at another page, or back at this one. */
const seen = (page: Page, isSeen: boolean) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, !isSeen)
