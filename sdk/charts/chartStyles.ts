/**
 * The style of every chart. Colours come from custom properties that the page sets, so that one chart serves light,
 * dark and print: --ink, --muted, --rule, --surface, --track, --accent, --raises, --lowers, --paper, --paper-fine.
 */
export const chartStyles = `
.chart { display: block; max-width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; }
.chart text { fill: var(--ink); }
.chart .chart-tick { fill: var(--muted); font-size: 12px; }
.chart text { paint-order: stroke; stroke: var(--surface); stroke-width: 3px; stroke-linejoin: round; }
.chart .chart-strong { font-weight: 600; }
.chart .chart-number { font-weight: 600; }
.chart .chart-track { fill: var(--track); }
.chart .chart-interval { fill: var(--accent); fill-opacity: .38; stroke: var(--accent); }
.chart .chart-estimate { fill: var(--accent); stroke: var(--surface); stroke-width: 3; }
.chart .chart-baseline { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 4 3; }
.chart .chart-abstention { fill: var(--muted); fill-opacity: .3; stroke: var(--muted); stroke-dasharray: 3 2; }
.chart .chart-axis { stroke: var(--muted); }
.chart .chart-grid { stroke: var(--rule); }
.chart .chart-diagonal { stroke: var(--muted); stroke-dasharray: 2 4; stroke-width: 1.5; }
.chart .chart-error { stroke: var(--accent); stroke-width: 1.5; }
.chart .chart-point { fill: var(--accent); stroke: var(--surface); stroke-width: 1.5; }
.chart .chart-count { fill: var(--accent); fill-opacity: .38; }
.chart .chart-raises { fill: var(--raises); }
.chart .chart-lowers { fill: var(--lowers); }
.chart .chart-region { fill: var(--accent); fill-opacity: .12; }
.chart .chart-count-here { fill: var(--accent); }
.chart .chart-line { fill: none; stroke: var(--accent); stroke-width: 2.5; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.chart .chart-history { fill: none; stroke: var(--ink); stroke-width: 1.5; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.chart .chart-average { fill: none; stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 5 4; vector-effect: non-scaling-stroke; }
.chart .chart-band { fill: var(--accent); fill-opacity: .2; }
.chart .chart-threshold { stroke: var(--raises); stroke-width: 1.5; stroke-dasharray: 6 4; }
.chart .chart-unreadable { fill: var(--muted); fill-opacity: .3; }
.chart .chart-excursion { fill: var(--raises); fill-opacity: .22; }
.chart .chart-paper-fine { fill: none; stroke: var(--paper-fine); stroke-width: .12; }
.chart .chart-paper { fill: none; stroke: var(--paper); stroke-width: .25; }
.chart .chart-trace { fill: none; stroke: var(--ink); stroke-width: .35; stroke-linejoin: round; }
.chart .chart-beat { fill: var(--accent); }
.chart .chart-small { fill: var(--muted); font-size: 3px; stroke-width: .8px; }
`
