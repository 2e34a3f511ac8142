import type { ContractName } from '../../ignition/contractNames.ts'
import type { GasReport } from './measure.ts'

/** A figure that a scenario is to stay within. */
interface Bar {
  readonly name: string
  readonly contract: ContractName
  readonly kind: 'transactions' | 'calls'
  readonly scenario: string
  /** Gas, of each item where there are several. */
  readonly limit: number
  /** A scenario whose gas is added. */
  readonly plus?: string
  /** A scenario whose gas is taken off. */
  readonly less?: string
  /** Cold storage slots whose reading is taken off. */
  readonly slots?: number
  /** Items that the scenario is about; default 1. */
  readonly items?: number
}

/** Gas of the first read of a slot in a transaction (EIP-2929). */
const COLD_SLOAD = 2_100

const bar = (contract: ContractName, scenario: string, limit: number, change: Partial<Bar> = {}): Bar => ({
  name: scenario,
  contract,
  kind: 'transactions',
  scenario,
  limit,
  ...change,
})

const BARS: readonly Bar[] = [
  bar('InferenceOracle', 'report, 1 record, 3 signatures', 105_000),
  bar('ConsentRegistry', 'grant, first', 53_000),
  bar('ConsentRegistry', 'grantBySignature, first', 65_000),
  bar('ConsentRegistry', 'grantBySignature, later', 48_000),
  bar('ConsentRegistry', 'revoke, first', 32_000),
  bar('ConsentRegistry', 'revoke, later', 32_000),
  bar('ConsentRegistry', 'revokeAll, first', 46_000),
  bar('ConsentRegistry', 'revokeAll, later', 30_000),
  bar('ConsentRegistry', 'relay, 10 signed grants, first', 48_000, {
    name: 'relay, 10 signed grants, first, each',
    items: 10,
  }),
  bar('RecordRegistry', 'anchor', 56_000),
  bar('RecordRegistry', 'anchorBatch, 1,000 records', 100, {
    name: 'anchorBatch, 1,000 records, each',
    items: 1000,
  }),
  bar('RecordRegistry', 'requireActive, batched, depth 20', 8_000, {
    name: 'proof at depth 20: requireActive, batched, less single',
    kind: 'calls',
    less: 'requireActive, single',
  }),
  bar('RecordRegistry', 'requireActive, batched, depth 20', 8_000, {
    name: 'proof at depth 20: less the 2 slots read for it too (root, enrolment)',
    kind: 'calls',
    less: 'requireActive, single',
    slots: 2,
  }),
  bar('DrugProvenance', 'commission, 1 pack', 85_000),
  bar('DrugProvenance', 'commission, 1,000,000 packs', 85_000),
  ...['a batch', 'a case'].map((unit) =>
    bar('DrugProvenance', `propose, both, ${unit}`, 110_000, {
      name: `hand-over of ${unit}: propose and accept both`,
      plus: `accept, both, ${unit}`,
    }),
  ),
  bar('DrugProvenance', 'dispense, depth 16, first in a word', 72_000),
  bar('DrugProvenance', 'dispense, depth 16, later', 55_000),
  bar('DrugProvenance', 'dispense, depth 20, first in a word', 75_000),
  bar('DrugProvenance', 'dispense, depth 20, later', 58_000),
  bar('DrugProvenance', 'dispense, a case of depth 8, first in a word', 66_000),
  bar('DrugProvenance', 'dispense, a case of depth 8, later', 49_000),
  bar('ReplenishmentPlanner', 'placeOrder, first, 3 signatures', 90_000),
]

export interface BarResult {
  readonly name: string
  /** Gas, of each item where there are several, rounded up. */
  readonly gas: number
  readonly limit: number
}

/** How the report stands against the figures it is to reach. */
export function compareWithBars(report: GasReport): BarResult[] {
  return BARS.map(({ name, contract, kind, scenario, limit, plus, less, slots = 0, items = 1 }) => {
    const figures = report.contracts[contract][kind]
    const figureOf = (key: string): number => {
      const gas = figures[key]
      if (gas === undefined) throw new Error(`There is no scenario '${key}' of ${contract}.`)
      return gas
    }
    const gas =
      figureOf(scenario) +
      (plus === undefined ? 0 : figureOf(plus)) -
      (less === undefined ? 0 : figureOf(less)) -
      slots * COLD_SLOAD
    return { name: `${contract}.${name}`, gas: Math.ceil(gas / items), limit }
  })
}
