import { InvalidInputError } from '../../../sdk/errors/index.ts'
import type { DemandHistory } from '../../../sdk/planning/history.ts'
import type { PolicyDocument } from '../../../sdk/planning/policy.ts'

export interface HistoryOptions {
  readonly product?: string
  readonly dateFormat?: string
}

/**
 * A site's history of demand: the CSV that `salus forecast` reads, or the JSON of a history.
 * @throws InvalidInputError INPUT_NOT_FOUND, INPUT_TOO_LARGE, SERIES_INVALID, PLAN_INVALID, USAGE_INVALID
 */
export async function readHistoryFile(
  path: string,
  { frequency }: Pick<PolicyDocument, 'frequency'>,
  options: HistoryOptions,
): Promise<DemandHistory> {
  const history = path.endsWith('.json') ? await readJson(path) : await readTable(path, frequency, options)
  if (history.frequency === frequency) return history
  throw new InvalidInputError(
    'PLAN_INVALID',
    `The history is ${history.frequency}, and the policy is for a ${frequency} one.`,
  )
}

async function readJson(path: string): Promise<DemandHistory> {
  const { readInputFile } = await import('../../../sdk/files/node/readInputFile.ts')
  const { MAXIMUM_HISTORY_BYTES, parseDemandHistory } = await import('../../../sdk/planning/history.ts')
  return parseDemandHistory(await readInputFile(path, MAXIMUM_HISTORY_BYTES))
}

async function readTable(
  path: string,
  frequency: PolicyDocument['frequency'],
  { product, dateFormat }: HistoryOptions,
): Promise<DemandHistory> {
  const { readDemandFile } = await import('../forecast/readDemandFile.ts')
  const { demandHistorySchema } = await import('../../../sdk/planning/history.ts')
  const { readShape } = await import('../../../sdk/planning/readShape.ts')
  const table = await readDemandFile(path, { frequency, ...(dateFormat !== undefined && { dateFormat }) })
  const { name, values, censored } = chosen(table.series, product)
  if (values.some((value) => value !== null && !Number.isInteger(value))) {
    throw new InvalidInputError('SERIES_INVALID', `The demand for ${name} is not all in whole packs.`)
  }
  const history = {
    format: 'salus-demand/1',
    frequency: table.frequency,
    firstPeriod: table.firstPeriod,
    values,
    censored,
    // The table is the site's word; what comes after it is the chain's.
    chainFrom: table.firstPeriod + values.length,
  }
  return readShape(demandHistorySchema, history, 'The history of demand')
}

function chosen<T extends { readonly name: string }>(series: readonly T[], product: string | undefined): T {
  const [first, second] = series
  if (product === undefined && first && !second) return first
  const found = series.find(({ name }) => name === product)
  if (found) return found
  const named = product === undefined ? 'has several products' : 'has no such product'
  throw new InvalidInputError('USAGE_INVALID', `The table ${named}: name one of its columns with --product.`)
}
