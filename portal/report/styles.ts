import { chartStyles } from '../../sdk/charts/index.ts'

const light = `
--page: #f6f5f1; --surface: #ffffff; --ink: #1c2530; --muted: #56616e; --rule: #dcdfe2; --track: #e9ebec;
--accent: #17666b; --raises: #b4472b; --lowers: #2c6aa0; --notice: #eef3f2; --warning: #9b1c1c;
--alarm: #fdeeee; --paper: #e2b4aa; --paper-fine: #f3ddd8;`

const dark = `
--page: #11161b; --surface: #1a2128; --ink: #e7ebee; --muted: #a7b2bc; --rule: #36404a; --track: #2c353e;
--accent: #74c7c4; --raises: #f0957a; --lowers: #82bdea; --notice: #202b30; --warning: #ff9d94;
--alarm: #3a1f22; --paper: #6b4440; --paper-fine: #3d2d2d;`

export interface PageFooter {
  readonly requestId: string
  readonly isSigned: boolean
}

/** The page's whole style sheet; its hash is in the Content-Security-Policy. */
export const pageStyles = (footer: PageFooter): string => `${reportStyles}${footerStyles(footer)}`

/** Printed at the foot of every page (CSS Paged Media 3, page-margin boxes). Only an id that is hexadecimal stands in it. */
function footerStyles({ requestId, isSigned }: PageFooter): string {
  const id = /^0x[0-9a-fA-F]{64}$/.test(requestId) ? ` ${requestId}` : ''
  const left = isSigned ? `Salus report, request${id}` : `Salus report, signed by nobody${id}`
  return `@page {
  @bottom-left { content: "${left}"; font: 6.5pt system-ui, sans-serif; color: #56616e; }
  @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 6.5pt system-ui, sans-serif; color: #56616e; }
}
`
}

/** Without the foot of printed pages. */
export const reportStyles = `
:root {${light} }
@media (prefers-color-scheme: dark) { :root {${dark} } }

*, *::before, *::after { box-sizing: border-box; }
html { background: var(--page); color: var(--ink); -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; overflow-wrap: break-word; line-height: 1.55; font-size: 16px;
  font-family: Inter, "Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
main { max-width: 1040px; margin: 0 auto; padding: 40px 24px 64px; }
h1, h2, h3, p, ul, dl, figure, table { margin: 0; }
h1 { font-size: clamp(1.6rem, 1.1rem + 2.2vw, 2.5rem); line-height: 1.15; letter-spacing: -.02em; font-weight: 650; text-wrap: balance; }
h2 { font-size: 1.15rem; line-height: 1.3; letter-spacing: -.005em; font-weight: 650; }
h3 { font-size: 1rem; line-height: 1.4; font-weight: 650; }
p, li { max-width: 68ch; }
ul { padding-left: 1.2em; }
li + li { margin-top: .35em; }
section > * + *, .columns > div > * + *, .prose > * + * { margin-top: 12px; }
section > h3, .columns > div > h3 + *, section > h2 + * { margin-top: 14px; }
section > h3 { margin-top: 24px; }
section > h3 + p { margin-top: 4px; }
.card > h2, .question > h2 { color: var(--ink); }

.eyebrow { color: var(--muted); font-size: .875rem; margin-bottom: 14px; }
.eyebrow span { color: var(--accent); font-weight: 700; letter-spacing: .01em; margin-right: .6em; padding-right: .7em; border-right: 1px solid var(--rule); }
.facts { display: flex; flex-wrap: wrap; gap: 14px 44px; margin-top: 22px; padding: 16px 0; border-block: 1px solid var(--rule); }
.facts > div { min-width: 0; }
dt { color: var(--muted); font-size: .8125rem; }
dd { margin: 0; }
bdi { overflow-wrap: anywhere; }
.kind { display: block; color: var(--muted); font-size: .5em; font-weight: 500; letter-spacing: 0; line-height: 1.5; }
.code { font-family: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .8125rem; line-height: 1.5; }
.question { margin: 26px 0 24px; }
.question p { margin-top: 4px; font-size: 1.0625rem; }

.card { background: var(--surface); border: 1px solid var(--rule); border-radius: 12px; padding: 28px 32px; }
.card + .card, main > .columns, .columns + .card { margin-top: 20px; }
.columns > .card, .columns.even .card { margin-top: 0; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr); gap: 20px 48px; }
main > .columns { gap: 20px; }
.columns.even .stack { display: grid; gap: 20px; }
.values table { table-layout: fixed; }
.values th:first-child { width: 42%; }
.values th:last-child { width: 25%; }
.unit { white-space: nowrap; }
.columns.single { grid-template-columns: minmax(0, 1fr); }
.columns > * { min-width: 0; margin-top: 0; }

.estimate { display: grid; gap: 16px 48px; align-items: center; }
.figure-number { font-size: clamp(4rem, 3rem + 5vw, 6rem); line-height: 1; font-weight: 600; letter-spacing: -.045em; color: var(--accent); font-variant-numeric: tabular-nums; white-space: nowrap; }
.figure-sign { font-size: .5em; font-weight: 500; letter-spacing: 0; }
.figure-interval { display: block; max-width: 16rem; white-space: normal; overflow-wrap: anywhere; margin-top: 12px; line-height: 1.4; font-size: 1rem; font-weight: 500; letter-spacing: 0; color: var(--muted); }
.figure-words { font-size: clamp(2rem, 1.5rem + 2.4vw, 3rem); line-height: 1.1; font-weight: 600; letter-spacing: -.03em; color: var(--accent); text-wrap: balance; }
.lead { font-size: 1.125rem; line-height: 1.45; font-weight: 600; }
.reasons { font-size: 1.0625rem; }
.scale { margin-top: 30px; }
.notice { background: var(--notice); border-radius: 8px; padding: 12px 16px; max-width: none; margin-top: 22px; }
.warning { color: var(--warning); }
.banner { border: 1px solid var(--rule); border-left: 6px solid var(--accent); border-radius: 8px; background: var(--notice); padding: 16px 20px; margin-bottom: 24px; }
.banner.alert { border-color: var(--warning); background: var(--alarm); }
.banner ul { margin-top: 8px; }
.banner li { max-width: none; }
.impression { border-left: 4px solid var(--rule); padding-left: 14px; }
.figure-words .figure-interval { margin-top: 8px; }

table { width: 100%; border-collapse: collapse; font-size: .9375rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--muted); font-size: .875rem; padding-bottom: 8px; }
th, td { text-align: left; vertical-align: top; padding: 8px 16px 8px 0; border-top: 1px solid var(--rule); font-weight: 400; line-height: 1.4; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-size: .8125rem; border-top: 0; vertical-align: bottom; }
tfoot th, tfoot td { font-weight: 650; border-top: 2px solid var(--rule); }
.number { text-align: right; }
td.number, .range { white-space: nowrap; }
td.number bdi, .values td.number { white-space: normal; }
em { color: var(--muted); }
figcaption { color: var(--muted); font-size: .875rem; line-height: 1.5; margin-top: 10px; max-width: 60ch; }
.calibration .chart { max-width: 440px; }
details { margin-top: 14px; }
summary { cursor: pointer; color: var(--accent); font-size: .9375rem; font-weight: 500; width: fit-content; padding: 4px 0; }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 4px; }
details[open] > summary { margin-bottom: 10px; }
.hashes dt { margin-top: 10px; }
.hashes dt:first-child { margin-top: 0; }

@media (min-width: 760px) {
  .estimate { grid-template-columns: auto minmax(0, 1fr); }
  .columns { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
  .columns.pair { grid-template-columns: minmax(0, 1.75fr) minmax(0, 1fr); align-items: start; }
  .columns.even { grid-template-columns: minmax(0, 1fr) minmax(0, 2fr); }
  .columns.even .stack { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
}
@media (max-width: 520px) {
  main { padding: 24px 12px 40px; }
  .masthead, .question { padding-inline: 4px; }
  .card { padding: 20px 16px; border-radius: 10px; }
  th, td { padding-right: 8px; font-size: .875rem; }
  .values th, .values td { font-size: .8125rem; }
  .code, .dense td, .dense th { font-size: .75rem; }
  .dense td, .dense th { padding-right: 4px; }
}
${chartStyles}
@page { size: A4; margin: 15mm 14mm; }
@media print {
  :root {${light} --page: #ffffff; }
  html { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { font-size: 9.5pt; line-height: 1.4; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 20pt; }
  .card { border-radius: 0; border-width: 1px 0 0; padding: 10pt 0 0; }
  .card + .card, main > .columns, .columns + .card { margin-top: 12pt; }
  .banner { margin-bottom: 10pt; padding: 6pt 10pt; }
  .columns > .card, .stack > .card { margin-top: 0; }
  .facts { margin-top: 10pt; padding: 8pt 0; gap: 6pt 24pt; }
  .question { margin: 12pt 0; }
  .estimate { grid-template-columns: auto minmax(0, 1fr); }
  .figure-number { font-size: 48pt; }
  .columns { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 12pt 24pt; }
  main > .columns.pair, main > .columns.even { grid-template-columns: minmax(0, 1fr); }
  .stack { order: -1; display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 24pt; }
  th, td { padding-block: 3pt; font-size: 9pt; }
  h2, h3, caption { break-after: avoid; }
  tr, figure, li, .banner, .reference, .answer.short, .limits, .columns > .card, .stack > .card { break-inside: avoid; }
  thead { display: table-header-group; }
  tfoot { display: table-row-group; }
  .hashes dt { margin-top: 3pt; font-size: 7.5pt; }
  .hashes .code { font-size: 6pt; }
  p, li, figcaption { max-width: none; }
  details:not(.reference) { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  summary { list-style: none; color: var(--muted); }
  summary::-webkit-details-marker { display: none; }
}
`
