import { elementValue, type Gs1Element } from '../../sdk/gs1/element.ts'
import { formatElementString, SEPARATOR } from '../../sdk/gs1/elementString.ts'

/** Name of FNC1 in the input of bwip-js. A caret is in no GS1 value (General Specifications, section 7.11). */
const FNC1 = '^FNC1'

/** bwip-js draws a module of two points, times this.. */
const SCALE = 3

/** Points: a quiet zone of two modules, of which ISO/IEC 16022 asks for one. */
const PADDING = 4
const QUIET = PADDING * SCALE

/** What stands beside the symbol for people (section 4.14: data titles of the elements). */
const TITLES = [
  ['01', 'GTIN'],
  ['21', 'SERIAL'],
  ['10', 'LOT'],
  ['17', 'EXP'],
] as const

const TEXT_HEIGHT = 18

/** A GS1 DataMatrix of the elements as PNG, without text. */
export async function drawPackPng(elements: readonly Gs1Element[]): Promise<Uint8Array> {
  const { toBuffer } = await import('bwip-js/node')
  return toBuffer(optionsOf(elements))
}

/** A GS1 DataMatrix of the elements as SVG, with what it says beside it. */
export async function drawPackSvg(elements: readonly Gs1Element[]): Promise<string> {
  const { toSVG } = await import('bwip-js/node')
  const symbol = toSVG(optionsOf(elements))
  const [, side = '0'] = /viewBox="0 0 (\d+) /.exec(symbol) ?? []
  const lines = TITLES.flatMap(([ai, title]) => {
    const value = elementValue(elements, ai)
    return value === undefined ? [] : [`${title} ${escapeXml(value)}`]
  })
  const height = Math.max(Number(side), lines.length * TEXT_HEIGHT + QUIET)
  const texts = lines.map((line, index) => {
    const y = QUIET + (index + 1) * TEXT_HEIGHT - 4
    return `<text x="${Number(side) + QUIET}" y="${y}">${line}</text>`
  })
  const width = Number(side) + 2 * QUIET + 11 * Math.max(...lines.map((line) => line.length))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="monospace" font-size="16">
<rect width="100%" height="100%" fill="#fff"/>
${symbol.replace('<svg ', `<svg width="${side}" height="${side}" `).trim()}
${texts.join('\n')}
</svg>
`
}

const optionsOf = (elements: readonly Gs1Element[]) => ({
  bcid: 'datamatrix',
  text: FNC1 + formatElementString(elements).replaceAll(SEPARATOR, FNC1),
  parsefnc: true,
  scale: SCALE,
  padding: PADDING,
  backgroundcolor: 'FFFFFF',
})

const escapeXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
