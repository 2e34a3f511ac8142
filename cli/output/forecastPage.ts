import { contentSecurityPolicy } from '../../portal/report/contentSecurityPolicy.ts'
import { drawn, foreign, html, Markup } from '../../portal/report/html.ts'
import { chartStyles, fanChart } from '../../sdk/charts/index.ts'
import type { MadeForecast, ProductForecast } from '../commands/forecast/makeForecast.ts'
import { quantity } from './quantity.ts'

/** Periods of history that a chart shows at most, and products that a page does. */
const SHOWN_PERIODS = 72
const SHOWN_PRODUCTS = 200

const styles = `
:root { --page: #f6f5f1; --surface: #ffffff; --ink: #1c2530; --muted: #56616e; --rule: #dcdfe2; --accent: #17666b; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --page: #11161b; --surface: #1a2128; --ink: #e7ebee; --muted: #a7b2bc; --rule: #36404a; --accent: #74c7c4; } }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 960px; margin: 0 auto; padding: 32px 20px; }
section { background: var(--surface); border: 1px solid var(--rule); border-radius: 12px; padding: 20px 24px; margin-top: 20px; break-inside: avoid; }
h1, h2 { margin: 0 0 12px; line-height: 1.25; }
h2 { font-size: 1.1rem; overflow-wrap: anywhere; }
p { margin: 8px 0 0; color: var(--muted); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 6px 12px 6px 0; border-top: 1px solid var(--rule); font-weight: 400; }
thead th { color: var(--muted); border-top: 0; }
${chartStyles}`

/** A forecast as one self-contained page: no script, no request. Equal forecasts give equal bytes. */
export function forecastPage(made: MadeForecast): string {
  const { products, leftOut, horizon, periods } = made
  const more = products.length - SHOWN_PRODUCTS
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(contentSecurityPolicy(styles))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Demand forecast – Salus</title>
<style>${new Markup(styles)}</style>
</head>
<body>
<main>
<h1>Demand forecast, ${periods[periods.length - horizon] as string} to ${periods.at(-1) as string}</h1>
<p>Computed on this machine and signed by nobody. A forecast is no order.</p>
${accuracySection(made)}
${products.slice(0, SHOWN_PRODUCTS).map((product, index) => productSection(made, product, index))}
${more > 0 ? html`<p>${more} more products are in the output of --json.</p>` : ''}
${leftOut.map(({ name, reason }) => html`<p>Left out: ${foreign(name)}, ${reason}.</p>`)}
</main>
</body>
</html>
`.text
}

function accuracySection({ accuracy, heldOut, periods, horizon }: MadeForecast): Markup {
  if (accuracy === null)
    return html`<section><h2>No hold-out</h2><p>What the forecast is worth was not measured.</p></section>`
  const rows = (['combination', 'seasonalNaive'] as const).map((method) => {
    const { mase, wape, smape, pinball, coverage80, coverage95 } = accuracy[method]
    return html`<tr><th scope="row">${method === 'combination' ? 'combination' : 'seasonal naive'}</th><td>${figure(mase)}</td><td>${percent(wape)}</td><td>${percent(smape)}</td><td>${figure(pinball)}</td><td>${percent(coverage80)}</td><td>${percent(coverage95)}</td></tr>`
  })
  return html`<section>
<h2>Accuracy on the hold-out, ${periods[periods.length - horizon - heldOut] as string} to ${periods[periods.length - horizon - 1] as string}</h2>
<div class="wide"><table>
<thead><tr><th scope="col">Method</th><th scope="col">MASE</th><th scope="col">WAPE</th><th scope="col">sMAPE</th><th scope="col">pinball</th><th scope="col">in 80 %</th><th scope="col">in 95 %</th></tr></thead>
<tbody>${rows}</tbody>
</table></div>
<p>MASE and pinball loss are in units of the seasonal naive method within the history: below 1 is better than it.</p>
</section>`
}

function productSection(
  { periods, horizon }: MadeForecast,
  { demand, forecast, accuracy }: ProductForecast,
  index: number,
): Markup {
  const start = Math.max(0, demand.values.length - SHOWN_PERIODS)
  const svg = fanChart({
    id: `product-${index + 1}`,
    subject: demand.name,
    history: demand.values.slice(start),
    censored: demand.censored.slice(start).flatMap((isCensored, period) => (isCensored ? [period] : [])),
    forecast: forecast.quantiles.map((row, step) => ({
      middle: forecast.point[step] as number,
      intervals: [
        [row[0] as number, row[6] as number],
        [row[1] as number, row[5] as number],
      ],
    })),
    intervalLabels: ['95 %', '80 %'],
    periods: periods.slice(start),
  })
  const methods = [...forecast.weights].map(([name, weight]) => `${name} ${(100 * weight).toFixed(0)}\u00a0%`)
  const total = forecast.point.reduce((sum, value) => sum + value, 0)
  const error = accuracy?.combination.mase ?? null
  return html`<section>
<h2>${foreign(demand.name)}</h2>
${drawn(svg)}
<p>${quantity(total)} over ${horizon} ${horizon === 1 ? 'period' : 'periods'}. Weights: ${methods.join(', ')}.${error === null ? '' : ` MASE on the hold-out ${error.toFixed(3)}, seasonal naive ${figure(accuracy?.seasonalNaive.mase ?? null)}.`}</p>
</section>`
}

const figure = (value: number | null) => (value === null ? '–' : value.toFixed(3))

const percent = (share: number | null) => (share === null ? '–' : `${(100 * share).toFixed(1)}\u00a0%`)
