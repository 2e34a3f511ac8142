import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import AxeBuilder from '@axe-core/playwright'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { type ReportEvidence, renderReportPage } from '../../portal/report/page.ts'
import { launchChromium } from '../../scripts/chromium.ts'
import { hostileEvidence, hostileReports } from '../portal/report/hostileReport.ts'
import { abstainedReport, answeredReport, landedEvidence } from '../portal/report/sampleReport.ts'
import { answeredReports, modelKinds } from '../portal/report/samples/index.ts'

/** The chain has much against it, and nobody attested. */
const doubtful: ReportEvidence = {
  ...landedEvidence,
  standing: {
    block: 60,
    flags: [
      { kind: 'model-suspended', since: 1_790_000_000 },
      { kind: 'consent-ended', holder: 'requester', decision: 'revoked' },
    ],
  },
  attestations: [],
}

const pages: Readonly<Record<string, string>> = {
  answered: renderReportPage(answeredReport, landedEvidence),
  abstained: renderReportPage(abstainedReport, { ...landedEvidence, attestations: [] }),
  doubtful: renderReportPage(answeredReport, doubtful),
  unsigned: renderReportPage(answeredReports.score, { landed: null }),
  ...Object.fromEntries(
    modelKinds.flatMap((kind) => [
      ...(kind === 'risk' ? [] : [[kind, renderReportPage(answeredReports[kind], landedEvidence)]]),
      [`hostile-${kind}`, renderReportPage(hostileReports[kind], hostileEvidence)],
    ]),
  ),
}

interface OpenedPage {
  readonly page: Page
  /** Console errors, uncaught errors and policy violations. */
  readonly complaints: readonly string[]
  /** Requests for anything but the page itself. */
  readonly requests: readonly string[]
}

describe('the report page in a browser', function () {
  this.timeout(240_000)
  let browser: Browser | null = null
  let folder = ''

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    browser = await launchChromium()
    if (browser === null) {
      console.log('      skipped: no Chromium (install it, or set CHROMIUM_PATH)')
      this.skip()
    }
    folder = await mkdtemp(join(tmpdir(), 'salus-report-'))
    for (const [name, content] of Object.entries(pages)) {
      await writeFile(join(folder, `${name}.html`), content)
    }
  })

  after(async () => {
    await browser?.close()
    if (folder !== '') {
      await rm(folder, { recursive: true })
    }
  })

  async function open(
    name: string,
    width = 1200,
    colorScheme: 'light' | 'dark' = 'light',
  ): Promise<OpenedPage> {
    if (browser === null) {
      throw new Error('The browser was not started.')
    }
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme })
    const page = await context.newPage()
    const address = pathToFileURL(join(folder, `${name}.html`)).href
    const complaints: string[] = []
    const requests: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => {
      if (request.url() !== address) {
        requests.push(request.url())
      }
    })
    await page.goto(address, { waitUntil: 'load' })
    return { page, complaints, requests }
  }

  async function openDetails(page: Page): Promise<void> {
    for (const summary of await page.locator('summary').all()) {
      await summary.click()
    }
  }

  for (const name of Object.keys(pages)) {
    it(`${name}: no console message, no policy violation, no request`, async () => {
      const { page, complaints, requests } = await open(name)
      await openDetails(page)
      expect(complaints).to.deep.equal([])
      expect(requests).to.deep.equal([])
      await page.context().close()
    })

    for (const width of [320, 360, 768]) {
      it(`${name}: nothing wider than a screen of ${width} px, tables open`, async () => {
        const { page } = await open(name, width)
        await openDetails(page)
        const tooWide = await page.evaluate(() =>
          [...document.querySelectorAll('body *:not(svg *)')]
            .filter((node) => node.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
            .map((node) => node.outerHTML.slice(0, 80)),
        )
        expect(tooWide).to.deep.equal([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).to.equal(width)
        await page.context().close()
      })
    }

    for (const scheme of ['light', 'dark'] as const) {
      it(`${name}: no accessibility violation by axe-core, ${scheme}, tables open`, async () => {
        const { page } = await open(name, 1200, scheme)
        await openDetails(page)
        const { violations, passes } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
          .analyze()
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).to.deep.equal([])
        expect(passes.map(({ id }) => id)).to.include.members([
          'color-contrast',
          'heading-order',
          'svg-img-alt',
        ])
        await page.context().close()
      })
    }
  }

  it('applies its style sheet, and blocks any script or style put in later', async () => {
    const { page } = await open('answered')
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    expect(await background()).to.equal('rgb(246, 245, 241)')
    const complained = page.waitForEvent('console', (message) =>
      /Content Security Policy/.test(message.text()),
    )
    await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = "document.title = 'owned'"
      const style = document.createElement('style')
      style.textContent = 'html { background: red }'
      document.head.append(script, style)
    })
    expect(await page.title()).not.to.equal('owned')
    expect(await background()).to.equal('rgb(246, 245, 241)')
    await complained
    await page.context().close()
  })

  it('has its headings in order, under one title', async () => {
    const { page } = await open('answered')
    const headings = await page
      .locator('h1, h2, h3')
      .evaluateAll((nodes) => nodes.map((node) => `${node.tagName} ${node.textContent}`))
    expect(headings.map((heading) => heading.replace(/^H1 .*/, 'H1'))).to.deep.equal([
      'H1',
      'H2 What was asked',
      'H2 Answer',
      'H3 How the model would answer otherwise',
      'H2 What drove the answer',
      'H2 What the model did not know',
      'H2 When the model abstains',
      'H2 Values received and used',
      'H2 How far to trust the model',
      'H3 Predicted against observed',
      'H3 Model card',
      'H2 Who computed this, and what that proves',
      'H3 Clinician’s attestation',
      'H2 Limits',
    ])
    await page.context().close()
  })

  it('shows hostile text as text: no element, no script, no reversed direction', async () => {
    const { page } = await open('hostile-risk')
    expect(await page.title()).not.to.equal('owned')
    expect(await page.locator('script, img, iframe, object, link').count()).to.equal(0)
    expect(await page.locator('h1').textContent())
      .to.contain('<script>')
      .and.to.contain('⟦U+202E⟧%21')
    expect(await page.locator('section').count()).to.equal(9)
    await page.context().close()
  })

  it('changes its colours in the dark, with a contrast of at least 3 to 1 for every mark of a chart', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      const { page } = await open('answered', 1200, scheme)
      const marks = await page.evaluate(() =>
        ['chart-estimate', 'chart-raises', 'chart-lowers', 'chart-point'].map((name) => {
          const mark = document.querySelector(`.${name}`)
          const card = mark?.closest('.card')
          return mark && card
            ? { name, mark: getComputedStyle(mark).fill, card: getComputedStyle(card).backgroundColor }
            : { name, mark: '', card: '' }
        }),
      )
      for (const { name, mark, card } of marks) {
        expect(contrast(mark, card), `${name}, ${scheme}`).to.be.at.least(3)
      }
      const [first] = marks
      expect(first?.card).to.equal(scheme === 'dark' ? 'rgb(26, 33, 40)' : 'rgb(255, 255, 255)')
      await page.context().close()
    }
  })

  for (const name of ['answered', ...modelKinds.filter((kind) => kind !== 'risk'), 'unsigned']) {
    it(`${name}: prints on at most five A4 pages, in light colours, no chart wider than the page`, async () => {
      const { page } = await open(name, 1200, 'dark')
      const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true })
      const text = pdf.toString('latin1')
      expect(text.match(/\/Type\s*\/Page\b/g)?.length).to.be.within(1, 5)
      // A4 is 595.28 × 841.89 points of 1/72 inch.
      const sizes = [...text.matchAll(/\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/g)]
      expect(sizes.length).to.be.greaterThan(0)
      for (const [, width, height] of sizes) {
        expect(Number(width)).to.be.closeTo(595.28, 1)
        expect(Number(height)).to.be.closeTo(841.89, 1)
      }
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
      // 182 mm lie between the margins: at 96 CSS pixels an inch, 687.
      await page.setViewportSize({ width: 687, height: 900 })
      const wide = await page.evaluate(() =>
        [...document.querySelectorAll('svg.chart, table')]
          .map((node) => node.getBoundingClientRect())
          .filter(({ left, right }) => left < -0.5 || right > document.documentElement.clientWidth + 0.5),
      )
      expect(wide).to.deep.equal([])
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).to.equal(
        'rgb(255, 255, 255)',
      )
      await page.context().close()
    })
  }

  it('prints the hashes of a landed report', async () => {
    const { page } = await open('answered')
    await page.emulateMedia({ media: 'print' })
    const hash = page.getByText(landedEvidence.landed.outputHash)
    expect((await hash.boundingBox())?.height).to.be.greaterThan(5)
    await page.context().close()
  })

  it('draws the trace to scale: 25 mm for a second, on screen and on paper', async () => {
    const { page } = await open('rhythm')
    const box = await page.locator('svg[aria-labelledby="ecg-trace-title"]').boundingBox()
    // A full row of 7 s is 175 mm: at 96 CSS pixels an inch, 661.4.
    expect(box?.width).to.be.closeTo(661.4, 1)
    await page.context().close()
  })
})

/** Contrast ratio of two `rgb()` colours (WCAG 2.2, definition of contrast ratio). */
function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((channel) => {
    const value = Number(channel) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
