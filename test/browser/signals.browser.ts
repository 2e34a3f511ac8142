import { expect } from 'chai'
import { JsonRpcProvider, toQuantity, Wallet } from 'ethers'
import type { Locator, Page } from 'playwright-core'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { deadlineIn } from '../../sdk/chain/time.ts'
import { utf8Bytes } from '../../sdk/crypto/bytes.ts'
import { ecgBundle } from '../../sdk/fhir/sampledDataBundle.ts'
import { ecgLeads } from '../../sdk/fhir/sampledDataLeads.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { recordOfBytes } from '../../sdk/gateway/recordOfBytes.ts'
import { signEnrolment } from '../../sdk/records/enrol.ts'
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

const HERTZ = 250
const SECONDS = 300
const PATIENT = { resourceType: 'Patient', id: 'patient' } as const

/** A beat a second: a narrow wave of 1 mV on a slow one of a tenth. */
const beats = (length: number): number[] =>
  Array.from({ length }, (_, index) => {
    const phase = (index % HERTZ) / HERTZ
    return Math.round(1000 * Math.exp(-(((phase - 0.4) / 0.015) ** 2)) + 100 * Math.sin(2 * Math.PI * phase))
  })

const segment = (counts: readonly (number | 'E' | 'U' | 'L')[], start = '2026-03-01T10:00:00Z') => ({
  start,
  samplingHertz: HERTZ,
  stepMillivolts: 0.001,
  counts,
})

/** Every kind of lead that a page must stand: one good, one broken, one without a number, one too long, three malformed. */
function bundle() {
  const good = ecgBundle(PATIENT, [segment(beats(HERTZ * SECONDS))])
  const gappy = beats(HERTZ * 20).map((count, index) =>
    index >= 2500 && index < 2600 ? 'E' : index >= 3000 && index < 3010 ? 'U' : index === 4000 ? 'L' : count,
  )
  const observation = (lead: string, change: object, data: object = {}) => {
    const [, found] = ecgBundle(
      PATIENT,
      [segment([1, 2, 3])],
      ecgLeads.find(({ name }) => name === lead),
    ).entry
    const resource = found?.resource
    const valueSampledData = { ...(resource?.valueSampledData as object), ...data }
    return { resource: { ...resource, id: lead, ...change, valueSampledData } }
  }
  return {
    ...good,
    entry: [
      ...good.entry,
      observation('I', {}, { data: gappy.join(' ') }),
      observation('V1', {}, { data: Array.from({ length: 5000 }, () => 'E').join(' ') }),
      observation('V2', { effectiveDateTime: '2026-03-01' }, { data: '1 '.repeat(1_200_000).trim() }),
      observation('V3', {}, { data: '1 NaN <img src=x onerror="document.title=1"> 3' }),
      observation(
        'V4',
        {},
        { origin: { value: 0, unit: 'V', system: 'http://unitsofmeasure.org', code: 'V' } },
      ),
      observation('V5', { modifierExtension: [{ url: 'https://salus.example/not' }] }),
    ],
  }
}

describe('signals of a record', function () {
  this.timeout(240_000)
  let stage: Stage
  let portal: OpenedPortal
  let page: Page
  let provider: JsonRpcProvider
  const patient = Wallet.createRandom()

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    const set = await setStage()
    if (!set) return this.skip()
    stage = set
    const { network } = stage
    provider = new JsonRpcProvider(network.rpcUrl, CHAIN, { staticNetwork: true, cacheTimeout: -1 })
    await provider.send('hardhat_setBalance', [patient.address, toQuantity(10n ** 18n)])
    portal = await openPortal(stage, { keys: [patient], path: 'patient/key' })
    page = portal.page
    await connect(page)
    await page.getByRole('button', { name: 'Make my key' }).click()
    await page.getByLabel('I have written the code down').check()
    await page.getByRole('button', { name: 'Publish the key' }).click()
    await page.getByRole('heading', { name: 'Your key is published.' }).waitFor()
    const { gateway, actors, deployment } = network
    const contracts = connectContracts(deployment, provider)
    const custodianOrg = actors.hospital.organisation
    const deadline = await deadlineIn(contracts, 3600)
    const enrolment = { patient: patient.address, custodianOrg, deadline }
    await gatewayClient({ url: gateway.url }).relayEnrolment(
      await signEnrolment(contracts, patient, enrolment),
    )
    const about = {
      patient: patient.address,
      category: 'cardiology',
      mediaType: 'application/json',
    } as const
    const bytes = utf8Bytes(JSON.stringify(bundle()))
    const staff = gatewayClient({ url: gateway.url, staffToken: actors.hospital.seed })
    await staff.addRecord(await recordOfBytes(about, bytes))
  })

  after(async () => {
    provider?.destroy()
    await portal?.close()
  })

  const button = (name: string | RegExp): Locator =>
    page.getByRole('button', { name, exact: typeof name === 'string' })
  const plot = () => page.locator('.signal-plot')
  const shown = (text: string) => page.getByRole('status').filter({ hasText: text }).waitFor()
  const choose = (lead: string) =>
    page.getByLabel('Lead', { exact: true }).selectOption({
      label: lead.includes(',') ? lead : `${lead}, 1 Mar 2026, 10:00`,
    })
  /** Shares of the canvas that are not its ground, in the upper half: the trace reaches there with each beat. */
  const inkNow = () =>
    plot()
      .locator('canvas')
      .evaluate((canvas: HTMLCanvasElement) => {
        const { width, height } = canvas
        const data = canvas.getContext('2d')?.getImageData(0, 0, width, height / 2).data ?? []
        const colour = document.createElement('canvas').getContext('2d')
        if (!colour) return 0
        colour.fillStyle = getComputedStyle(document.body).color
        colour.fillRect(0, 0, 1, 1)
        const own = colour.getImageData(0, 0, 1, 1).data
        let count = 0
        for (let place = 0; place < data.length; place += 4) {
          if (data[place] === own[0] && data[place + 1] === own[1] && data[place + 2] === own[2]) count++
        }
        return count
      })
  /** Reading the canvas is this test's own doing. */
  const complaints = () => portal.complaints.filter((text) => !text.includes('willReadFrequently'))
  /** The page draws a moment after it has said what it shows, or has been told of other colours. */
  const drawn = async (more: number) => {
    for (const end = Date.now() + 20_000; (await inkNow()) <= more; ) {
      if (Date.now() > end) expect.fail('The trace is not there.')
    }
  }

  it('draws the first ten seconds of a long electrocardiogram, and says in words what it is', async () => {
    await page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link', { name: 'My records', exact: true })
      .click()
    await button('Sign in with the wallet').click()
    await button(/^Open Heart/).click()
    await button('Open').click()
    await page.getByRole('heading', { name: 'Electrocardiogram' }).waitFor()
    await page
      .getByText('Lead II, 1 Mar 2026, 10:00: 5:00 minutes, 250 samples a second. From -0.10 to 1.06 mV.')
      .waitFor()
    await shown('0:00.0 to 0:10.0 of 5:00.0')
    await drawn(100)
    await expectAccessible(page, 'a signal')
    await page.setViewportSize({ width: 360, height: 800 })
    await expectNoScroll(page, 'a signal')
    await page.setViewportSize({ width: 1200, height: 900 })
    expect(complaints()).to.deep.equal([])
  })

  it('moves and zooms by buttons and by keys, as far as the recording goes', async () => {
    await button('Later').click()
    await shown('0:05.0 to 0:15.0 of')
    await button('Earlier').click()
    await shown('0:00.0 to 0:10.0 of')
    expect(await button('Earlier').getAttribute('aria-disabled')).to.equal('true')
    await plot().focus()
    await page.keyboard.press('ArrowRight')
    await shown('0:05.0 to 0:15.0 of')
    await page.keyboard.press('+')
    await shown('0:07.5 to 0:12.5 of')
    await page.keyboard.press('-')
    await shown('0:05.0 to 0:15.0 of')
    await page.keyboard.press('End')
    await shown('4:50.0 to 5:00.0 of')
    await page.keyboard.press('ArrowRight')
    await shown('4:50.0 to 5:00.0 of')
    await page.keyboard.press('Home')
    await shown('0:00.0 to 0:10.0 of')
    await button('All of it').click()
    await shown('0:00.0 to 5:00.0 of')
    expect(await button('Wider').getAttribute('aria-disabled')).to.equal('true')
    await drawn(100)
    await plot().focus()
    for (let press = 0; press < 12; press++) await page.keyboard.press('+')
    await shown('2:29.8 to 2:30.3 of')
  })

  it('is dragged and zoomed by a mouse, and drawn in the colours of the theme', async () => {
    await button('All of it').click()
    for (let press = 0; press < 5; press++) await button('Closer').click()
    await plot().focus()
    await page.keyboard.press('Home')
    await shown('0:00.0 to 0:09.4 of')
    const box = await plot().locator('.u-over').boundingBox()
    if (!box) throw new Error('There is no plot.')
    const [middle, height] = [box.x + box.width / 2, box.y + box.height / 2]
    await page.mouse.move(middle, height)
    await page.mouse.down()
    await page.mouse.move(middle - box.width / 4, height, { steps: 4 })
    await page.mouse.up()
    await shown('0:02.3 to 0:11.7 of')
    await page.keyboard.down('Control')
    await page.mouse.wheel(0, -200)
    await page.keyboard.up('Control')
    await shown('0:03.5 to 0:08.2 of')
    await page.emulateMedia({ colorScheme: 'dark' })
    await drawn(50)
    await page.emulateMedia({ colorScheme: 'light' })
    await drawn(50)
  })

  it('breaks the line where samples are missing or saturated, and says how many', async () => {
    await choose('Lead I')
    await page
      .getByText('2% of the samples are missing: the line is broken there.')
      .filter({ hasText: '0.2% were beyond what the device can measure' })
      .waitFor()
    await shown('0:00.0 to 0:10.0 of 0:20.0')
    await choose('Lead V1')
    await page.getByText('No sample of it could be measured.').waitFor()
    expect(await inkNow()).to.equal(0)
  })

  it('refuses in words what is too long, malformed, of another unit, or of changed meaning, and goes on', async () => {
    const refused = (text: string) =>
      page
        .getByRole('alert')
        .filter({ hasText: 'This signal cannot be drawn.' })
        .filter({ hasText: text })
        .waitFor()
    await choose('Lead V2, 2026-03-01')
    await refused('more than 1,000,000 samples')
    await choose('Lead V3')
    await refused('not written as the standard wants it')
    expect(await page.locator('main img').count()).to.equal(0)
    await choose('Lead V4')
    await refused('Its unit is none that this page knows.')
    await choose('Lead not stated, without a time')
    await refused('not written as the standard wants it')
    await expectAccessible(page, 'a refused signal')
    await choose('Lead II')
    await shown('0:00.0 to 0:10.0 of 5:00.0')
    expect(complaints()).to.deep.equal([])
    await expectNothingKept(portal)
  })
})
