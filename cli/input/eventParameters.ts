import { InvalidInputError } from '../../sdk/errors/index.ts'
import type { EventParameters } from '../../sdk/gateway/epcisProtocol.ts'
import { plain } from '../output/format.ts'

/** What a person asks of events. */
export interface EventConditions {
  readonly epc?: readonly string[]
  readonly step?: readonly string[]
  readonly since?: string
  readonly until?: string
  /** Others, as name=values. */
  readonly where?: readonly string[]
}

/** Every condition counts: of one that is given twice, one would be lost. @throws InvalidInputError USAGE_INVALID */
export function eventParameters({ epc, step, since, until, where = [] }: EventConditions): EventParameters {
  const own = { MATCH_anyEPC: epc, EQ_bizStep: step, GE_eventTime: since, LT_eventTime: until }
  const given = new Map<string, string | readonly string[]>()
  const add = (name: string, value: string | readonly string[]) => {
    if (PAGING.includes(name)) throw wrong('Say how many events by --limit, not by --where.')
    if (given.has(name)) throw wrong(`${plain(name)} is given twice: put | between its values.`)
    given.set(name, value)
  }
  for (const [name, value] of Object.entries(own)) if (value !== undefined) add(name, value)
  for (const condition of where) {
    const end = condition.indexOf('=')
    // Without a value it asks for what is there: EXISTS_errorDeclaration.
    if (end < 0) add(condition, '')
    else add(condition.slice(0, end), condition.slice(end + 1))
  }
  return { orderBy: 'eventTime', ...Object.fromEntries(given) }
}

/** For the command itself to say. */
const PAGING: readonly string[] = ['eventCountLimit', 'perPage', 'nextPageToken']

const wrong = (message: string) => new InvalidInputError('USAGE_INVALID', message)
