import { type Command, InvalidArgumentError, Option } from 'commander'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { periodOf, periodText } from '../../../sdk/planning/calendar.ts'
import type { DemandForecast } from '../../../sdk/planning/demandForecast.ts'
import type { PolicyFile } from '../../../sdk/planning/policy.ts'
import type { StockPosition } from '../../../sdk/planning/position.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { exits } from '../exits.ts'
import { collecting, withExample, withJson } from '../options.ts'
import { decisionText } from './decisionText.ts'
import type { HistoryOptions } from './historyFile.ts'
import { wholeBetween, withHistoryOptions, withPolicyOption } from './options.ts'
import { parseDay } from './privateFiles.ts'

interface DecideOptions extends OutputOptions, HistoryOptions {
  readonly policy: string
  readonly history: string
  readonly position?: string
  readonly stock?: readonly Lot[]
  readonly onOrder: number
  readonly asOf?: number
  readonly ordered: number
}

interface Lot {
  readonly expiryDay: number
  readonly packs: number
}

const EXAMPLE = `$ salus replenish decide --policy out/policy.json --history demand.csv --position out/position.json
$ salus replenish decide --policy out/policy.json --history demand.csv --product insulin \\
    --stock 2027-03-31:20 --stock 2027-11-30:64 --on-order 32`

const NOTES = `The same forecast and the same solver as the committee's nodes run, on your own figures: to try a policy before it is set, or to see why an
order came out as it did. Nothing is sent, and no chain is needed. The stock is a position that salus replenish position wrote, or what --stock
says: last day of use and packs of each lot. The history ends where the forecast begins: the last periods before today have to be
in it. Exits with 0 whether something is to be ordered or not.`

const MOST = 2 ** 31 - 1

export function registerReplenishDecide(group: Command): void {
  const command = group
    .command('decide')
    .description('What would be ordered now, how sure that is, and why. Nothing is sent.')
  withHistoryOptions(withPolicyOption(command))
    .option('--position <file>', 'the stock, as salus replenish position --output wrote it')
    .addOption(
      new Option('--stock <day:packs>', 'the stock, a lot at a time; may be repeated')
        .argParser(collecting(parseLot))
        .conflicts('position'),
    )
    .addOption(
      new Option('--on-order <packs>', 'packs still to come')
        .default(0)
        .argParser(wholeBetween(0, MOST))
        .conflicts('position'),
    )
    .addOption(
      new Option('--as-of <day>', 'the day of the decision, YYYY-MM-DD (default: today)')
        .argParser(dayOption)
        .conflicts('position'),
    )
    .addOption(
      new Option('--ordered <hundredths>', 'of the cap that the window has used up already')
        .default(0)
        .argParser(wholeBetween(0, 100)),
    )
    .action(exits(decide))
  for (const option of command.options) if (option.long === '--history') option.makeOptionMandatory()
  withJson(command)
  withExample(command, EXAMPLE, NOTES)
}

async function decide(options: DecideOptions): Promise<number> {
  const { readPolicyFile } = await import('./policyFile.ts')
  const { readHistoryFile } = await import('./historyFile.ts')
  const { policyIdOf } = await import('../../../sdk/planning/policy.ts')
  const { historyHash } = await import('../../../sdk/planning/history.ts')
  const { decideOrder } = await import('../../../sdk/planning/decideOrder.ts')
  const { forecastDemand } = await import('../../../oracle/planning/forecastDemand.ts')
  const file = await readPolicyFile(options.policy)
  const { document } = file
  const history = await readHistoryFile(options.history, document, options)
  const policyId = policyIdOf(file)
  const forecast = await forecastDemand(history, { policyId, period: 0, document })
  const position =
    options.position === undefined
      ? statedPosition(policyId, historyHash(history), options)
      : await readPosition(options.position, file)
  requireReach(forecast, position)
  const decided = decideOrder({ document, position, forecast, ordered: options.ordered })
  emit(options, { policyId, day: position.day, ...decided, forecast: printedForecast(forecast) }, () =>
    decisionText({ document, position, forecast, decided, ordered: options.ordered }),
  )
  return FINE
}

/** A forecast that ends before the day of the decision says nothing of what is to come. */
function requireReach({ firstPeriod, frequency, quantiles }: DemandForecast, { day }: StockPosition): void {
  if (firstPeriod + quantiles.length > periodOf(day, frequency)) return
  throw new InvalidInputError(
    'FORECAST_INVALID',
    `The history ends before ${periodText(firstPeriod, frequency)}, too long before the decision: add the periods since, or say --as-of.`,
  )
}

const printedForecast = ({ frequency, firstPeriod, levels, quantiles }: DemandForecast) => ({
  frequency,
  firstPeriod,
  levels,
  quantiles,
})

/** A position that a person states instead of the chain. */
function statedPosition(
  policyId: string,
  historyHash: string,
  { stock = [], onOrder, asOf = Math.floor(Date.now() / 86_400_000) }: DecideOptions,
): StockPosition {
  const nothing = `0x${'00'.repeat(32)}`
  return {
    format: 'salus-position/1',
    policyId,
    block: 0,
    day: asOf,
    lots: stock
      .map((lot) => ({ batchId: nothing, ...lot }))
      .sort((one, other) => one.expiryDay - other.expiryDay),
    onTheWay: 0,
    unusable: 0,
    onOrder: onOrder === 0 ? [] : [{ orderId: nothing, packs: onOrder }],
    historyHash,
  }
}

/** @throws InvalidInputError INPUT_NOT_FOUND, INPUT_TOO_LARGE, PLAN_INVALID where it is malformed or another policy's */
async function readPosition(path: string, file: PolicyFile): Promise<StockPosition> {
  const { readInputFile } = await import('../../../sdk/files/node/readInputFile.ts')
  const { stockPositionSchema } = await import('../../../sdk/planning/position.ts')
  const { readJsonShape } = await import('../../../sdk/planning/readShape.ts')
  const { policyIdOf } = await import('../../../sdk/planning/policy.ts')
  const bytes = await readInputFile(path, LARGEST)
  const position = readJsonShape(stockPositionSchema, bytes, 'The position', LARGEST)
  if (position.policyId === policyIdOf(file)) return position
  throw new InvalidInputError('PLAN_INVALID', 'The position is of another policy than the policy file.')
}

/** Bytes. */
const LARGEST = 1024 * 1024

function parseLot(text: string): Lot {
  const [day = '', packs = '', ...rest] = text.split(':')
  const number = /^\d{1,10}$/.test(packs) ? Number(packs) : 0
  if (rest.length === 0 && number >= 1 && number <= MOST) return { expiryDay: dayOption(day), packs: number }
  throw new InvalidArgumentError('It must be a last day of use and a number of packs: 2027-03-31:20.')
}

function dayOption(text: string): number {
  try {
    return parseDay(text)
  } catch {
    throw new InvalidArgumentError('A day is written YYYY-MM-DD.')
  }
}
