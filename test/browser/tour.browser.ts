import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { Wallet } from 'ethers'
import type { Page } from 'playwright-core'
import { type Example, prepareExample } from '../../cli/up/example/prepareExample.ts'
import { type Stage, setStage } from './network.ts'
import { connect, expectNothingKept, type OpenedPortal, openPortal } from './openPortal.ts'

/** The accounts in the wallet, in the order in which they were imported. */
const CLINICIAN = 1
const PHARMACY = 2

/** The tour of docs/portal.md, step by step, on the example of `salus up --example`. */
describe('the two-minute tour', function () {
  // The example takes its time on a busy machine: keys, records, and a report by four nodes.
  this.timeout(480_000)
  let stage: Stage
  let example: Example
  let portal: OpenedPortal
  let page: Page

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    const set = await setStage()
    if (!set) return this.skip()
    stage = set
  })

  it('has something to look at', async () => {
    example = await prepareExample(stage.network, () => undefined)
    const { patient, clinician, pharmacy } = stage.network.actors
    const keys = [patient, clinician, pharmacy].map(({ privateKey }) => new Wallet(privateKey))
    portal = await openPortal(stage, { keys, chainId: 1 })
    page = portal.page
  })

  after(() => portal?.close())

  const press = (name: string | RegExp) =>
    page
      .getByRole('button', { name, exact: typeof name === 'string' })
      .first()
      .click()
  const goTo = async (role: string, name: string) => {
    await page.getByRole('navigation', { name: 'I am here as' }).getByRole('link', { name: role }).click()
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click()
    await page.getByRole('heading', { level: 1 }).waitFor()
  }
  const unlock = async (code: string) => {
    await page.getByLabel('Recovery code', { exact: true }).fill(code)
    await press('Unlock with the wallet')
  }
  const drop = (label: string, text: string) =>
    page
      .getByLabel(label, { exact: true })
      .setInputFiles({ name: 'file.json', mimeType: 'application/json', buffer: Buffer.from(text) })
  const verdict = (text: string | RegExp) => page.getByRole('alert').filter({ hasText: text }).waitFor()

  it('begins with a wallet on another network, which is switched', async () => {
    await connect(page)
    await goTo('Patient', 'Who may see them')
    await press('Switch the wallet to Salus local')
    await page.getByText('Your wallet is on network 1.').waitFor({ state: 'detached' })
  })

  it('as the patient: sees who may see what, shares, and takes it back in two clicks', async () => {
    const rows = page.getByRole('table', { name: 'Consents' }).locator('tbody tr')
    await rows.nth(1).waitFor()
    expect(await rows.count()).to.equal(2)
    await goTo('Patient', 'Share')
    await press('Every clinician of my hospital, for treatment, 1 year')
    const shown = await page.locator('.quote').textContent()
    await press('Sign, free of charge')
    await page.locator('.act.confirmed').waitFor()
    expect(portal.wallet.shown.at(-1)).to.have.nested.property('message.words', shown)
    await goTo('Patient', 'Who may see them')
    await press('Take back the consent of City Hospital')
    await press('Sign, free of charge')
    await rows
      .filter({ hasText: 'City Hospital' })
      .filter({ hasNotText: 'Dr.' })
      .waitFor({ state: 'detached' })
    expect(await rows.count()).to.equal(2)
  })

  it('as the patient: opens a record, and sees who has looked', async () => {
    await goTo('Patient', 'My records')
    await press('Sign in with the wallet')
    await press(/^Open Heart/)
    await unlock(example.recoveryCodes.patient)
    await press('Open')
    await page.getByText('Every check held').waitFor()
    await goTo('Patient', 'Who has looked')
    await page.getByRole('row').filter({ hasText: 'was refused' }).first().waitFor()
    await page.getByRole('row').filter({ hasText: 'Dr. Amara Osei' }).first().waitFor()
    await page.getByText('Every receipt holds.').waitFor()
  })

  it('as the clinician: sees what the consent opens, and reads the report', async () => {
    await portal.wallet.switchAccount(CLINICIAN)
    await goTo('Clinician', 'Patient’s records')
    await press('Sign in with the wallet')
    await unlock(example.recoveryCodes.clinician)
    await page.getByLabel('Address of the patient’s account').fill(stage.network.actors.patient.address)
    await press('Show the records')
    await page
      .getByRole('button', { name: /^Ask the AI about Heart/ })
      .first()
      .waitFor()
    await goTo('Clinician', 'AI reports')
    await drop('File of a request', example.report.request)
    await press('Wait for the report, and open it')
    await page.getByText('Every check held: this is the very report that the quorum signed.').waitFor()
    await page.locator('.report').getByText('Maria Example (made up)', { exact: true }).first().waitFor()
  })

  it('as the pharmacist: checks a genuine pack, one that another keeps, and one that nobody made', async () => {
    await portal.wallet.switchAccount(PHARMACY)
    await goTo('Pharmacy', 'Scan a pack')
    const scan = async (code: string) => {
      await page.getByLabel('Code of the pack').fill(code)
      await page.getByLabel('Code of the pack').press('Enter')
    }
    const { packCode, makersPackCode } = example.medicines
    await scan(packCode)
    await verdict('Genuine, and nothing speaks against it.')
    await page.getByRole('row').filter({ hasText: 'kept as it must be' }).first().waitFor()
    await scan(makersPackCode)
    await verdict('in the custody of Acme Pharma, not in yours')
    await scan(`${packCode}X`)
    await verdict('it may be counterfeit')
  })

  it('as an auditor: verifies the evidence, and finds what was changed in it', async () => {
    await goTo('Auditor', 'Verify evidence')
    for (const evidence of [example.report.bundle, example.report.opened]) {
      await drop('Evidence', JSON.stringify(evidence))
      await verdict(/^All \d+ checks hold\.$/)
    }
    await drop('Evidence', JSON.stringify(example.medicines.trace))
    await verdict('Nothing fails, but not all of it can be checked.')
    const { record } = example.report.bundle
    const forged = { ...record, salt: record.salt.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }
    await drop('Evidence', JSON.stringify({ ...example.report.bundle, record: forged }))
    await verdict(/checks? do(es)? not hold/)
  })

  it('is what docs/portal.md tells', async () => {
    const tour = await readFile('docs/portal.md', 'utf8')
    const pressed = [
      'Every clinician of my hospital, for treatment, 1 year',
      'Sign, free of charge',
      'Take back',
    ]
    for (const name of [...pressed, 'Wait for the report, and open it', 'Show the records', 'Ask the AI']) {
      expect(tour).to.contain(`_${name}_`)
    }
    await expectNothingKept(portal)
    expect(portal.complaints).to.deep.equal([])
  })
})
