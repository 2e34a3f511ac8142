import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { words } from '../../portal/words/en.ts'
import type { Picture } from './pictures.ts'
import { smallPng } from './smallPng.ts'
import { openAs, type Stage, type Visitor } from './visitor.ts'

const WIDE = 1200
const NARROW = 360
const HEIGHT = 1300

/** Takes pictures into a folder, and says how large each is. */
export async function takePictures(
  stage: Stage,
  pictures: readonly Picture[],
  folder: string,
): Promise<void> {
  let visitor: (Visitor & Pick<Picture, 'as'>) | undefined
  try {
    for (const picture of pictures) {
      if (visitor?.as !== picture.as) {
        await visitor?.close()
        visitor = { ...(await openAs(picture.as, stage)), as: picture.as }
      }
      await take(visitor, picture, folder)
    }
  } finally {
    await visitor?.close()
  }
}

/** Goes to a page as a link does: what the visitor has opened before stays open. */
async function take(visitor: Visitor, picture: Picture, folder: string): Promise<void> {
  const { page } = visitor
  const path = picture.page === 'start' ? '' : picture.page
  await page.setViewportSize({ width: WIDE, height: 900 })
  await page.emulateMedia({ colorScheme: 'light' })
  await page.evaluate((hash) => {
    location.hash = hash
  }, `#/${path}`)
  await page.waitForFunction(
    (name) => document.title.startsWith(name),
    path === '' ? words.app.name : words.page[picture.page],
  )
  await page.locator('main h1').waitFor()
  await picture.act?.(visitor)
  await page.getByText(words.app.loading, { exact: true }).first().waitFor({ state: 'detached' })
  await page.mouse.move(0, 0)
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    scrollTo(0, 0)
  })
  const name = picture.page.replace('/', '-')
  await write(visitor, join(folder, `${name}.png`), picture)
  for (const way of picture.also ?? []) {
    if (way === 'narrow') await page.setViewportSize({ width: NARROW, height: 800 })
    await page.emulateMedia({ colorScheme: way === 'dark' ? 'dark' : 'light' })
    await write(visitor, join(folder, `${name}-${way}.png`), picture)
    await page.setViewportSize({ width: WIDE, height: 900 })
    await page.emulateMedia({ colorScheme: 'light' })
  }
}

/** What there is above and below is left out. */
const MARGIN = 16

async function write(
  { page }: Visitor,
  path: string,
  { from, height: most = HEIGHT }: Picture,
): Promise<void> {
  const above = from ? ((await page.locator(from).first().boundingBox())?.y ?? 0) : 0
  const [width, bottom] = await page.evaluate(() => [innerWidth, document.body.scrollHeight] as const)
  const y = Math.max(0, Math.round(above) - MARGIN)
  const clip = { x: 0, y, width, height: Math.min(bottom - y, most) }
  const bytes = smallPng(await page.screenshot({ fullPage: true, clip }))
  await writeFile(path, bytes)
  console.log(`${String(Math.round(bytes.length / 1000)).padStart(5)} kB  ${path}`)
}
