import { expect } from 'chai'
import { Wallet } from 'ethers'
import type { Page } from 'playwright-core'
import { namedPatient } from '../../cli/demo/namedPatient.ts'
import { readRealExcerpt } from '../../oracle/models/ecg/realExcerpt.ts'
import { vitalsBundle } from '../../oracle/models/vitals/vitalsBundle.ts'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { chainTime } from '../../sdk/chain/time.ts'
import { codeSystems } from '../../sdk/fhir/featureSpec.ts'
import { ecgBundle } from '../../sdk/fhir/sampledDataBundle.ts'
import { didOf } from '../../sdk/identity/did.ts'
import { type Clinic, openClinic } from './clinic.ts'
import { type Stage, setStage } from './network.ts'
import {
  CHAIN,
  connect,
  expectAccessible,
  expectNoScroll,
  type OpenedPortal,
  openPortal,
} from './openPortal.ts'

const NAME = 'Grace Roe'
const BORN = '1950-01-01'
const HOUR = 3600_000
/** Rounds of observations, an hour apart, each worse than the one before. The model abstains over those of more than an hour ago. */
const ROUNDS = 7

/** A minute of MIT-BIH record 208, about somebody else. */
async function ecgOf(did: string, now: number) {
  const { recording } = await readRealExcerpt()
  const { samplingHertz, millivolts } = recording
  const counts = [...millivolts.subarray(0, 60 * samplingHertz)].map((value) => Math.round(value * 200) + 0)
  const start = new Date(now - HOUR).toISOString()
  const patient = {
    resourceType: 'Patient',
    id: 'patient',
    identifier: [{ system: codeSystems.uri, value: did }],
    name: [{ use: 'official', text: NAME }],
    birthDate: BORN,
  }
  return ecgBundle(patient, [{ start, samplingHertz, counts, stepMillivolts: 0.005 }])
}

function vitalsOf(did: string, now: number) {
  const rows = Array.from({ length: ROUNDS }, (_, round) => ({
    time: new Date(now - (ROUNDS - 1 - round) * HOUR - HOUR / 6).toISOString(),
    vitals: {
      'respiratory-rate': 16 + round,
      'oxygen-saturation': 97 - (round >> 1),
      'supplemental-oxygen': 0,
      'systolic-pressure': 124 - 4 * round,
      pulse: 74 + 5 * round,
      consciousness: 0,
      temperature: (368 + 3 * round) / 10,
    },
  }))
  return vitalsBundle(rows, { patientDid: did, age: new Date(now).getUTCFullYear() - 1950 })
}

describe('reports of signals and of vital signs in the portal', function () {
  this.timeout(240_000)
  let stage: Stage
  let clinic: Clinic
  let portal: OpenedPortal
  let page: Page
  const patient = Wallet.createRandom()
  const clinician = Wallet.createRandom()

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    const set = await setStage()
    if (!set) return this.skip()
    stage = set
    const { deployment } = stage.network
    clinic = openClinic(stage, CHAIN)
    const now = (await chainTime(connectContracts(deployment, clinic.provider))) * 1000
    const did = didOf(BigInt(CHAIN), patient.address)
    await clinic.enrol(patient)
    await clinic.publishKey(patient)
    const bytesOf = (bundle: object) => new TextEncoder().encode(JSON.stringify(bundle))
    const vitals = namedPatient(bytesOf(vitalsOf(did, now)), NAME, new Date(now))
    await clinic.keep(patient, 'cardiology', 'application/fhir+json', bytesOf(await ecgOf(did, now)))
    await clinic.keep(patient, 'vital-signs', 'application/fhir+json', vitals)
    await clinic.share(patient, deployment.contracts.oracleCommittee, ['cardiology', 'vital-signs'])
    await clinic.share(patient, clinician.address, ['cardiology', 'vital-signs', 'risk-reports'])
    await clinic.fund(clinician.address)
    await clinic.accredit(clinician.address)
    const recoveryCode = await clinic.publishKey(clinician)
    portal = await openPortal(stage, { keys: [clinician], path: 'clinician/records' })
    page = portal.page
    await connect(page)
    await press('Sign in with the wallet')
    await page.getByLabel('Recovery code', { exact: true }).fill(recoveryCode)
    await press('Unlock with the wallet')
  })

  after(async () => {
    clinic?.close()
    await portal?.close()
  })

  const press = (name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' }).click()
  const goTo = (name: string) =>
    page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click()

  /** Asks about a record, and gives the report once it is open. */
  const askAbout = async (record: RegExp, model: string) => {
    await goTo('Patient’s records')
    await page.getByLabel('Address of the patient’s account').fill(patient.address)
    await press('Show the records')
    await press(record)
    await page.getByLabel('Model').selectOption({ label: model })
    await page.getByLabel('How likely do you hold it yourself?').selectOption('uncertain')
    await press('Record it, and ask')
    await press('Wait for the report, and open it')
    await page.getByText('Every check held: this is the very report').waitFor({ timeout: 120_000 })
    return page.locator('.report')
  }
  /** Until there is a report, the gateway says that there is none. */
  const expectNoComplaint = () =>
    expect(portal.complaints.filter((complaint) => !/status of 404/.test(complaint))).to.deep.equal([])
  const check = async (what: string) => {
    await expectAccessible(page, what)
    await page.setViewportSize({ width: 360, height: 800 })
    await expectNoScroll(page, what)
    await page.setViewportSize({ width: 1200, height: 900 })
  }

  it('shows the trace of an electrocardiogram, its beats and its rate', async () => {
    const report = await askAbout(/^Ask the AI about Heart/, 'Rhythm of a single-lead electrocardiogram')
    await report.getByText(NAME, { exact: true }).first().waitFor()
    await report.getByRole('heading', { name: 'A piece of the trace' }).waitFor()
    const trace = report.locator('figure').filter({ hasText: '25 mm per second' }).locator('svg')
    expect((await trace.locator('path').first().getAttribute('d'))?.length).to.be.greaterThan(1000)
    expect((await trace.boundingBox())?.height).to.be.greaterThan(50)
    await report.getByRole('heading', { name: 'Heart rate', exact: true }).waitFor()
    await report.getByText(/beats were found in/).waitFor()
    await check('a report on an electrocardiogram')
    expectNoComplaint()
  })

  it('shows where the vital signs are heading, and the points of each', async () => {
    const report = await askAbout(
      /^Ask the AI about Vital signs/,
      'Vital signs: NEWS2 and where it is heading',
    )
    await report.getByText(NAME, { exact: true }).first().waitFor()
    await report.getByText(/^Trend: /).waitFor()
    await report.getByText('Scores as a table').click()
    expect(
      await report.getByRole('table', { name: 'Scores, oldest first' }).locator('tbody tr').count(),
    ).to.equal(ROUNDS)
    await report.getByRole('heading', { name: 'Points of each parameter' }).waitFor()
    await check('a report on vital signs')
    expectNoComplaint()
  })
})
