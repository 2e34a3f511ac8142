import { escapeMarkup } from '../../sdk/charts/index.ts'

/** Markup that is safe to write out as it is. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type HtmlValue = string | number | Markup | readonly HtmlValue[]

/**
 * A template whose interpolated text is escaped; only `Markup` passes as it is. Attribute values must be quoted in
 * the template.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Markup {
  return new Markup(strings.map((part, index) => part + write(values[index] ?? '')).join(''))
}

/** Text that others wrote, isolated so that its direction cannot reorder its surroundings; "40 %" stays on one line. */
export function foreign(text: string): Markup {
  return html`<bdi>${text.replace(/(\d) %/g, '$1\u00a0%')}</bdi>`
}

/** A chart from sdk/charts, which escapes what it is given. */
export function drawn(svg: string): Markup {
  return new Markup(svg)
}

export const nothing = new Markup('')

function write(value: HtmlValue): string {
  if (value instanceof Markup) {
    return value.text
  }
  if (typeof value === 'string' || typeof value === 'number') {
    return escapeMarkup(String(value))
  }
  return value.map(write).join('')
}
