import { InvalidInputError } from '../errors/index.ts'
import { escapeMarkup } from './escapeMarkup.ts'

export type SvgAttributes = Readonly<Record<string, string | number>>

/** An element whose attributes are escaped; `children` are markup, made by `element` or `textNode`. */
export function element(name: string, attributes: SvgAttributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeMarkup(typeof value === 'number' ? coordinate(value) : value)}"`)
    .join('')
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`
}

/** A `<text>` element with escaped content. */
export function textNode(attributes: SvgAttributes, content: string): string {
  return element('text', attributes, escapeMarkup(content))
}

export interface ChartFrame {
  /** Unique within the page; the title and description take their ids from it. */
  readonly id: string
  readonly title: string
  /** The content of the chart in words, for a reader who does not see it. */
  readonly description: string
  /** `width` and `height`, and `viewBox` where the chart scales as one picture. */
  readonly size: SvgAttributes
}

/** The outer `<svg>` of a chart, announced as one image with a title and a description. */
export function chart(frame: ChartFrame, ...children: readonly string[]): string {
  const titleId = `${frame.id}-title`
  const descriptionId = `${frame.id}-description`
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'chart',
      role: 'img',
      'aria-labelledby': titleId,
      'aria-describedby': descriptionId,
      ...frame.size,
    },
    element('title', { id: titleId }, escapeMarkup(frame.title)),
    element('desc', { id: descriptionId }, escapeMarkup(frame.description)),
    ...children,
  )
}

/** A position in SVG user units, to two decimals so that equal inputs give equal bytes. */
export function coordinate(value: number): string {
  return String(Number(requireFinite(value, 'A chart coordinate').toFixed(2)))
}

/** A share of the chart's width, 0 to 1, as an SVG percentage. */
export function widthShare(share: number): string {
  return `${coordinate(share * 100)}%`
}

export function requireFinite(value: number, name: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new InvalidInputError('CHART_INVALID', `${name} is not a finite number.`)
  }
  return value
}

export function requireShare(value: number, name: string): number {
  if (requireFinite(value, name) < 0 || value > 1) {
    throw new InvalidInputError('CHART_INVALID', `${name} does not lie between 0 and 1.`)
  }
  return value
}
