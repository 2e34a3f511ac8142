import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { Wallet } from 'ethers'
import type { Locator, Page, Route } from 'playwright-core'
import { ROUTES } from '../../portal/app/routes.ts'
import { type CarePlan, composeCarePlan } from '../../sdk/fhir/carePlan.ts'
import { formatDigitalLink } from '../../sdk/gs1/digitalLink.ts'
import { didOf } from '../../sdk/identity/did.ts'
import { packElements } from '../../sdk/provenance/packIdentity.ts'
import { type Clinic, openClinic } from './clinic.ts'
import { type Stage, setStage } from './network.ts'
import {
  CHAIN,
  connect,
  expectNoScroll,
  expectNothingKept,
  type OpenedPortal,
  openPortal,
  toPage,
} from './openPortal.ts'

const OWNED = "document.title='owned'"
/** Markup that closes what it may stand in, runs and loads; then characters that turn what follows, and that steer terminals. */
const HOSTILE = `"'></bdi></textarea></title><script>${OWNED}</script><img src=x onerror="${OWNED}">\u202Egnp.exe\u2066`
/** With what FHIR forbids in a text, and gateways refuse (R4, string). */
const CONTROLS = `${HOSTILE}\u0000\u001B[31m`
/** What cannot be wrapped at a blank. */
const LONG = 'W'.repeat(3000)
/** As long as a name in `portal.json` may be. */
const NAME = `<img src=x onerror="${OWNED}">\u202E\u0000${'W'.repeat(100)}`.slice(0, 100)

const GTIN = '09506000134352'

/** Milliseconds for which a page may not answer: no measure of speed, but what grows with the square of 5 MB takes minutes. */
const LONGEST_FREEZE = 20_000

const bytesOf = (text: string) => new TextEncoder().encode(text)
const bundleNaming = (did: string, name: string) =>
  JSON.stringify({
    resourceType: 'Bundle',
    type: 'collection',
    entry: [
      {
        fullUrl: 'urn:uuid:6f0f4a5e-0f25-4bd7-9a44-7d1c7a1f0001',
        resource: {
          resourceType: 'Patient',
          id: 'patient',
          identifier: [{ system: 'urn:ietf:rfc:3986', value: did }],
          name: [{ use: 'official', text: name }],
          birthDate: '1960-01-01',
        },
      },
    ],
  })

describe('hostile data in the portal', function () {
  this.timeout(240_000)
  let stage: Stage
  let clinic: Clinic
  let portal: OpenedPortal
  let page: Page
  let code = ''
  /** Of an answer that never ends, or never begins. */
  let server: Server
  let maker = ''
  const patient = Wallet.createRandom()
  const clinician = Wallet.createRandom()
  const recordIds = new Map<string, string>()

  const records: Readonly<Record<string, () => readonly [mediaType: string, content: Uint8Array]>> = {
    allergies: () => [
      'application/fhir+json',
      bytesOf(bundleNaming(didOf(31_337n, patient.address), HOSTILE)),
    ],
    // 5 MB in one string, in one line.
    conditions: () => [
      'application/json',
      bytesOf(JSON.stringify({ note: CONTROLS + 'W'.repeat(5 * 2 ** 20) })),
    ],
    // Laid out, each line would be longer than the one before.
    documents: () => ['application/json', bytesOf('['.repeat(35_000) + ']'.repeat(35_000))],
    encounters: () => ['application/json', bytesOf(`{"a":1e999999,"b":${'9'.repeat(10_000)},"c":-0.0}`)],
    genetics: () => ['text/plain', bytesOf(CONTROLS + LONG)],
    imaging: () => [
      'image/png',
      bytesOf(`<svg xmlns="http://www.w3.org/2000/svg"><script>${OWNED}</script></svg>`),
    ],
    immunisations: () => ['text/html', bytesOf(`<html><script>${OWNED}</script>`)],
    procedures: () => [
      'image/svg+xml',
      bytesOf(`<svg xmlns="http://www.w3.org/2000/svg" onload="${OWNED}"/>`),
    ],
  }

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    const set = await setStage()
    if (!set) return this.skip()
    stage = set
    const { network } = stage
    clinic = openClinic(stage, CHAIN)
    server = createServer((request, response) => {
      if (request.url === '/slow') return
      response.writeHead(200, { 'content-type': 'application/json', 'access-control-allow-origin': '*' })
      const more = () => {
        while (!response.destroyed && response.write('['.repeat(2 ** 16)));
      }
      response.on('drain', more)
      more()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { gateways } = (await (await fetch(`${network.portal.url}/portal.json`)).json()) as {
      gateways: { url: string; serves: string[] }[]
    }
    maker = gateways.find(({ serves }) => serves.includes('medicines'))?.url ?? ''
    await clinic.enrol(patient)
    code = await clinic.publishKey(patient)
    for (const [category, content] of Object.entries(records)) {
      recordIds.set(category, await clinic.keep(patient, category as 'allergies', ...content()))
    }
    await clinic.share(patient, network.actors.clinician.address, ['laboratory'])
    portal = await openPortal(stage, { keys: [patient], path: 'patient/records' })
    page = portal.page
    await connect(page)
  })

  after(async () => {
    server?.closeAllConnections()
    server?.close()
    clinic?.close()
    await portal?.close()
  })

  const button = (name: string | RegExp, on = page): Locator =>
    on.getByRole('button', { name, exact: typeof name === 'string' })
  const press = (name: string | RegExp) => button(name).click()
  const refused = (text: string | RegExp) => page.getByRole('alert').filter({ hasText: text }).waitFor()
  const enter = async (on: Page, recoveryCode: string) => {
    await on.getByRole('button', { name: 'Sign in with the wallet' }).click()
    await on.getByRole('button', { name: 'Sign out' }).waitFor()
    const field = on.getByLabel('Recovery code', { exact: true })
    if ((await field.count()) === 0) return
    await field.fill(recoveryCode)
    await on.getByRole('button', { name: 'Unlock with the wallet' }).click()
  }

  /** Nothing of it runs, loads, turns what is read, or is wider than the screen of a telephone. */
  const expectInert = async (on: Page, what: string) => {
    expect(await on.title(), what).to.not.equal('owned')
    const made = on
      .locator('main')
      .locator('script, iframe, style, link, object, a[href^="javascript"], img:not(.content)')
    expect(await made.count(), what).to.equal(0)
    const text = await on.locator('body').textContent()
    expect(text, what).to.not.match(/(?![\t\n\r])[\p{Cc}\p{Bidi_Control}]/u)
    await on.setViewportSize({ width: 360, height: 800 })
    await expectNoScroll(on, what)
    await on.setViewportSize({ width: 1200, height: 900 })
  }
  /** The longest time that the page did not answer while something was done. */
  const longestFreeze = async (work: () => Promise<unknown>): Promise<number> => {
    await page.evaluate(() => {
      const seen = globalThis as unknown as { longest: number; observer: PerformanceObserver }
      seen.longest = 0
      seen.observer = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration)
      })
      seen.observer.observe({ type: 'longtask' })
    })
    await work()
    return page.evaluate(() => {
      const seen = globalThis as unknown as { longest: number; observer: PerformanceObserver }
      for (const { duration } of seen.observer.takeRecords()) seen.longest = Math.max(seen.longest, duration)
      seen.observer.disconnect()
      return seen.longest
    })
  }
  const answerWith = (route: Route, status: number, body: string, type = 'application/json') =>
    route.fulfill({
      status,
      headers: { 'access-control-allow-origin': '*', 'content-type': type },
      body,
    })

  it('opens records of any content as text: script, direction, 5 MB in a line, 35,000 brackets, numbers without end', async () => {
    await enter(page, code)
    await page.getByRole('cell', { name: 'Allergies', exact: true }).waitFor()
    const names: Readonly<Record<string, string>> = {
      allergies: 'Allergies',
      conditions: 'Diagnoses',
      documents: 'Documents',
      encounters: 'Visits and stays',
      genetics: 'Genetics',
      immunisations: 'Vaccinations',
    }
    const shown = new Map<string, string>()
    for (const [category, name] of Object.entries(names)) {
      await press(new RegExp(`^Open ${name}`))
      const field = page.getByLabel('Recovery code', { exact: true })
      if (category === 'allergies') {
        await field.fill(code)
        await press('Unlock with the wallet')
      }
      const freeze = await longestFreeze(async () => {
        await press('Open')
        await page.getByText('Every check held').waitFor()
        await page.locator('pre').waitFor()
      })
      expect(freeze, `${name} freezes the page`).to.be.lessThan(LONGEST_FREEZE)
      shown.set(category, (await page.locator('pre').textContent()) ?? '')
      await expectInert(page, name)
    }
    expect(shown.get('allergies')).to.contain('<script>').and.to.contain('⟦U+202E⟧gnp.exe⟦U+2066⟧')
    expect(shown.get('conditions')).to.have.length.within(20_000, 20_200)
    expect(shown.get('documents')?.slice(0, 10)).to.equal('['.repeat(10))
    expect(shown.get('encounters')).to.contain('9'.repeat(100))
    expect(shown.get('genetics')).to.contain('⟦U+0000⟧⟦U+001B⟧[31m')
    expect(shown.get('immunisations')).to.contain('<script>')
  })

  it('shows no picture that is none, no SVG at all, and names files by its own words', async () => {
    await press(/^Open Imaging/)
    await press('Open')
    await page.getByText('Every check held').waitFor()
    expect(await page.locator('img.content').getAttribute('src')).to.match(/^blob:/)
    await expectInert(page, 'a picture that is none')
    await press(/^Open Procedures/)
    await press('Open')
    await page.getByText('This kind of file is not shown here.').or(page.locator('pre')).first().waitFor()
    expect(await page.locator('img.content').count()).to.equal(0)
    const [saved] = await Promise.all([page.waitForEvent('download'), press('Save the record')])
    expect(saved.suggestedFilename()).to.equal('procedures.bin')
    await expectInert(page, 'an SVG')
  })

  it('takes another record, and other blocks, for what they are', async () => {
    const { gateway } = stage.network
    let first: string | undefined
    await page.route(`${gateway.url}/v1/record-requests`, async (route) => {
      if (first !== undefined) return answerWith(route, 200, first)
      const response = await route.fetch()
      first = await response.text()
      await route.fulfill({ response, body: first })
    })
    await press(/^Open Genetics/)
    await press('Open')
    await page.getByText('Every check held').waitFor()
    await press(/^Open Allergies/)
    await press('Open')
    await refused('The gateway answered with another record')
    expect(await page.locator('pre').count()).to.equal(0)
    await page.unroute(`${gateway.url}/v1/record-requests`)
    await page.route(`${gateway.url}/ipfs/**`, (route) =>
      answerWith(route, 200, `<script>${OWNED}</script>`, 'text/html'),
    )
    await press('Open')
    await page.getByRole('alert').waitFor()
    expect(await page.locator('pre').count()).to.equal(0)
    await expectInert(page, 'other blocks')
    await page.unroute(`${gateway.url}/ipfs/**`)
    await press('Open')
    await page.getByText('Every check held').waitFor()
  })

  it('refuses what a gateway answers to a list in another shape, with words', async () => {
    const { gateway } = stage.network
    const list = `${gateway.url}/v1/patients/*/records*`
    const listed = (part: object) =>
      JSON.stringify([
        {
          recordId: recordIds.get('genetics'),
          category: 'genetics',
          mediaType: 'text/plain',
          size: 1,
          keyEpoch: 1,
          cid: 'x',
          status: 'active',
          anchored: true,
          ...part,
        },
      ])
    const answers: readonly (readonly [what: string, status: number, body: string])[] = [
      ['markup', 200, `<script>${OWNED}</script>`],
      ['nothing', 200, 'null'],
      ['brackets', 200, '['.repeat(200_000)],
      ['markup for an id', 200, listed({ recordId: HOSTILE })],
      ['markup for a category', 200, listed({ category: HOSTILE })],
      ['a name of every object', 200, listed({ status: 'constructor' })],
      ['a size without end', 200, listed({ size: 1e308 })],
      ['a kind of file without end', 200, listed({ mediaType: LONG })],
      [
        'a refusal with markup',
        403,
        JSON.stringify({ code: 'RECORD_NOT_FOUND', message: CONTROLS + LONG.slice(0, 500) }),
      ],
      ['an error page', 500, `<html><script>${OWNED}</script>${LONG}</html>`],
      ['5 MB', 200, `"${'W'.repeat(5 * 2 ** 20)}"`],
    ]
    for (const [what, status, body] of answers) {
      await page.route(list, (route) => answerWith(route, status, body))
      await toPage(page, 'patient/key')
      await toPage(page, 'patient/records')
      await page.getByRole('alert').waitFor()
      for (const details of await page.locator('main summary').all()) await details.click()
      await expectInert(page, what)
      await page.unroute(list)
    }
    await page.route(list, (route) => answerWith(route, 200, listed({ mediaType: HOSTILE.slice(0, 100) })))
    await press('Try again')
    await page.getByRole('cell', { name: 'Genetics', exact: true }).waitFor()
    await expectInert(page, 'markup for a kind of file')
    await page.unroute(list)
  })

  it('says so of a gateway that never ends, never begins, or leads elsewhere', async () => {
    const { gateway } = stage.network
    const list = `${gateway.url}/v1/patients/*/records*`
    const { port } = server.address() as AddressInfo
    const forms: readonly (readonly [text: string | RegExp, answer: (route: Route) => Promise<void>])[] = [
      [/more than 4 MiB/, (route) => route.continue({ url: `http://127.0.0.1:${port}/endless` })],
      [
        'The organisation’s server does not answer.',
        (route) =>
          route.fulfill({
            status: 302,
            headers: { location: 'https://example.invalid/', 'access-control-allow-origin': '*' },
          }),
      ],
      [
        'The organisation’s server does not answer.',
        (route) => route.continue({ url: `http://127.0.0.1:${port}/slow` }),
      ],
    ]
    for (const [text, answer] of forms) {
      await page.route(list, answer)
      await toPage(page, 'patient/key')
      await page.evaluate(() => {
        location.hash = '#/patient/records'
      })
      await page.getByRole('alert').filter({ hasText: text }).waitFor({ timeout: 60_000 })
      await page.unroute(list)
    }
    await press('Try again')
    await page.getByRole('cell', { name: 'Genetics', exact: true }).waitFor()
  })

  it('refuses notices and receipts of another shape', async () => {
    const { gateway } = stage.network
    const notice = {
      id: 1,
      at: '2026-01-01T00:00:00Z',
      kind: 'released',
      recordId: null,
      account: null,
      purpose: null,
    }
    const cases: readonly (readonly [path: string, url: string, body: unknown])[] = [
      ['patient/notices', 'notices', [{ ...notice, kind: HOSTILE }]],
      ['patient/notices', 'notices', [{ ...notice, kind: '__proto__' }]],
      ['patient/notices', 'notices', [{ ...notice, at: '9999-99-99T99:99:99Z' }]],
      ['patient/notices', 'notices', [{ ...notice, account: HOSTILE }]],
      ['patient/disclosures', 'disclosures', { disclosures: [{ id: 1, proof: null, receipt: HOSTILE }] }],
      ['patient/disclosures', 'disclosures', { disclosures: HOSTILE }],
    ]
    for (const [path, name, body] of cases) {
      const url = `${gateway.url}/v1/patients/*/${name}*`
      await page.route(url, (route) => answerWith(route, 200, JSON.stringify(body)))
      await toPage(page, 'patient/key')
      await toPage(page, path)
      await page.getByRole('alert').waitFor()
      await expectInert(page, `${name}: ${JSON.stringify(body).slice(0, 60)}`)
      await page.unroute(url)
    }
  })

  /** A maker's answer about a pack, of which the chain knows nothing. */
  const claim = () => {
    const hash = `0x${'11'.repeat(32)}`
    const evidence = {
      chainId: CHAIN,
      contract: patient.address,
      batchId: hash,
      index: 0,
      identity: { gtin: GTIN, lot: 'H1', serial: 'S1' },
      expiry: '2030-01-31',
      salt: hash,
      root: hash,
      depth: 1,
      proof: [hash],
      block: { number: 1, hash },
      state: {
        unit: { level: 0, position: 0 },
        lifecycle: 'available',
        holds: [],
        dispensedAt: 0,
        isExpired: false,
      },
    }
    return { verificationTimestamp: '2026-01-01T00:00:00Z', data: { verified: true }, evidence }
  }
  /** Has a page ask about a pack, of which the maker says anything. */
  const hearMaker = async (on: Page, path: string) => {
    const say = async (body: string | object) => {
      await on.route(`${maker}/**`, (route) => {
        const corrUUID = new URL(route.request().url()).searchParams.get('corrUUID')
        const text = typeof body === 'string' ? body : JSON.stringify({ ...body, corrUUID })
        return answerWith(route, 200, text)
      })
      const asked = on.waitForResponse((response) => response.url().startsWith(maker))
      await button('Check the pack', on).click()
      await asked
      const alert = on.getByRole('alert')
      await alert.waitFor()
      await expectInert(on, `${path}: ${JSON.stringify(body).slice(0, 80)}`)
      const said = await alert.textContent()
      await on.unroute(`${maker}/**`)
      return said
    }
    await toPage(on, path)
    const field = on.getByLabel('Code of the pack')
    await field.fill(HOSTILE)
    await button('Check the pack', on).click()
    await on.getByRole('alert').filter({ hasText: 'This is not the code of a medicine pack.' }).waitFor()
    await field.fill(formatDigitalLink(packElements({ gtin: GTIN, lot: 'H1', serial: 'S1' })))
    const answer = claim()
    const { evidence } = answer
    expect(await say(answer), 'nothing of it is on the chain').to.match(/^Do not/)
    for (const wrong of [
      `<script>${OWNED}</script>`,
      { ...answer, data: { verified: true, additionalInfo: HOSTILE } },
      { ...answer, evidence: { ...evidence, expiry: '9999-99-99' } },
      { ...answer, evidence: { ...evidence, identity: { ...evidence.identity, lot: HOSTILE } } },
      { ...answer, evidence: { ...evidence, index: 1e300 } },
      { ...answer, evidence: { ...evidence, state: { ...evidence.state, lifecycle: 'constructor' } } },
    ]) {
      expect(await say(wrong)).to.match(/^The (gateway|maker)/)
    }
    await field.fill('')
  }

  it('lets a maker say nothing but whether a pack is genuine, to patients and pharmacies', async () => {
    await hearMaker(page, 'patient/pack')
    const keeper = new Wallet(stage.network.actors.pharmacy.privateKey)
    const other = await openPortal(stage, { keys: [keeper], path: 'pharmacy/pack' })
    try {
      await connect(other.page)
      await hearMaker(other.page, 'pharmacy/pack')
      expect(other.complaints).to.deep.equal([])
    } finally {
      await other.close()
    }
  })

  it('shows evidence of any content on the page of the auditor: names of files, EPCIS, bundles, reports', async () => {
    await toPage(page, 'auditor/verify')
    const event = {
      type: 'ObjectEvent',
      eventTime: '2026-01-01T00:00:00Z',
      eventTimeZoneOffset: '+00:00',
      epcList: [HOSTILE],
      action: 'OBSERVE',
      bizStep: HOSTILE,
      disposition: HOSTILE,
      readPoint: { id: HOSTILE },
    }
    const document = {
      '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
      type: 'EPCISDocument',
      schemaVersion: '2.0',
      creationDate: '2026-01-01T00:00:00Z',
      epcisBody: { eventList: [event] },
    }
    const files: readonly string[] = [
      JSON.stringify(document),
      JSON.stringify({
        ...document,
        epcisBody: {
          eventList: [
            {
              ...event,
              epcList: ['urn:epc:id:sgtin:9506000.013435.1'],
              bizStep: 'shipping',
              disposition: 'in_transit',
              readPoint: { id: 'urn:epc:id:sgln:9506000.00000.0' },
            },
          ],
        },
      }),
      JSON.stringify({ ...document, [HOSTILE]: HOSTILE, __proto__: 1 }),
      JSON.stringify({ format: 'salus-audit/1', record: HOSTILE }),
      JSON.stringify({ format: 'salus-opened-report/1', report: HOSTILE }),
      JSON.stringify({ verificationTimestamp: HOSTILE, data: HOSTILE }),
      `{"@context":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      `<script>${OWNED}</script>`,
    ]
    for (const content of files) {
      await page
        .locator('input[type=file]')
        .first()
        .setInputFiles({
          name: `<img src=x onerror=${OWNED}>\u202Egnp.json`,
          mimeType: 'application/json',
          buffer: Buffer.from(content),
        })
      await page.getByText(/^Checking/).waitFor({ state: 'detached' })
      await page.getByRole('alert').first().waitFor()
      await expectInert(page, content.slice(0, 80))
    }
  })

  it('shows a plan of care of any content as text, and the name of a patient likewise', async () => {
    const did = (account: string) => didOf(31_337n, account)
    const plan: CarePlan = {
      planId: crypto.randomUUID(),
      version: 1,
      patient: { did: did(patient.address), name: HOSTILE.slice(0, 200), birthDate: '1960-01-01' },
      authorDid: did(clinician.address),
      created: '2026-01-01T00:00:00.000Z',
      status: 'active',
      title: HOSTILE.slice(0, 200),
      description: HOSTILE + LONG,
      activities: [HOSTILE, LONG.slice(0, 2000)],
      period: { start: '2026-01-01', end: null },
      reports: [],
      replaces: null,
    }
    const bytes = bytesOf(JSON.stringify(composeCarePlan(plan)))
    await clinic.keep(patient, 'care-plans', 'application/fhir+json', bytes)
    await clinic.fund(clinician.address)
    await clinic.accredit(clinician.address)
    const theirCode = await clinic.publishKey(clinician)
    await clinic.share(patient, clinician.address, ['care-plans', 'allergies'])
    const other = await openPortal(stage, { keys: [clinician], path: 'clinician/plans' })
    try {
      await connect(other.page)
      await enter(other.page, theirCode)
      await other.page.getByLabel('Address of the patient’s account').fill(patient.address)
      await button('Show the plans', other.page).click()
      await button(/^Open the plan, record/, other.page).click()
      await button('Open the plan', other.page).click()
      await other.page.getByRole('heading', { name: /version 1$/ }).waitFor()
      await expectInert(other.page, 'a plan')
      await other.page.getByLabel('What the plan is about').fill('Care')
      await other.page.getByLabel('The plan', { exact: true }).fill('As before.')
      await other.page.getByLabel('What is to be done, one thing a line').fill('')
      await button('Prepare it', other.page).click()
      await other.page.getByText('This is my patient:').waitFor()
      await expectInert(other.page, 'the name of a patient')
      expect(other.complaints).to.deep.equal([])
    } finally {
      await other.close()
    }
  })

  it('shows names of portal.json as text, on every page', async () => {
    const other = await openPortal(stage, { keys: [patient], path: '' })
    try {
      const theirs = other.page
      await theirs.route('**/portal.json', async (route) => {
        const response = await route.fetch()
        const settings = await response.json()
        const renamed = (entries: object[]) => entries.map((entry) => ({ ...entry, name: NAME, role: NAME }))
        await route.fulfill({
          response,
          json: {
            ...settings,
            network: NAME,
            directory: renamed(settings.directory),
            gateways: settings.gateways.map((gateway: object) => ({ ...gateway, name: NAME })),
            models: settings.models.map((model: object) => ({ ...model, title: NAME })),
          },
        })
      })
      await theirs.reload()
      await toPage(theirs, 'patient/sharing')
      await connect(theirs)
      await theirs.getByRole('table', { name: 'Consents' }).waitFor()
      await button(/^Take back the consent of <img/, theirs)
        .first()
        .click()
      await theirs.getByRole('dialog').waitFor()
      await expectInert(theirs, 'a question by name')
      await theirs.keyboard.press('Escape')
      await toPage(theirs, 'patient/records')
      await button('Sign in with the wallet', theirs).click()
      await theirs.getByRole('cell', { name: 'Genetics', exact: true }).waitFor()
      for (const { path } of ROUTES) {
        await toPage(theirs, path)
        await expectInert(theirs, path)
      }
      expect(other.complaints).to.deep.equal([])
    } finally {
      await other.close()
    }
  })

  it('says so of a node that answers nonsense', async () => {
    const { rpcUrl } = stage.network
    const idsIn = (route: Route): readonly number[] => {
      const asked = route.request().postDataJSON() as { id: number } | { id: number }[]
      return [asked].flat().map(({ id }) => id)
    }
    const results = (route: Route, result: unknown) =>
      JSON.stringify(idsIn(route).map((id) => ({ jsonrpc: '2.0', id, result })))
    const answers: readonly (readonly [what: string, body: (route: Route) => string])[] = [
      ['markup', () => `<script>${OWNED}</script>`],
      ['nothing', () => 'null'],
      ['brackets', () => '['.repeat(200_000)],
      ['markup for a result', (route) => results(route, HOSTILE)],
      ['a result without end', (route) => results(route, `0x${'ff'.repeat(100_000)}`)],
      [
        'an error in markup',
        (route) =>
          JSON.stringify(
            idsIn(route).map((id) => ({ jsonrpc: '2.0', id, error: { code: -32_000, message: CONTROLS } })),
          ),
      ],
    ]
    for (const [what, body] of answers) {
      await page.route(`${rpcUrl}/**`, (route) => answerWith(route, 200, body(route)))
      await toPage(page, 'patient/pack')
      await page.evaluate(() => {
        location.hash = '#/patient/sharing'
      })
      await page.getByRole('alert').waitFor()
      for (const details of await page.locator('main summary').all()) await details.click()
      await expectInert(page, what)
      await page.unroute(`${rpcUrl}/**`)
    }
    await press('Try again')
    await page.getByRole('table', { name: 'Consents' }).waitFor()
  })

  it('loses no more than the page where something cannot be shown: a block of the year 1,100,000', async () => {
    const { rpcUrl } = stage.network
    await page.route(`${rpcUrl}/**`, async (route) => {
      const response = await route.fetch()
      const changed = (await response.text()).replace(
        /"timestamp":"0x[0-9a-f]+"/g,
        '"timestamp":"0x1fffffffffff"',
      )
      await route.fulfill({ response, body: changed })
    })
    await toPage(page, 'patient/share')
    await press('The AI oracle, on my heart, for treatment, 3 months')
    await refused('Something went wrong in this page.')
    await page.unroute(`${rpcUrl}/**`)
    await press('Try again')
    await press('The AI oracle, on my heart, for treatment, 3 months')
    await page.locator('.quote', { hasText: /^Share my cardiology with this account/ }).waitFor()
  })

  it('has run nothing, kept nothing, asked nobody else, and complained of nothing but what was blocked on purpose', async () => {
    const { network } = stage
    await expectNothingKept(portal)
    const own = [network.portal.url, network.rpcUrl, network.gateway.url, maker].map(
      (url) => new URL(url).origin,
    )
    expect([...portal.origins].filter((origin) => !own.includes(origin))).to.deep.equal([])
    const blocked = /net::ERR_|status of [345]\d\d|redirect/i
    expect(portal.complaints.filter((complaint) => !blocked.test(complaint))).to.deep.equal([])
  })
})
