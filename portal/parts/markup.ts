import { type ComponentChild, Fragment, h } from 'preact'
import type { Markup } from '../report/html.ts'

/** What the reports and charts are made of: nothing that runs, loads or leads anywhere. */
const ELEMENTS = new Set(
  'section div header p span strong em bdi br h2 h3 ul li dl dt dd figure figcaption details summary table caption thead tbody tfoot tr th td svg title desc g line path rect circle text'.split(
    ' ',
  ),
)
const ATTRIBUTES = new Set(
  'class id role scope aria-label aria-labelledby aria-describedby aria-hidden width height viewBox preserveAspectRatio x y x1 x2 y1 y2 cx cy r rx d points transform text-anchor dominant-baseline'.split(
    ' ',
  ),
)
/** The page has a first heading of its own. Namespaces are Preact's to set. */
const RENAMED: Readonly<Record<string, string>> = { h1: 'h2' }
const DROPPED = new Set(['xmlns'])

const TOKEN = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z][a-zA-Z0-9-]*="[^"<>]*")*)\s*(\/?)>|[^<]+/gy
const ATTRIBUTE = /\s+([a-zA-Z][a-zA-Z0-9-]*)="([^"]*)"/g
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

/**
 * Markup of our own renderer as elements of Preact. No sink of markup is used, so that Trusted Types stay closed, and
 * an element or attribute beyond the lists above is refused, whatever the renderer let through.
 */
export const MarkupView = ({ markup }: { readonly markup: Markup }) => elementsOf(markup.text)

interface Open {
  readonly name: string
  readonly attributes: Record<string, string>
  readonly children: ComponentChild[]
}

/** @throws TypeError where the text is not what the renderer writes */
function elementsOf(text: string): ComponentChild {
  const root: Open = { name: '', attributes: {}, children: [] }
  const open = [root]
  let end = 0
  for (const token of text.matchAll(TOKEN)) {
    end = token.index + token[0].length
    const [whole, closing, written, attributes = '', alone] = token
    const parent = open.at(-1) ?? root
    if (written === undefined) {
      parent.children.push(plainText(whole))
      continue
    }
    const name = RENAMED[written] ?? written
    if (closing) {
      if (open.length === 1 || parent.name !== name) throw unknown(written)
      open.pop()
      open.at(-1)?.children.push(made(parent))
      continue
    }
    if (!ELEMENTS.has(name)) throw unknown(written)
    const opened: Open = { name, attributes: attributesOf(attributes), children: [] }
    if (alone || name === 'br') parent.children.push(made(opened))
    else open.push(opened)
  }
  if (end !== text.length || open.length !== 1) throw unknown('end')
  return h(Fragment, null, ...root.children)
}

const made = ({ name, attributes, children }: Open) => h(name, attributes, ...children)

function attributesOf(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name = '', value = ''] of text.matchAll(ATTRIBUTE)) {
    if (DROPPED.has(name)) continue
    if (!ATTRIBUTES.has(name)) throw unknown(name)
    found[name] = plainText(value)
  }
  return found
}

const plainText = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? '')

const unknown = (what: string) =>
  new TypeError(`The renderer wrote '${what}', which this page does not show.`)
