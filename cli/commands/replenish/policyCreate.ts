import { type Command, InvalidArgumentError, Option } from 'commander'
import { frequencies } from '../../../sdk/planning/calendar.ts'
import type { PolicyFile } from '../../../sdk/planning/policy.ts'
import type { ChainOptions } from '../../context.ts'
import { parseInstant } from '../../input/period.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { exits } from '../exits.ts'
import { collecting, withChainOptions, withExample, withJson } from '../options.ts'
import { withChain } from '../withChain.ts'
import { POLICY_HELP, wholeBetween } from './options.ts'
import type { PolicyFigures } from './policyFigures.ts'
import { policyPairs } from './policyText.ts'

interface CreateOptions extends ChainOptions, OutputOptions, PolicyFigures {
  readonly organisation?: string
  readonly supplier: string
  readonly gtin: string
  readonly start?: Date
  readonly output: string
}

const EXAMPLE = `$ salus replenish policy create --gtin 09506000134352 --supplier 0x90F79bf6EB2c4f870365E785982E1f101E93b906 \\
    --capacity 600 --cap 400 --unit-cost 18.50 --lead-time 1:70 --lead-time 3:25 --lead-time 7:5 --shelf-life 540
$ salus replenish policy create --gtin 09506000134352 --supplier 0x90F79bf6EB2c4f870365E785982E1f101E93b906 \\
    --capacity 600 --period-hours 24 --continuous 50 --service-level 98 --confirm-above 0`

const NOTES = `What you leave out is set to what suits a pharmacy: an order a week up to the level that pays (--continuous 50: only below the
reorder point, in fifties), 95 % of periods without a shortage, deliveries after two days, packs with a year left on arrival, of
which a pack with 30 days left or fewer is no stock. A pack that expires costs --unit-cost, and holding one a quarter of that a year;
what a missing one costs follows from the service level unless --shortage-cost says it.
The cap is the most that is ordered within --window periods; an order of more than --confirm-above hundredths of it waits for a
person. Nothing is sent: see salus replenish policy set. A policy that was set cannot be changed, only held.
${POLICY_HELP}`

const PACKS = wholeBetween(1, 2 ** 31 - 1)

export function registerPolicyCreate(group: Command): void {
  const command = group
    .command('create')
    .description('Write a policy file: what to order of one product from one supplier, and when.')
    .requiredOption('--gtin <digits>', 'GTIN of the product, 8 to 14 digits')
    .requiredOption('--supplier <organisation>', 'address of the organisation to order from')
    .requiredOption('--capacity <packs>', 'most packs in stock and on order', PACKS)
    .option('--cap <packs>', 'most packs ordered within the window (default: the capacity)', PACKS)
    .option('--organisation <address>', 'who orders (default: that of the account of SALUS_KEY)')
  withTimes(command)
  withDemand(command)
  withMoney(command)
    .option('--output <file>', 'where the policy file goes', 'out/policy.json')
    .action(exits(create))
  withChainOptions(withJson(command))
  withExample(command, EXAMPLE, NOTES)
}

const withTimes = (command: Command): Command =>
  command
    .addOption(
      new Option('--period-hours <hours>', 'at most one order in each')
        .default(168)
        .argParser(wholeBetween(1, 8784)),
    )
    .addOption(
      new Option('--maximum-age-hours <hours>', 'a stock position that is older orders nothing')
        .default(24)
        .argParser(wholeBetween(1, 8784)),
    )
    .addOption(
      new Option('--window <periods>', 'over which orders add up to the cap at most')
        .default(4)
        .argParser(wholeBetween(1, 16)),
    )
    .addOption(
      new Option('--confirm-above <hundredths>', 'of the cap, above which a person confirms')
        .default(50)
        .argParser(wholeBetween(0, 100)),
    )
    .addOption(
      new Option('--start <time>', 'when period 0 begins (default: now, on the chain)').argParser(
        parseInstant,
      ),
    )

const withDemand = (command: Command): Command =>
  command
    .addOption(new Option('--frequency <name>', 'of the history').choices(frequencies).default('weekly'))
    .addOption(
      new Option(
        '--horizon <periods>',
        'of the history, that are forecast (default: as many as an order has to last)',
      ).argParser(wholeBetween(1, 104)),
    )
    .addOption(
      new Option(
        '--continuous <packs>',
        'order only below the reorder point, in multiples of this',
      ).argParser(PACKS),
    )
    .addOption(
      new Option('--service-level <percent>', 'of periods without a shortage, 50 to 99.9')
        .default(950, '95')
        .argParser(parseServiceLevel),
    )
    .addOption(
      new Option(
        '--lead-time <days:weight>',
        'a delivery takes so many days, so often; may be repeated (default: 2:1)',
      ).argParser(collecting(parseLeadTime)),
    )
    .addOption(
      new Option('--shelf-life <days>', 'that a pack has left on arrival')
        .default(365)
        .argParser(wholeBetween(1, 3650)),
    )
    .addOption(
      new Option('--minimum-remaining <days>', 'a pack with so many days left, or fewer, is no stock')
        .default(30)
        .argParser(wholeBetween(0, 365)),
    )
    .addOption(new Option('--minimum-order <packs>', 'smallest order').default(1).argParser(PACKS))
    .addOption(new Option('--multiple <packs>', 'orders are multiples of it').default(1).argParser(PACKS))

const withMoney = (command: Command): Command =>
  command
    .addOption(
      new Option('--unit-cost <money>', 'what a pack costs you').default(100_000, '10').argParser(parseMoney),
    )
    .addOption(new Option('--holding-cost <money>', 'of a pack for a day').argParser(parseMoney))
    .addOption(new Option('--waste-cost <money>', 'of a pack that expires').argParser(parseMoney))
    .addOption(new Option('--shortage-cost <money>', 'of a pack that is missing').argParser(parseMoney))

const create = (options: CreateOptions): Promise<number> =>
  withChain(options, async (chain) => {
    const { requireNew, writeNew } = await import('../../output/writeNew.ts')
    const { policyOf } = await import('./policyFigures.ts')
    const { createPolicyFile, policyIdOf, printPolicyFile } = await import('../../../sdk/planning/policy.ts')
    await requireNew(options.output)
    const parties = await partiesOf(options)
    const start = options.start ? options.start.getTime() / 1000 : await chainNow()
    const file: PolicyFile = createPolicyFile(chain.contracts, { ...policyOf(options), ...parties, start })
    await writeNew(options.output, printPolicyFile(file))
    const policyId = policyIdOf(file)
    const { document } = file
    emit(options, { policyId, policy: options.output, document }, () =>
      policyPairs(policyId, document, [['policy file', options.output]]),
    )
    return FINE

    async function partiesOf({ gtin, supplier, organisation }: CreateOptions) {
      const { parseAddress } = await import('../../input/address.ts')
      const { namedOrganisation } = await import('../../input/organisation.ts')
      const { parseGtin } = await import('../../../sdk/gs1/keys.ts')
      return {
        gtin: parseGtin(gtin),
        supplier: parseAddress('supplier', supplier),
        organisation: await namedOrganisation(chain, organisation),
      }
    }

    async function chainNow() {
      const { chainTime } = await import('../../../sdk/chain/time.ts')
      return chainTime(chain.contracts)
    }
  })

/** Thousandths. */
function parseServiceLevel(text: string): number {
  const value = /^\d{2}(?:\.\d)?$/.test(text) ? Math.round(Number(text) * 10) : Number.NaN
  if (value >= 500 && value <= 999) return value
  throw new InvalidArgumentError('It must be a percentage from 50 to 99.9, with one decimal at most.')
}

function parseLeadTime(text: string) {
  const [, days, weight = '1'] = /^(\d{1,3})(?::(\d{1,4}))?$/.exec(text) ?? []
  const entry = { days: Number(days), weight: Number(weight) }
  if (days !== undefined && entry.days <= 365 && entry.weight >= 1 && entry.weight <= 1000) return entry
  throw new InvalidArgumentError(
    'It must be days and a weight: 3:25, with at most 365 days and a weight of 1 to 1000.',
  )
}

/** In 1/10000 of the currency. */
function parseMoney(text: string): number {
  if (/^\d{1,8}(?:\.\d{1,4})?$/.test(text)) return Math.round(Number(text) * 10_000)
  throw new InvalidArgumentError('It must be an amount of one currency, with four decimals at most: 18.50.')
}
