import type { GasReport } from './measure.ts'
import type { Figures } from './recorder.ts'

/** What `gas.json` says of itself. */
const ABOUT =
  'Written by `npm run gas`; compared by `npm run gas -- --check`. transactions: gas used by the whole transaction. calls: gas of the code alone.'

/** The report as the text of `gas.json`, in an order that only a new or renamed scenario changes. */
export function renderGasFile({ settings, contracts }: GasReport): string {
  const sorted = Object.fromEntries(
    Object.entries(contracts)
      .sort(byKey)
      .map(([name, { transactions, calls }]) => [
        name,
        { transactions: sortFigures(transactions), calls: sortFigures(calls) },
      ]),
  )
  return `${JSON.stringify({ about: ABOUT, settings, contracts: sorted }, null, 2)}\n`
}

export interface Difference {
  /** `Contract.function, variant`, or a compiler setting. */
  readonly name: string
  readonly before: string
  readonly after: string
}

/** Every value that differs between two texts of `gas.json`. */
export function compareGasFiles(before: string, after: string): Difference[] {
  const [old, now] = [flatten(before), flatten(after)]
  const names = [...new Set([...old.keys(), ...now.keys()])].sort()
  return names.flatMap((name) => {
    const difference = { name, before: old.get(name) ?? '(none)', after: now.get(name) ?? '(none)' }
    return difference.before === difference.after ? [] : [difference]
  })
}

function flatten(text: string): Map<string, string> {
  const report = JSON.parse(text) as GasReport
  const values = new Map<string, string>()
  for (const [name, value] of Object.entries(report.settings)) values.set(name, String(value))
  for (const [contract, { transactions, calls }] of Object.entries(report.contracts)) {
    for (const [scenario, gas] of Object.entries({ ...transactions, ...calls })) {
      values.set(`${contract}.${scenario}`, String(gas))
    }
  }
  return values
}

const sortFigures = (figures: Figures): Figures => Object.fromEntries(Object.entries(figures).sort(byKey))

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : Number(a > b)
