import { expect } from 'chai'
import { JsonRpcProvider, parseEther, toQuantity, Wallet } from 'ethers'
import type { Page, Request } from 'playwright-core'
import type { PortalService } from '../../cli/up/portalService.ts'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { quietPort } from '../helpers/quietPort.ts'
import { FaultyNode } from './faultyNode.ts'
import { type Stage, setStage } from './network.ts'
import {
  CHAIN,
  connect,
  expectAccessible,
  type OpenedPortal,
  type OpenOptions,
  openPortal,
} from './openPortal.ts'
import { startOwnPortal } from './ownPortal.ts'

const PRESET = 'My cardiologist, for treatment, 3 months'
const RELAY = '/v1/consents'

/** Faults between the page, the node of the chain, the wallet and the organisation's server. */
describe('the portal, when something fails', function () {
  this.timeout(240_000)
  let stage: Stage
  let provider: JsonRpcProvider
  /** The way of the own portal to the chain. The wallet has its own. */
  let node: FaultyNode
  let own: PortalService
  let opened: OpenedPortal | undefined

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    const set = await setStage()
    if (!set) return this.skip()
    stage = set
    const { rpcUrl } = stage.network
    provider = new JsonRpcProvider(rpcUrl, CHAIN, { staticNetwork: true, cacheTimeout: -1 })
    node = new FaultyNode(rpcUrl, await quietPort())
    await node.mend()
    own = await startOwnPortal(stage, () => ({ rpcUrl: node.url }))
  })

  afterEach(async () => {
    await opened?.close()
    opened = undefined
    node.speak()
    await node.cut()
    await node.mend()
  })
  after(async () => {
    provider?.destroy()
    await own?.stop()
    await node?.cut()
  })

  /** A patient's page, with ether unless told otherwise. */
  async function open(path: string, options: OpenOptions & { readonly isPoor?: boolean } = {}) {
    const key = Wallet.createRandom()
    if (!options.isPoor) await provider.send('hardhat_setBalance', [key.address, toQuantity(parseEther('1'))])
    opened = await openPortal(stage, { keys: [key], path, url: own.url, ...options })
    await connect(opened.page)
    return opened
  }

  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
  const alert = (page: Page, text: string) => page.getByRole('alert').filter({ hasText: text })
  const said = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor()
  /** The wallet was not asked to send anything. */
  const expectNothingSent = ({ requests }: OpenedPortal['wallet']) =>
    expect(requests.map(({ method }) => method)).not.to.include('eth_sendTransaction')
  /** Once the page has had what was sent from its node: it looks again only when the look before has its answer. */
  const hasLooked = async (page: Page) => {
    const isLook = (request: Request) => request.postData()?.includes('eth_getTransactionByHash') ?? false
    for (let look = 0; look < 2; look++) await page.waitForRequest(isLook)
  }
  const consentOf = (page: Page) =>
    page.getByRole('row').filter({ hasText: 'Dr. Amara Osei' }).filter({ hasText: 'may see them' })

  /** Transactions wait in the pool until told otherwise. */
  async function whileNothingIsMined(act: () => Promise<void>): Promise<void> {
    await provider.send('evm_setAutomine', [false])
    try {
      await act()
    } finally {
      await provider.send('evm_setAutomine', [true])
      await provider.send('evm_mine', [])
    }
  }

  it('says that the node is down when the page is opened, and goes on once it is back', async () => {
    await node.cut()
    const { page } = await open('patient/sharing')
    await alert(page, 'The chain does not answer.').waitFor()
    await page.getByText('The node may be down. Try again in a moment').waitFor()
    await node.mend()
    await press(page, 'Try again')
    await page.getByText('You have given consent to nobody.').waitFor()
  })

  it('does not wait for ever for a node that takes what it is asked and is silent', async () => {
    const { page } = await open('patient/share')
    await page.clock.install()
    await page.reload()
    await connect(page)
    await page.getByRole('button', { name: PRESET }).waitFor()
    const asked = node.silence()
    await page.getByRole('link', { name: 'Who may see them', exact: true }).click()
    await asked
    await page.clock.fastForward(61_000)
    await alert(page, 'The chain does not answer.').waitFor()
    node.speak()
    await press(page, 'Try again')
    await page.getByText('You have given consent to nobody.').waitFor()
  })

  it('asks nothing of the wallet while the node is down, and does what was asked once it is back', async () => {
    const { page, wallet } = await open('patient/share')
    await page.getByRole('button', { name: PRESET }).click()
    await node.cut()
    await press(page, 'Send it myself')
    // Both the act and what the page looks up beside it may say so.
    await alert(page, 'The chain does not answer.').first().waitFor()
    await page.getByRole('button', { name: 'Send it myself', exact: true, disabled: false }).waitFor()
    expectNothingSent(wallet)
    await node.mend()
    await press(page, 'Send it myself')
    await page.locator('.act.confirmed').waitFor()
  })

  it('finds what was sent while the node was away, by itself', async () => {
    const { page } = await open('patient/share')
    await page.getByRole('button', { name: PRESET }).click()
    await whileNothingIsMined(async () => {
      await press(page, 'Send it myself')
      await said(page, 'Submitted. Waiting for the chain')
      await node.cut()
      await said(page, 'The node of this page does not answer. What you have sent stands all the same')
      await expectAccessible(page, 'while the node is away')
    })
    // It was mined while nobody of the page could see it.
    await node.mend()
    await page.locator('.act.confirmed').waitFor()
    await page.getByRole('link', { name: 'Who may see them', exact: true }).click()
    await consentOf(page).waitFor()
  })

  it('finds what the owner hurried in the wallet, under its new hash', async () => {
    const { page, wallet } = await open('patient/share')
    await page.getByRole('button', { name: PRESET }).click()
    let first = ''
    await whileNothingIsMined(async () => {
      await press(page, 'Send it myself')
      await said(page, 'Submitted. Waiting for the chain')
      first = (await page.locator('.act .code').textContent()) ?? ''
      await hasLooked(page)
      await wallet.replaceLast('the same')
    })
    await page.locator('.act.confirmed').waitFor()
    const hash = (await page.locator('.act .code').textContent()) ?? ''
    expect(hash).to.match(/^0x/).and.not.equal(first)
    expect((await provider.getTransactionReceipt(hash))?.status).to.equal(1)
  })

  it('says that nothing was done where the owner cancelled it in the wallet', async () => {
    const { page, wallet } = await open('patient/share')
    await page.getByRole('button', { name: PRESET }).click()
    await whileNothingIsMined(async () => {
      await press(page, 'Send it myself')
      await said(page, 'Submitted. Waiting for the chain')
      await hasLooked(page)
      await wallet.replaceLast('nothing')
    })
    await alert(page, 'or took its place').waitFor()
    await page.getByRole('link', { name: 'Who may see them', exact: true }).click()
    await page.getByText('You have given consent to nobody.').waitFor()
  })

  for (const [what, failure, words] of [
    [
      'another transaction is in the way',
      { code: -32_000, message: 'replacement transaction underpriced' },
      'in the way of this one',
    ],
    ['the number was used', { code: -32_000, message: 'nonce too low' }, 'in the way of this one'],
    [
      'there is not enough ether for the price that the wallet asks',
      { code: -32_000, message: 'insufficient funds for gas * price + value' },
      'too little ether to pay',
    ],
    ['it has no connection', { code: 4900, message: 'Disconnected' }, 'The wallet does not answer.'],
    ['it waits for another answer', { code: -32_002, message: 'pending' }, 'The wallet does not answer.'],
    [
      'it says something that nobody knows',
      { code: -32_603, message: '<b>Internal</b> JSON-RPC error.' },
      'The wallet does not answer.',
    ],
  ] as const) {
    it(`says what to do where the wallet says that ${what}, and lets try again`, async () => {
      const { page, wallet } = await open('patient/share')
      await page.getByRole('button', { name: PRESET }).click()
      wallet.failNext(failure)
      await press(page, 'Send it myself')
      await alert(page, words).waitFor()
      expect(await page.locator('main').textContent()).not.to.contain('Internal')
      await press(page, 'Send it myself')
      await page.locator('.act.confirmed').waitFor()
    })
  }

  it('says that the account has no ether before the wallet is asked', async () => {
    const { page, wallet } = await open('patient/share', { isPoor: true })
    await page.getByRole('button', { name: PRESET }).click()
    await press(page, 'Send it myself')
    await alert(page, 'too little ether to pay').waitFor()
    await page.getByText('Sign it free of charge where that is offered').waitFor()
    expect(wallet.shown).to.deep.equal([])
    await provider.send('hardhat_setBalance', [wallet.account, toQuantity(parseEther('1'))])
    await press(page, 'Send it myself')
    await page.locator('.act.confirmed').waitFor()
  })

  it('goes on with what was asked when the wallet changes its network meanwhile, and asks for nothing more there', async () => {
    const { page, wallet } = await open('patient/share')
    await page.getByRole('button', { name: PRESET }).click()
    const look = wallet.hold()
    await press(page, 'Send it myself')
    await said(page, 'Waiting for the wallet')
    await wallet.switchChain(10)
    await alert(page, 'Your wallet is on network 10.').waitFor()
    look()
    await page.locator('.act.confirmed').waitFor()
    await page.getByRole('link', { name: 'Who may see them', exact: true }).click()
    await page.getByRole('button', { name: /^Take back.*Amara Osei/ }).click()
    const asked = wallet.requests.length
    await page.getByRole('dialog').getByRole('button', { name: 'Send it myself' }).click()
    await alert(page, 'is on another network').first().waitFor()
    expect(wallet.requests.slice(asked).map(({ method }) => method)).to.deep.equal(['eth_chainId'])
    await wallet.switchChain(CHAIN)
    await page.getByRole('dialog').getByRole('button', { name: 'Send it myself' }).click()
    await page.getByText('You have given consent to nobody.').waitFor()
  })

  describe('between the page and the organisation', () => {
    /** A patient whom the hospital knows, about to grant. */
    async function openToGrant() {
      const { page, ...rest } = await open('patient/records', { url: stage.network.portal.url })
      await press(page, 'Sign in with the wallet')
      await press(page, 'Let City Hospital keep my records')
      await page.getByText('City Hospital keeps no record of you yet.').waitFor()
      await page.getByRole('link', { name: 'Share', exact: true }).click()
      await page.getByRole('button', { name: PRESET }).click()
      return { page, ...rest }
    }
    const relayed = (page: Page, act: Parameters<Page['route']>[1]) =>
      page.route(`${stage.network.gateway.url}${RELAY}`, act)

    it('says that the server is down after the wallet has signed, and lets sign again', async () => {
      const { page } = await openToGrant()
      await relayed(page, (route) => route.abort('connectionrefused'))
      await press(page, 'Sign, free of charge')
      await alert(page, 'The organisation’s server does not answer.').waitFor()
      await page.unroute(`${stage.network.gateway.url}${RELAY}`)
      await press(page, 'Sign, free of charge')
      await page.locator('.act.confirmed').waitFor()
    })

    it('shows what landed though the answer of the server was lost', async () => {
      const { page } = await openToGrant()
      await relayed(page, async (route) => {
        await route.fetch()
        await route.abort('connectionreset')
      })
      await press(page, 'Sign, free of charge')
      await alert(page, 'The organisation’s server does not answer.').waitFor()
      await page.getByText('look first at how things stand').waitFor()
      await page.getByRole('link', { name: 'Who may see them', exact: true }).click()
      await consentOf(page).waitFor()
    })

    it('has a signature count once: sent twice, it is done once, and the page names that transaction', async () => {
      const { page, wallet } = await openToGrant()
      const answers: string[] = []
      await relayed(page, async (route) => {
        for (let time = 0; time < 2; time++) answers.push(await (await route.fetch()).text())
        await route.continue()
      })
      await press(page, 'Sign, free of charge')
      await page.locator('.act.confirmed').waitFor()
      const hash = (await page.locator('.act .code').textContent()) ?? ''
      expect(answers.map((text) => JSON.parse(text))).to.deep.equal([
        { transactionHash: hash },
        { transactionHash: hash },
      ])
      const { consentRegistry } = connectContracts(stage.network.deployment, provider)
      const granted = consentRegistry.filters.ConsentGranted(wallet.account)
      expect(await consentRegistry.queryFilter(granted, stage.network.deployment.block)).to.have.length(1)
    })

    it('refuses what was signed before a consent was taken back, and the page says so', async () => {
      const { page } = await openToGrant()
      let signed: string | null = null
      await relayed(page, (route) => {
        const first = signed
        signed ??= route.request().postData()
        return route.continue(first === null ? {} : { postData: first })
      })
      await press(page, 'Sign, free of charge')
      await page.locator('.act.confirmed').waitFor()
      await page.getByRole('link', { name: 'Who may see them', exact: true }).click()
      await page.getByRole('button', { name: /^Take back.*Amara Osei/ }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Sign, free of charge' }).click()
      await page.getByText('You have given consent to nobody.').waitFor()
      // The patient signs again, and somebody on the way sends what was signed first in its place.
      await page.getByRole('link', { name: 'Share', exact: true }).click()
      await page.getByRole('button', { name: PRESET }).click()
      await press(page, 'Sign, free of charge')
      await alert(page, 'has been overtaken by a later change').waitFor()
      await page.getByRole('link', { name: 'Who may see them', exact: true }).click()
      await page.getByText('You have given consent to nobody.').waitFor()
    })
  })
})
