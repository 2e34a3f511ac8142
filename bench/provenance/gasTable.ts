import { readFile } from 'node:fs/promises'

/** Published gas of what comes closest: see docs/provenance.md. */
const PUBLISHED: Readonly<Record<string, number>> = {
  commission: 209_729,
  dispense: 229_607,
}

/** Scenarios of gas.json whose gas together is one act. */
const ROWS: readonly {
  readonly act: string
  readonly scenarios: readonly string[]
  readonly published?: string
}[] = [
  { act: 'commission 1 pack', scenarios: ['commission, 1 pack'], published: 'commission' },
  { act: 'commission 1,000,000 packs', scenarios: ['commission, 1,000,000 packs'] },
  {
    act: 'hand over a batch: propose and accept',
    scenarios: ['propose, both, a batch', 'accept, both, a batch'],
  },
  {
    act: 'dispense, depth 16, first in a word',
    scenarios: ['dispense, depth 16, first in a word'],
    published: 'dispense',
  },
  { act: 'dispense, depth 16, later', scenarios: ['dispense, depth 16, later'], published: 'dispense' },
  {
    act: 'dispense, depth 20, first in a word',
    scenarios: ['dispense, depth 20, first in a word'],
    published: 'dispense',
  },
  { act: 'dispense, depth 20, later', scenarios: ['dispense, depth 20, later'], published: 'dispense' },
  {
    act: 'dispense out of a case of depth 8, first',
    scenarios: ['dispense, a case of depth 8, first in a word'],
    published: 'dispense',
  },
  {
    act: 'dispense out of a case of depth 8, later',
    scenarios: ['dispense, a case of depth 8, later'],
    published: 'dispense',
  },
]

export interface GasRow {
  readonly act: string
  /** null where `npm run gas` has not recorded it. */
  readonly gas: number | null
  readonly published: number | null
}

interface GasFile {
  readonly contracts: Readonly<Record<string, { readonly transactions: Readonly<Record<string, number>> }>>
}

/** What `npm run gas` recorded of the drug contracts, beside what was published of one asset and one sale. */
export async function gasTable(): Promise<GasRow[]> {
  const file = JSON.parse(await readFile(new URL('../../gas.json', import.meta.url), 'utf8')) as GasFile
  const recorded = file.contracts.DrugProvenance?.transactions ?? {}
  return ROWS.map(({ act, scenarios, published }) => {
    const gas = scenarios.reduce((sum, scenario) => sum + (recorded[scenario] ?? Number.NaN), 0)
    return {
      act,
      gas: Number.isNaN(gas) ? null : gas,
      published: published ? (PUBLISHED[published] ?? null) : null,
    }
  })
}
