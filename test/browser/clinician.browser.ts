import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { JsonRpcProvider, parseEther, toQuantity, Wallet } from 'ethers'
import type { Download, Locator, Page } from 'playwright-core'
import { namedPatient } from '../../cli/demo/namedPatient.ts'
import { answerableBundle } from '../../oracle/models/risk/answerableBundle.ts'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { chainTime, deadlineIn } from '../../sdk/chain/time.ts'
import { grantConsent } from '../../sdk/consent/grantConsent.ts'
import type { Category } from '../../sdk/consent/vocabulary.ts'
import { deriveEncryptionIdentity, encryptionIdentityFromSeed } from '../../sdk/crypto/encryptionIdentity.ts'
import { createRecoveryCode } from '../../sdk/crypto/recoveryCode.ts'
import { openReason } from '../../sdk/emergency/breakGlass.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { recordOfBytes } from '../../sdk/gateway/recordOfBytes.ts'
import { didOf } from '../../sdk/identity/did.ts'
import { ensureEncryptionKey } from '../../sdk/identity/ensureEncryptionKey.ts'
import { findEncryptionKey } from '../../sdk/identity/findEncryptionKey.ts'
import { publishEncryptionKey } from '../../sdk/identity/publishEncryptionKey.ts'
import { signEnrolment } from '../../sdk/records/enrol.ts'
import { loadHeartModel } from '../helpers/heartModel.ts'
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

const NAME = 'Test <b>Patient</b>'

describe("the clinician's pages", function () {
  this.timeout(240_000)
  let stage: Stage
  let portal: OpenedPortal
  let page: Page
  let provider: JsonRpcProvider
  let clinician: Wallet
  let responder: Wallet
  let born = ''
  let model = ''
  let requestFile = ''
  const patient = Wallet.createRandom()
  const recoveryCodes = new Map<string, string>()

  /** Publishes a key of an account, which a wallet and a recovery code give. */
  const publishKey = async (wallet: Wallet) => {
    const contracts = connectContracts(stage.network.deployment, wallet)
    const recoveryCode = createRecoveryCode()
    const keyEpoch = ((await findEncryptionKey(contracts, wallet.address))?.keyEpoch ?? 0) + 1
    const { chainId } = contracts
    const account = wallet.address
    const identity = await deriveEncryptionIdentity({
      signer: wallet,
      account,
      chainId,
      keyEpoch,
      recoveryCode,
    })
    await publishEncryptionKey(contracts, wallet, { publicKey: identity.publicKey, keyEpoch })
    recoveryCodes.set(account, recoveryCode)
  }

  /** A patient with a record at the hospital, which the clinician and the committee may read. */
  const admitPatient = async () => {
    const wallet = patient.connect(provider)
    const contracts = connectContracts(stage.network.deployment, wallet)
    const { gateway, actors, deployment } = stage.network
    await provider.send('hardhat_setBalance', [wallet.address, toQuantity(parseEther('5'))])
    await ensureEncryptionKey(contracts, wallet, await encryptionIdentityFromSeed(new Uint8Array(32).fill(7)))
    const staff = gatewayClient({ url: gateway.url, staffToken: actors.hospital.seed })
    const custodianOrg = actors.hospital.organisation
    const deadline = await deadlineIn(contracts, 3600)
    await staff.relayEnrolment(
      await signEnrolment(contracts, wallet, { patient: wallet.address, custodianOrg, deadline }),
    )
    const now = new Date((await chainTime(contracts)) * 1000)
    const heart = await loadHeartModel()
    const row = await answerableBundle(heart, didOf(contracts.chainId, wallet.address), now)
    const bundle = namedPatient(row, NAME, now)
    born = /"birthDate":"([^"]+)"/.exec(new TextDecoder().decode(bundle))?.[1] ?? ''
    model = heart.card.title
    const description = {
      patient: wallet.address,
      category: 'cardiology',
      mediaType: 'application/fhir+json',
    } as const
    await staff.addRecord(await recordOfBytes(description, bundle))
    const grant = (grantee: string, categories: readonly Category[]) =>
      grantConsent(contracts, wallet.address, grantee, {
        categories,
        purposes: ['TREAT'],
        start: 0,
        end: Math.floor(now.getTime() / 1000) + 86_400,
      })
    await grant(deployment.contracts.oracleCommittee, ['cardiology'])
    await grant(clinician.address, ['cardiology', 'risk-reports', 'care-plans'])
  }

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    const set = await setStage()
    if (!set) return this.skip()
    stage = set
    const { network } = stage
    provider = new JsonRpcProvider(network.rpcUrl, CHAIN, { staticNetwork: true, cacheTimeout: -1 })
    clinician = new Wallet(network.actors.clinician.privateKey, provider)
    responder = new Wallet(network.actors.responder.privateKey, provider)
    await publishKey(clinician)
    await publishKey(responder)
    await admitPatient()
    portal = await openPortal(stage, { keys: [clinician, responder], path: 'clinician/records' })
    page = portal.page
    await connect(page)
  })

  after(async () => {
    provider?.destroy()
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

  it('takes an own impression first, and gives the file of the request before it is sent', async () => {
    await press(/^Ask the AI about Heart/)
    await page.getByRole('heading', { level: 1, name: 'AI reports' }).waitFor()
    await page.getByLabel('Model').selectOption({ label: model })
    expect(await button('Record it, and ask').getAttribute('aria-disabled')).to.equal('true')
    await page.getByLabel('How likely do you hold it yourself?').selectOption('likely')
    await page.getByLabel('Note').fill('Pain on effort.')
    await check('asking for a report')
    const [kept] = await Promise.all([page.waitForEvent('download'), press('Record it, and ask')])
    expect(kept.suggestedFilename()).to.match(/^request-[0-9a-f]{16}\.json$/)
    requestFile = await textOf(kept)
    expect(JSON.parse(requestFile)).to.have.nested.property('impression.content.likelihood', 'likely')
    await button('Wait for the report, and open it').waitFor()
  })

  it('opens the report that the quorum signed: answer, drivers, what was not known, in the page', async () => {
    await press('Wait for the report, and open it')
    await page.getByText('Every check held: this is the very report').waitFor({ timeout: 120_000 })
    const report = page.locator('.report')
    for (const title of ['Answer', 'What drove the answer', 'When the model abstains']) {
      await report.getByRole('heading', { name: title, exact: true }).waitFor()
    }
    await report.getByText('who asked held it for likely').waitFor()
    await report.getByText(NAME, { exact: true }).first().waitFor()
    await report.getByText('No clinician has attested to this report yet.').waitFor()
    expect(await report.locator('svg').count()).to.be.greaterThan(1)
    expect(await report.locator('b, script, img, a').count()).to.equal(0)
    await check('a report')
  })

  it('overrides with a reason once the patient is checked, and shows it on the report', async () => {
    await page.getByLabel('Verdict').selectOption('known-diagnosis')
    expect(await button('Attest').getAttribute('aria-disabled')).to.equal('true')
    await page.getByLabel(`This is my patient: ${NAME}, born ${born}`).check()
    portal.wallet.rejectNext()
    await press('Attest')
    await page.getByRole('alert').filter({ hasText: 'rejected in the wallet' }).waitFor()
    await press('Attest')
    await page.getByText('You have attested to this report.').waitFor()
    await page.locator('.report').getByText('The diagnosis is known already.').waitFor()
    await page.getByLabel('Outcome').selectOption('confirmed')
    const [kept] = await Promise.all([page.waitForEvent('download'), press('Record the outcome')])
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

  it('writes a plan of care, and a second version of it', async () => {
    await goTo('Plan of care')
    await typePatient()
    await press('Show the plans')
    await page.getByText('No plan of this patient is open to you.').waitFor()
    await page.getByLabel('What the plan is about').fill('Angina')
    await page.getByLabel('The plan', { exact: true }).fill('Beta blocker, <i>low</i> dose.')
    await page.getByLabel('What is to be done, one thing a line').fill('Exercise test\nReview in four weeks')
    await press('Prepare it')
    await page.getByLabel(`This is my patient: ${NAME}, born ${born}`).check()
    await check('a plan to be written')
    await press('Write it')
    await page.getByText('Version 1 is written.').waitFor()
    await press(/^Open the plan, record/)
    await press('Open the plan')
    await page.getByRole('heading', { name: 'Angina, version 1' }).waitFor()
    await page.getByText('Beta blocker, <i>low</i> dose.').first().waitFor()
    await page.getByLabel('State').selectOption('completed')
    await press('Prepare it')
    await page.getByLabel(`This is my patient: ${NAME}, born ${born}`).check()
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
    await page.getByText('You have never broken the glass.').waitFor()
    await typePatient()
    await page.getByLabel('Why it cannot wait').fill('Unconscious, allergies unknown.')
    expect(await button('Break the glass').getAttribute('aria-disabled')).to.equal('true')
    await page.getByLabel('I answer for this before the reviewer and the patient.').check()
    await check('breaking the glass')
    const [kept] = await Promise.all([page.waitForEvent('download'), press('Break the glass')])
    const row = page.getByRole('row').filter({ has: button('Close it now') })
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
    await press('Close it now')
    await page.getByRole('cell', { name: 'over', exact: true }).waitFor()
    await check('emergencies')
  })

  it('has kept nothing, and complained of nothing but refusals', async () => {
    await expectNothingKept(portal)
    const refused = /status of 4\d\d/
    expect(portal.complaints.filter((complaint) => !refused.test(complaint))).to.deep.equal([])
    expect(page.url()).to.match(/#\/clinician\/[a-z]+$/)
  })
})
