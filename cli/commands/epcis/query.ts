import { type Command, Option } from 'commander'
import type { Wallet } from 'ethers'
import type { EpcisEvent, ScopedEvent } from '../../../sdk/epcis/event.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import type { GatewayClient } from '../../../sdk/gateway/client.ts'
import type { EventParameters } from '../../../sdk/gateway/epcisProtocol.ts'
import { type EventConditions, eventParameters } from '../../input/eventParameters.ts'
import { columns } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { plain } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { collecting, withExample, withGatewayOption, withJson } from '../options.ts'
import { asCaller } from '../withSession.ts'

interface QueryOptions extends OutputOptions, EventConditions {
  readonly gateway: string
  readonly limit: number
}

/** Events of one answer of the gateway. */
const PAGE = 200
const MOST = 20_000

const NOTES = `Who may see what is for the gateway to say: its staff (SALUS_GATEWAY_TOKEN), or the account of SALUS_KEY, which is signed
in. EPC URNs and GS1 Digital Links of one thing are the same. --where takes any parameter of the query language of EPCIS
2.0, section 8.2.7.1, with | between values, each once: EXISTS_errorDeclaration, for one, takes none. With --json: the events as an EPCIS document.`

export function registerEpcisQuery(group: Command): void {
  const text = collecting((value: string) => value)
  const command = group
    .command('query')
    .description("Find events in a gateway's EPCIS repository, the newest first.")
    .addOption(
      new Option('--epc <uri>', 'that name this pack, case or pallet; may be repeated').argParser(text),
    )
    .addOption(new Option('--step <name>', 'of this business step; may be repeated').argParser(text))
    .option('--since <time>', 'that happened then or later, such as 2026-03-01T00:00:00Z')
    .option('--until <time>', 'that happened before')
    .addOption(new Option('--where <name=values>', 'any other condition; may be repeated').argParser(text))
    .addOption(new Option('--limit <number>', 'at most so many').default(100).argParser(limitOf))
    .action(exits(query))
  withGatewayOption(withJson(command))
  withExample(
    command,
    "$ salus epcis query --epc https://id.gs1.org/01/09506000134352/21/S1\n$ salus epcis query --step shipping --where 'EQ_action=ADD|OBSERVE' --json",
    NOTES,
  )
}

async function query(options: QueryOptions): Promise<number> {
  const { epcisDocument } = await import('../../../sdk/epcis/epcisDocument.ts')
  const asked = eventParameters(options)
  const events = await asCaller(options.gateway, accountOf, (client) =>
    allPages(client, asked, options.limit),
  )
  emit(options, options.json ? epcisDocument(events, new Date()) : {}, () => eventsText(events))
  return FINE
}

async function allPages(
  client: GatewayClient,
  asked: EventParameters,
  limit: number,
): Promise<ScopedEvent[]> {
  const events: ScopedEvent[] = []
  const question = { ...asked, eventCountLimit: limit, perPage: Math.min(limit, PAGE) }
  let nextPageToken: string | undefined
  do {
    const page = await client.events({ ...question, nextPageToken })
    events.push(...page.events)
    nextPageToken = page.nextPageToken
  } while (nextPageToken !== undefined && events.length < limit)
  return events
}

/** The account that asks, where the staff does not. @throws InvalidInputError CONFIG_INVALID, KEY_INVALID */
async function accountOf(): Promise<Wallet> {
  const { walletOf } = await import('../../input/wallet.ts')
  const key = process.env.SALUS_KEY
  if (key) return walletOf('SALUS_KEY', key)
  throw new InvalidInputError(
    'CONFIG_INVALID',
    "Set SALUS_GATEWAY_TOKEN to the token of the gateway's staff, or SALUS_KEY to the private key of your account.",
  )
}

function limitOf(text: string): number {
  const limit = Number(text)
  if (/^\d+$/.test(text) && limit >= 1 && limit <= MOST) return limit
  throw new InvalidInputError('USAGE_INVALID', `--limit is a whole number from 1 to ${MOST}.`)
}

function eventsText(events: readonly ScopedEvent[]): string {
  if (events.length === 0) return 'No events that you may see.\n'
  return columns(
    events.map(({ event }) => [
      plain(event.eventTime),
      plain(event.type.replace(/Event$/, '')),
      plain(wordOf(event.bizStep)),
      plain(wordOf(event.disposition)),
      plain(thingsOf(event)),
    ]),
    ['Time', 'Event', 'Step', 'State', 'What'],
  )
}

/** The last part of a term's URI. */
const wordOf = (term: unknown): string =>
  typeof term === 'string' ? (term.split(/[/:]|BizStep-|Disp-/).at(-1) ?? '') : ''

function thingsOf(event: EpcisEvent): string {
  const { parentID, epcList, childEPCs, inputEPCList, outputEPCList } = event
  const things = [parentID, epcList, childEPCs, inputEPCList, outputEPCList]
    .flat()
    .filter((one) => typeof one === 'string')
  const [first = '', ...others] = things
  return others.length > 0 ? `${first} and ${others.length} more` : first
}
