import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { launchChromium } from '../../scripts/chromium.ts'
import { type Stage, setStage } from './network.ts'
import {
  expectAccessible,
  expectNoScroll,
  expectNothingKept,
  type OpenedPortal,
  openPortal,
} from './openPortal.ts'

const GTIN = '09506000134352'
/** A pack that no maker knows: what is shown of it is what was read. */
const SERIAL = 'Z7(9)'
const LOT = 'S1'
const CODE = `]d201${GTIN}21${SERIAL}\u001d10${LOT}`

describe('reading the code of a pack', function () {
  this.timeout(240_000)
  let stage: Stage
  let cameras: Browser
  let portal: OpenedPortal
  let page: Page

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    const set = await setStage()
    // With a camera that shows a moving picture. Whether a page may use it each test says itself.
    const browser = await launchChromium(['--use-fake-device-for-media-stream'])
    if (!set || !browser) return this.skip()
    stage = set
    cameras = browser
  })

  after(() => cameras?.close())

  afterEach(async () => {
    expect(portal.complaints).to.deep.equal([])
    await expectNothingKept(portal)
    await portal.close()
  })

  const field = () => page.getByLabel('Code of the pack')
  const fact = (name: string) => page.locator('dl.facts > div', { hasText: name }).locator('dd').textContent()
  const expectRead = async () => {
    await page.getByRole('alert').filter({ hasText: 'it may be counterfeit' }).waitFor()
    expect(await fact('GTIN')).to.equal(GTIN)
    expect(await fact('Serial number')).to.equal(SERIAL)
  }

  describe('by keyboard', () => {
    beforeEach(async () => {
      portal = await openPortal(stage, { path: 'patient/pack', hasWallet: false })
      page = portal.page
      await field().waitFor()
    })

    it('takes the characters of a scanner that types them, with GS as the separator', async () => {
      await field().focus()
      await page.keyboard.type(CODE)
      await page.keyboard.press('Enter')
      await expectRead()
    })

    it('takes the keys of a scanner that presses Ctrl and ] for GS, one pack after another', async () => {
      await field().focus()
      for (const typed of ['0000000000000', GTIN]) {
        await page.keyboard.type(`01${typed}21${SERIAL}`)
        await page.keyboard.press('Control+]')
        await page.keyboard.type(`10${LOT}`)
        await page.keyboard.press('Enter')
        if (typed !== GTIN) {
          await page.getByRole('alert').filter({ hasText: 'not the code of a medicine pack' }).waitFor()
        }
      }
      expect(await field().inputValue()).to.equal(`01${GTIN}21${SERIAL}\u001d10${LOT}`)
      await expectRead()
    })

    it('shows the pack that was read last, though the answer about the one before comes later', async () => {
      const held = Promise.withResolvers<void>()
      const answered = Promise.withResolvers<void>()
      let asked = 0
      await page.route(`${stage.network.manufacturerGateway.url}/**`, async (route) => {
        asked += 1
        if (asked > 1) return route.continue()
        await held.promise
        await route.fulfill({ response: await route.fetch() })
        answered.resolve()
      })
      const first = page.waitForRequest(`${stage.network.manufacturerGateway.url}/**`)
      await field().fill(CODE.replace(SERIAL, 'Z8'))
      await field().press('Enter')
      await first
      await field().fill(CODE)
      await field().press('Enter')
      await expectRead()
      held.resolve()
      await answered.promise
      await expectRead()
    })

    for (const [what, code] of [
      ['the text under the code', `(01)${GTIN}(10)${LOT}(21)${SERIAL}`],
      ['an element string', CODE],
      [
        'a GS1 Digital Link',
        `https://example.org/01/${GTIN}/10/${LOT}/21/${encodeURIComponent(SERIAL)}?17=301231`,
      ],
    ] as const) {
      it(`takes ${what} as it is pasted`, async () => {
        await field().focus()
        await page.evaluate((text) => {
          const clipboardData = new DataTransfer()
          clipboardData.setData('text/plain', text)
          // A page cannot paste by itself: what the browser does after this event is done by hand.
          const isTaken = !document.activeElement?.dispatchEvent(
            new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
          )
          if (!isTaken) document.execCommand('insertText', false, text)
        }, code)
        await page.keyboard.press('Enter')
        await expectRead()
      })
    }

    it('has no button for the camera where nothing reads codes, and says how else', async () => {
      await page.getByText('type or paste the code, or use a scanner that types').waitFor()
      expect(await page.getByRole('button', { name: 'Scan with the camera' }).count()).to.equal(0)
    })
  })

  describe('by camera', () => {
    const open = async ({ formats = ['data_matrix', 'qr_code'], mayFilm = true } = {}) => {
      portal = await openPortal(
        { network: stage.network, browser: cameras },
        {
          path: 'patient/pack',
          hasWallet: false,
          context: mayFilm ? { permissions: ['camera'] } : {},
          init: (context) => context.addInitScript(putDetector, formats),
        },
      )
      page = portal.page
      await field().waitFor()
    }
    const camera = () => page.getByRole('button', { name: 'Scan with the camera' })
    const film = async () => {
      await camera().click()
      await page.waitForFunction(() => document.querySelector('video')?.videoWidth)
      await page.evaluate(watchPicture)
    }
    const expectOff = async () => {
      const states = await page.waitForFunction(() => (globalThis as unknown as TestPage).salusTestStates)
      expect(await states.jsonValue()).to.deep.equal({ before: ['live'], gone: ['ended'] })
    }

    it('reads what comes before the camera, and turns it off', async () => {
      await open()
      await film()
      await expectAccessible(page, 'the camera')
      await page.setViewportSize({ width: 360, height: 800 })
      await expectNoScroll(page, 'the camera')
      await page.evaluate((code) => {
        ;(globalThis as unknown as TestPage).salusTestCode = code
      }, CODE)
      await expectRead()
      await expectOff()
    })

    it('turns the camera off when it is closed', async () => {
      await open()
      await film()
      await page.getByRole('button', { name: 'Stop the camera' }).press('Enter')
      await expectOff()
      await camera().waitFor()
    })

    it('turns the camera off when the page is left', async () => {
      await open()
      await film()
      await page.getByRole('link', { name: 'Salus' }).first().click()
      await expectOff()
    })

    it('says what to do where the camera is refused', async () => {
      await open({ mayFilm: false })
      await camera().click()
      const alert = page.getByRole('alert').filter({ hasText: 'does not let this page use the camera' })
      await alert.waitFor()
      await alert.getByText('or type or paste the code').waitFor()
      await camera().waitFor()
      expect(await page.locator('video').count()).to.equal(0)
      await expectAccessible(page, 'a camera that was refused')
    })

    it('has no button where the browser reads other codes alone', async () => {
      await open({ formats: ['ean_13'] })
      await page.getByText('type or paste the code, or use a scanner that types').waitFor()
      expect(await camera().count()).to.equal(0)
    })
  })
})

/** What {@link putDetector} puts into the page. */
interface TestPage {
  BarcodeDetector: unknown
  /** What the camera sees now. */
  salusTestCode: string
  /** State of each track that the page was given. */
  salusTestTracks: () => string[]
  /** The same while the picture was there, and at the moment at which it went. */
  salusTestStates?: { readonly before: string[]; readonly gone: string[] }
}

/** A BarcodeDetector as a browser has it, of which Debian's Chromium has none. Runs in the page, before any script of it. */
function putDetector(formats: readonly string[]): void {
  const page = globalThis as unknown as TestPage
  page.salusTestCode = ''
  page.BarcodeDetector = class {
    static getSupportedFormats = async () => formats
    async detect(source: HTMLVideoElement) {
      if (source.readyState < 2) throw new DOMException('There is no picture.', 'InvalidStateError')
      return page.salusTestCode === '' ? [] : [{ rawValue: page.salusTestCode }]
    }
  }
  const tracks: MediaStreamTrack[] = []
  page.salusTestTracks = () => tracks.map(({ readyState }) => readyState)
  const devices = navigator.mediaDevices
  // An empty page that is not secure has none.
  if (!devices) return
  const ask = devices.getUserMedia.bind(devices)
  devices.getUserMedia = async (constraints) => {
    const stream = await ask(constraints)
    tracks.push(...stream.getTracks())
    return stream
  }
}

/** Looks at the camera as soon as its picture is gone: one that nobody sees films nobody. Runs in the page. */
function watchPicture(): void {
  const page = globalThis as unknown as TestPage
  const before = page.salusTestTracks()
  const observer = new MutationObserver(() => {
    if (document.querySelector('video')) return
    observer.disconnect()
    page.salusTestStates = { before, gone: page.salusTestTracks() }
  })
  observer.observe(document.body, { childList: true, subtree: true })
}
