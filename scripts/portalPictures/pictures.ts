import { clinician } from '../../portal/words/clinician.ts'
import type { PageName } from '../../portal/words/en.ts'
import { words } from '../../portal/words/en.ts'
import type { Role, Visitor } from './visitor.ts'

export interface Picture {
  readonly page: PageName
  readonly as: Role
  /** Brings the page to what the picture shows. Default: it is shown as it opens. */
  readonly act?: (visitor: Visitor) => Promise<void>
  /** CSS selector of what is at its upper edge. Default: the top of the page. */
  readonly from?: string
  /** Most CSS pixels that are shown of a long page. Default: 1300. */
  readonly height?: number
  /** Besides the picture at 1200 pixels in light colours. */
  readonly also?: readonly ('narrow' | 'dark')[]
}

/** The card that says how a check ended. */
const VERDICT = '.card:has([role=alert])'

/** Every page, in the order in which its visitor goes through them: one keeps an open session and an unlocked key. */
export const PICTURES: readonly Picture[] = [
  { page: 'start', as: 'nobody' },
  {
    page: 'patient/pack',
    as: 'nobody',
    act: ({ page, example }) => scan(page, example.medicines.packCode, words.pack.genuine),
  },
  {
    page: 'auditor/verify',
    as: 'nobody',
    async act({ page, example, hand }) {
      await hand(words.auditor.file, example.report.bundle)
      await page
        .getByRole('alert')
        .filter({ hasText: /checks hold/ })
        .waitFor()
    },
    from: VERDICT,
    also: ['dark'],
  },
  {
    page: 'operator/network',
    as: 'nobody',
    act: ({ page }) => page.getByRole('table').first().waitFor(),
  },

  { page: 'patient/key', as: 'patient', act: ({ unlock }) => unlock() },
  {
    page: 'patient/records',
    as: 'patient',
    async act({ page, press, signIn }) {
      await signIn()
      await page
        .getByRole('button', { name: /^Open Heart/ })
        .nth(1)
        .click()
      await press(words.records.open)
      await page.getByText(words.record.checked).waitFor()
    },
    height: 2000,
    also: ['dark'],
  },
  {
    page: 'patient/sharing',
    as: 'patient',
    act: ({ page }) => page.getByRole('table').first().waitFor(),
    also: ['narrow'],
  },
  {
    page: 'patient/share',
    as: 'patient',
    async act({ page, press }) {
      await press(words.share.preset.cardiologist)
      await page.locator('.quote').waitFor()
    },
    height: 1500,
  },
  {
    page: 'patient/requests',
    as: 'patient',
    act: ({ page }) => page.getByRole('table').waitFor(),
  },
  {
    page: 'patient/disclosures',
    as: 'patient',
    async act({ page, signIn }) {
      await signIn()
      await page.getByText(words.disclosures.allHold).waitFor()
    },
  },
  {
    page: 'patient/notices',
    as: 'patient',
    async act({ page, signIn }) {
      await signIn()
      await page.getByRole('table').waitFor()
    },
  },
  {
    page: 'patient/monitoring',
    as: 'patient',
    act: ({ page }) => page.getByRole('table').waitFor(),
  },
  {
    page: 'patient/emergencies',
    as: 'patient',
    act: ({ page }) => page.getByRole('table').waitFor(),
  },
  {
    page: 'patient/guardians',
    as: 'patient',
    act: ({ page }) => page.getByRole('table').waitFor(),
  },

  {
    page: 'clinician/records',
    as: 'clinician',
    async act({ page, press, signIn, unlock, actors }) {
      await signIn()
      await unlock()
      await page.getByLabel(clinician.patient).fill(actors.patient.address)
      await press(clinician.records.look)
      await page.getByRole('table').waitFor()
    },
  },
  {
    page: 'clinician/reports',
    as: 'clinician',
    async act({ page, press, hand, example: { report } }) {
      await hand(clinician.reports.file, report.request)
      await press(clinician.reports.open)
      await page.locator('.report').waitFor()
    },
    height: 1700,
    also: ['narrow'],
  },
  {
    page: 'clinician/plans',
    as: 'clinician',
    async act({ page, press, actors }) {
      await page.getByLabel(clinician.patient).fill(actors.patient.address)
      await press(clinician.plans.look)
      await page
        .getByRole('button', { name: /^Open the plan/ })
        .first()
        .click()
      await press(clinician.plans.opening)
      await page.getByText('Exercise test').first().waitFor()
    },
  },
  {
    page: 'clinician/emergency',
    as: 'responder',
    act: ({ page }) => page.getByRole('table').waitFor(),
  },

  {
    page: 'pharmacy/pack',
    as: 'pharmacy',
    async act({ page, press, example }) {
      await scan(page, example.medicines.packCode, words.pharmacy.scan.genuine)
      await page.getByRole('table', { name: words.pharmacy.history.caption }).waitFor()
      await page.getByRole('table', { name: words.pharmacy.coldChain.caption }).waitFor()
      await press(words.pharmacy.coldChain.show)
      await page.getByText(words.pharmacy.coldChain.matches).waitFor()
    },
    from: VERDICT,
    height: 2600,
    also: ['narrow'],
  },
  {
    page: 'pharmacy/receive',
    as: 'pharmacy',
    act: ({ page }) => page.getByRole('table').first().waitFor(),
  },
  {
    page: 'pharmacy/medicines',
    as: 'pharmacy',
    act: ({ page }) => page.getByRole('table').first().waitFor(),
  },
  {
    page: 'pharmacy/stock',
    as: 'pharmacy',
    async act({ page, press }) {
      await press(/^Open policy/)
      await press(words.signIn.button)
      await page.getByRole('table', { name: words.stock.orders.caption }).getByRole('row').nth(1).waitFor()
      await page.getByRole('heading', { name: words.stock.forecast.title }).waitFor()
    },
    height: 2400,
  },
]

async function scan(page: Visitor['page'], code: string, verdict: string): Promise<void> {
  const field = page.getByLabel(words.pack.code)
  await field.fill(code)
  await field.press('Enter')
  await page.getByRole('alert').filter({ hasText: verdict }).waitFor()
}
