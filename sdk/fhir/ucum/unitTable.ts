import definitions from '@lhncbc/ucum-lhc/data/ucumDefs.min.json' with { type: 'json' }

/** A unit that UCUM defines by a symbol of its own. */
export interface UnitAtom {
  /** Powers of length, time, mass, angle, temperature, charge, luminous intensity, and amount of substance. */
  readonly dimension: readonly number[]
  /** May stand after a metric prefix. */
  readonly isMetric: boolean
  /** Defined by a procedure (as [IU]): not comparable with any other unit. */
  readonly isArbitrary: boolean
}

/** Metric and binary prefixes (UCUM, tables 1 and 27). */
export const prefixes: ReadonlySet<string> = new Set(definitions.prefixes.data.map(([code]) => String(code)))

/** The unit atoms of UCUM, case sensitive. The package's rows from LOINC are compounds of them and left out. */
export const unitAtoms: ReadonlyMap<string, UnitAtom> = readAtoms()

function readAtoms(): Map<string, UnitAtom> {
  const names = definitions.units.config.map((column) => (Array.isArray(column) ? column[0] : column))
  const cell = (row: readonly unknown[], name: string) => row[names.indexOf(name)]
  return new Map(
    definitions.units.data
      .filter((row) => cell(row, 'source_') === 'UCUM')
      .map((row) => [
        String(cell(row, 'csCode_')),
        {
          dimension: [...(cell(row, 'dim_') as number[]), cell(row, 'moleExp_') as number],
          isMetric: cell(row, 'isMetric_') === true || cell(row, 'isBase_') === true,
          isArbitrary: cell(row, 'isArbitrary_') === true,
        },
      ]),
  )
}
