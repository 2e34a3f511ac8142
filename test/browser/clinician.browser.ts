import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { type JsonRpcProvider, Wallet } from 'ethers'
import type { Download, Locator, Page } from 'playwright-core'
import { namedPatient } from '../../cli/demo/namedPatient.ts'
import { answerableBundle } from '../../oracle/models/risk/answerableBundle.ts'
import { visible } from '../../portal/words/visible.ts'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { chainTime } from '../../sdk/chain/time.ts'
import { listConsents } from '../../sdk/consent/listConsents.ts'
import { openReason } from '../../sdk/emergency/breakGlass.ts'
import { didOf } from '../../sdk/identity/did.ts'
import { loadHeartModel } from '../helpers/heartModel.ts'
import { type Clinic, openClinic } from './clinic.ts'
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

const NAME = 'Test <b>Patient</b><script>document.title="owned"</script>\u202Egnp'
/** As a label of the page shows it. */
const SHOWN = visible(NAME)

describe("the clinician's pages", function () {
  this.timeout(240_000)
  let stage: Stage
  let portal: OpenedPortal
  let page: Page
  let clinic: Clinic
  let provider: JsonRpcProvider
  let clinician: Wallet
  let responder: Wallet
  let born = ''
  let model = ''
  let requestFile = ''
  const patient = Wallet.createRandom()
  /** A clinician who did not ask. */
  const colleague = Wallet.createRandom()
  const recoveryCodes = new Map<string, string>()

  /** A patient with a record at the hospital, which the clinician, a colleague and the committee may read. */
  const admitPatient = async () => {
    await clinic.enrol(patient)
    await clinic.publishKey(patient)
    const contracts = connectContracts(stage.network.deployment, provider)
    const now = new Date((await chainTime(contracts)) * 1000)
    const heart = await loadHeartModel()
    const row = await answerableBundle(heart, didOf(contracts.chainId, patient.address), now)
    const bundle = namedPatient(row, NAME, now)
    born = /"birthDate":"([^"]+)"/.exec(new TextDecoder().decode(bundle))?.[1] ?? ''
    model = heart.card.title
    await clinic.keep(patient, 'cardiology', 'application/fhir+json', bundle)
    await clinic.share(patient, stage.network.deployment.contracts.oracleCommittee, ['cardiology'])
    await clinic.share(patient, clinician.address, ['cardiology', 'risk-reports', 'care-plans'])
    await clinic.share(patient, colleague.address, ['cardiology', 'risk-reports'])
  }

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    const set = await setStage()
    if (!set) return this.skip()
    stage = set
    const { network } = stage
    clinic = openClinic(stage, CHAIN)
    provider = clinic.provider
    clinician = new Wallet(network.actors.clinician.privateKey, provider)
    responder = new Wallet(network.actors.responder.privateKey, provider)
    await clinic.accredit(colleague.address)
    await clinic.fund(colleague.address)
    for (const one of [clinician, responder, colleague]) {
      recoveryCodes.set(one.address, await clinic.publishKey(one))
    }
    await admitPatient()
    portal = await openPortal(stage, { keys: [clinician, responder], path: 'clinician/records' })
    page = portal.page
    await connect(page)
  })

  after(async () => {
    clinic?.close()
    await portal?.close()
  })

  const button = (name: string | RegExp): Locator =>
    page.getByRole('button', { name, exact: typeof name === 'string' })
  const press = (name: string | RegExp) => button(name).click()
  const goTo = async (name: string) => {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click()
    await page.getByRole('heading', { level: 1, name }).waitFor()
  }
  const typePatient = () => page.getByLabel('Address of the patient’s account').fill(patient.address)
  const enter = async (account: string) => {
    await press('Sign in with the wallet')
    await page.getByLabel('Recovery code', { exact: true }).fill(recoveryCodes.get(account) ?? '')
    await press('Unlock with the wallet')
  }
  /** The file of this kind, and not one that was saved before it. */
  const saved = (kind: string) =>
    page.waitForEvent('download', (download) => download.suggestedFilename().startsWith(`${kind}-`))
  const textOf = async (download: Download) => readFile(await download.path(), 'utf8')
  const check = async (what: string) => {
    await expectAccessible(page, what)
    await page.setViewportSize({ width: 360, height: 800 })
    await expectNoScroll(page, what)
    await page.setViewportSize({ width: 1200, height: 900 })
  }

  it('shows the records that the consent opens, and no others', async () => {
    await enter(clinician.address)
    await page.getByLabel('Address of the patient’s account').fill('0x12')
    await page.getByText('This is not an address').waitFor()
    await page.getByLabel('Address of the patient’s account').fill(Wallet.createRandom().address)
    await press('Show the records')
    await page.getByText('No record of this patient is open to you for this.').waitFor()
    await typePatient()
    await press('Show the records')
    await page.getByRole('cell', { name: 'Heart', exact: true }).waitFor()
    await press(/^Open Heart/)
    await press('Open')
    await page.getByText('Every check held').waitFor()
    await check('a record of a patient')
  })

  it('asks a patient for access by a file, which the patient reads, shares by, and nobody else can', async () => {
    const { deployment } = stage.network
    const newcomer = Wallet.createRandom()
    await clinic.fund(newcomer.address)
    await page.getByLabel('Address of the patient’s account').fill(newcomer.address)
    await press('Show the records')
    await page.getByRole('heading', { name: 'Ask this patient for access' }).waitFor()
    expect(await button('Save the request').getAttribute('aria-disabled')).to.equal('true')
    await page.getByLabel('Laboratory values').check()
    await page.getByLabel('Heart', { exact: true }).check()
    await page.getByLabel('For how long').selectOption({ label: '180 days' })
    await check('asking for access')
    const [kept] = await Promise.all([saved('access-request'), press('Save the request')])
    const request = await textOf(kept)
    expect(await page.locator('.quote').textContent()).to.equal(request.trim())
    const other = await openPortal(stage, { keys: [newcomer], path: 'patient/requests' })
    try {
      const asked = other.page
      await connect(asked)
      await asked.getByText('Nobody has asked the AI oracle about you.').waitFor()
      const choose = (content: string) =>
        asked
          .getByLabel('File of the request')
          .setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer: Buffer.from(content) })
      await choose('<b>')
      await asked.getByRole('alert').filter({ hasText: 'This is not a request for access.' }).waitFor()
      await choose(request.replaceAll(newcomer.address, patient.address))
      await asked.getByRole('alert').filter({ hasText: 'This request is not for your account.' }).waitFor()
      await choose(request)
      await asked.getByText('Accredited as a clinician for').waitFor()
      const said = [
        'Dr. Amara Osei',
        clinician.address,
        'City Hospital',
        'Laboratory values and Heart',
        '180 days',
      ]
      for (const text of said) {
        await asked.locator('.facts').getByText(text, { exact: true }).waitFor()
      }
      await expectAccessible(asked, 'a request for access')
      await asked.setViewportSize({ width: 360, height: 800 })
      await expectNoScroll(asked, 'a request for access')
      await asked.getByRole('button', { name: 'Go on to share' }).click()
      await asked
        .locator('.quote', {
          hasText: /^Share my laboratory, cardiology with this account for treatment until/,
        })
        .waitFor()
      await asked.getByRole('button', { name: 'Send it myself' }).click()
      await asked.locator('.act.confirmed').waitFor()
      expect(other.complaints).to.deep.equal([])
    } finally {
      await other.close()
    }
    const contracts = connectContracts(deployment, provider)
    const [consent] = await listConsents(contracts, newcomer.address)
    expect(consent).to.deep.include({ grantee: clinician.address, status: 'in force' })
    const days = ((consent?.terms.end ?? 0) - (await chainTime(contracts))) / 86_400
    expect(days).to.be.within(179.9, 180)
    await typePatient()
    await press('Show the records')
    await page.getByRole('cell', { name: 'Heart', exact: true }).waitFor()
  })

  it('takes an own impression first, and gives the file of the request before it is sent', async () => {
    await press(/^Ask the AI about Heart/)
    await page.getByRole('heading', { level: 1, name: 'AI reports' }).waitFor()
    await page.getByLabel('Model').selectOption({ label: model })
    expect(await button('Record it, and ask').getAttribute('aria-disabled')).to.equal('true')
    await page.getByLabel('How likely do you hold it yourself?').selectOption('likely')
    await page.getByLabel('Note').fill('Pain on effort.')
    await check('asking for a report')
    const [kept] = await Promise.all([saved('request'), press('Record it, and ask')])
    expect(kept.suggestedFilename()).to.match(/^request-[0-9a-f]{16}\.json$/)
    requestFile = await textOf(kept)
    expect(JSON.parse(requestFile)).to.have.nested.property('impression.content.likelihood', 'likely')
    await button('Wait for the report, and open it').waitFor()
  })

  it('opens the report that the quorum signed: answer, drivers, what was not known, in the page', async () => {
    await press('Wait for the report, and open it')
    await page.getByText('Every check held: this is the very report').waitFor({ timeout: 120_000 })
    const report = page.locator('.report')
    for (const title of [
      'Answer',
      'What drove the answer',
      'How the model would answer otherwise',
      'What the model did not know',
      'When the model abstains',
    ]) {
      await report.getByRole('heading', { name: title, exact: true }).waitFor()
    }
    expect(await report.locator('.figure-number').textContent()).to.match(/^\d+ %/)
    expect(await report.locator('.figure-interval').textContent()).to.match(/^interval \d/)
    await report.getByText('who asked held it for likely').waitFor()
    await report.getByText(SHOWN, { exact: true }).first().waitFor()
    await report.getByText('No clinician has attested to this report yet.').waitFor()
    expect(await report.locator('svg').count()).to.be.greaterThan(1)
    expect(await report.locator('b, script, img, a').count()).to.equal(0)
    await check('a report')
  })

  it('overrides with a reason once the patient is checked, and shows it on the report', async () => {
    await page.getByLabel('Verdict').selectOption('known-diagnosis')
    expect(await button('Attest').getAttribute('aria-disabled')).to.equal('true')
    await page.getByLabel(`This is my patient: ${SHOWN}, born ${born}`).check()
    portal.wallet.rejectNext()
    await press('Attest')
    await page.getByRole('alert').filter({ hasText: 'rejected in the wallet' }).waitFor()
    await press('Attest')
    await page.getByText('You have attested to this report.').waitFor()
    await page.locator('.report').getByText('The diagnosis is known already.').waitFor()
    await page.getByLabel('Outcome').selectOption('confirmed')
    const [kept] = await Promise.all([saved('outcome'), press('Record the outcome')])
    expect(JSON.parse(await textOf(kept))).to.have.nested.property('content.outcome', 'confirmed')
    await page.getByText('The outcome is recorded.').waitFor()
    await check('an attested report')
  })

  it('lists what was asked, and opens a report again from the file of its request', async () => {
    await press('Another report')
    await page.getByRole('row').filter({ hasText: model }).filter({ hasText: 'you have attested' }).waitFor()
    const choose = (content: string) =>
      page
        .getByLabel('File of a request')
        .setInputFiles({ name: 'request.json', mimeType: 'application/json', buffer: Buffer.from(content) })
    await choose('{}')
    await page.getByRole('alert').filter({ hasText: 'cannot be resumed' }).waitFor()
    await check('requests')
    await choose(requestFile)
    await press('Wait for the report, and open it')
    await page.locator('.report').getByText('The diagnosis is known already.').waitFor()
  })

  it('lets a colleague who did not ask read the report by the file, and attest', async () => {
    const other = await openPortal(stage, { keys: [colleague], path: 'clinician/reports' })
    const theirs = other.page
    const click = (name: string) => theirs.getByRole('button', { name, exact: true }).click()
    try {
      await connect(theirs)
      await click('Sign in with the wallet')
      await theirs
        .getByLabel('Recovery code', { exact: true })
        .fill(recoveryCodes.get(colleague.address) ?? '')
      await click('Unlock with the wallet')
      await theirs.getByText('You have asked for no report yet.').waitFor()
      await theirs.getByLabel('File of a request').setInputFiles({
        name: 'request.json',
        mimeType: 'application/json',
        buffer: Buffer.from(requestFile),
      })
      await theirs.getByText('A colleague asked for this report: Dr. Amara Osei').waitFor()
      await click('Wait for the report, and open it')
      await theirs.getByText('Every check held: this is the very report').waitFor()
      await theirs.locator('.report').getByText('The diagnosis is known already.').waitFor()
      await theirs.getByLabel('Verdict').selectOption('agreed')
      await theirs.getByLabel(`This is my patient: ${SHOWN}, born ${born}`).check()
      await click('Attest')
      await theirs.getByText('You have attested to this report.').waitFor()
      expect(other.wallet.requests.filter(({ method }) => method === 'eth_sendTransaction')).to.have.length(1)
    } finally {
      await other.close()
    }
    const { requestId } = JSON.parse(requestFile)
    const { inferenceOracle } = connectContracts(stage.network.deployment, provider)
    expect((await inferenceOracle.attestationOf(requestId, colleague.address)).attestedAt).to.not.equal(0n)
  })

  it('writes a plan of care, and a second version of it', async () => {
    await goTo('Plan of care')
    await typePatient()
    await press('Show the plans')
    await page.getByText('No plan of this patient is open to you.').waitFor()
    await page.getByLabel('What the plan is about').fill('Angina')
    await page.getByLabel('The plan', { exact: true }).fill('Beta blocker, <i>low</i> dose.')
    await page.getByLabel('What is to be done, one thing a line').fill('Exercise test\nReview in four weeks')
    await press('Prepare it')
    await page.getByLabel(`This is my patient: ${SHOWN}, born ${born}`).check()
    await check('a plan to be written')
    await press('Write it')
    await page.getByText('Version 1 is written.').waitFor()
    await press(/^Open the plan, record/)
    const keys = `${stage.network.gateway.url}/v1/record-requests`
    const held = Promise.withResolvers<void>()
    await page.route(keys, async (route) => {
      await held.promise
      await route.fulfill({ response: await route.fetch() })
    })
    const asked = page.waitForRequest(keys)
    await press('Open the plan')
    await asked
    await press('Stop waiting')
    const content = page.waitForResponse(/\/ipfs\//)
    held.resolve()
    await content
    await page.unroute(keys)
    const look = portal.wallet.hold()
    await press('Open the plan')
    await page.getByRole('status').filter({ hasText: 'Waiting for the wallet' }).waitFor()
    expect(await page.getByRole('heading', { name: 'Angina' }).count(), 'what was not waited for').to.equal(0)
    look()
    await page.getByRole('heading', { name: 'Angina, version 1' }).waitFor()
    await page.getByText('Beta blocker, <i>low</i> dose.').first().waitFor()
    await page.getByLabel('State').selectOption('completed')
    await press('Prepare it')
    await page.getByLabel(`This is my patient: ${SHOWN}, born ${born}`).check()
    await press('Write it')
    await page.getByText('Version 2 is written.').waitFor()
    await check('plans')
  })

  it('says so when the consent has ended meanwhile', async () => {
    const contracts = connectContracts(stage.network.deployment, patient.connect(provider))
    await goTo('Patient’s records')
    await typePatient()
    await press('Show the records')
    await press(/^Open Heart/)
    const { revokeConsent } = await import('../../sdk/consent/restrictConsent.ts')
    await revokeConsent(contracts, patient.address, clinician.address)
    await press('Open')
    await page.getByRole('alert').filter({ hasText: 'There is no consent for this now.' }).waitFor()
  })

  it('breaks the glass with a reason, opens a record by it, and closes it', async () => {
    await portal.wallet.switchAccount(1)
    await goTo('Break the glass')
    await typePatient()
    await page.getByLabel('Why it cannot wait').fill('Unconscious, allergies unknown.')
    expect(await button('Break the glass').getAttribute('aria-disabled')).to.equal('true')
    await page.getByLabel('I answer for this before the reviewer and the patient.').check()
    await check('breaking the glass')
    const [kept] = await Promise.all([saved('emergency'), press('Break the glass')])
    // Other files break the glass by the same responder, about other patients.
    const row = page.getByRole('row').filter({ hasText: patient.address.slice(0, 8) })
    await row.waitFor()
    const { emergencyAccess, deployment } = connectContracts(stage.network.deployment, provider)
    const filter = emergencyAccess.filters.GlassBroken(undefined, patient.address)
    const [event] = await emergencyAccess.queryFilter(filter, deployment.block)
    const statement = JSON.parse(await textOf(kept))
    expect(openReason(statement, event?.args.reasonCommitment ?? '').reason).to.equal(
      'Unconscious, allergies unknown.',
    )
    await goTo('Patient’s records')
    await enter(responder.address)
    await typePatient()
    await page.getByLabel('What you need them for').selectOption('BTG')
    await press('Show the records')
    await press(/^Open Heart/)
    await press('Open')
    await page.getByText('Every check held').waitFor()
    await goTo('Break the glass')
    await row.getByRole('button', { name: 'Close it now' }).click()
    await row.getByRole('cell', { name: 'over', exact: true }).waitFor()
    await check('emergencies')
  })

  it('has kept nothing, and complained of nothing but refusals', async () => {
    await expectNothingKept(portal)
    const refused = /status of 4\d\d/
    expect(portal.complaints.filter((complaint) => !refused.test(complaint))).to.deep.equal([])
    expect(page.url()).to.match(/#\/clinician\/[a-z]+$/)
    expect(await page.title()).to.not.equal('owned')
  })
})
