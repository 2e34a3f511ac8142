import { parseDateTimeStamp } from '../../../sdk/epcis/dateTimeStamp.ts'
import { queryLimits } from '../limits.ts'
import type { ColumnMatch, EventQuery, KeyMatch } from './eventQuery.ts'
import { invalidQuery } from './invalidQuery.ts'
import { COLUMNS, keyMatch } from './parameters.ts'

/** The parameters of a query: from a URL, where | stands between values, or as JSON. */
export type Parameters = Readonly<Record<string, unknown>>

/**
 * Reads a SimpleEventQuery (EPCIS 2.0, sections 8.2.7 and 12.7) that nobody vouches for. What is not understood is refused:
 * a query that leaves out a condition finds what nobody asked for.
 *
 * @throws InvalidInputError EPCIS_QUERY_INVALID naming the parameter, never its value
 */
export function parseEventQuery(parameters: Parameters): EventQuery {
  const names = Object.keys(parameters)
  if (names.length > queryLimits.maximumParameters) {
    throw invalidQuery(`A query has at most ${queryLimits.maximumParameters} parameters.`)
  }
  const columns: ColumnMatch[] = []
  const keys: KeyMatch[] = []
  for (const name of names) {
    if (OWN.has(name)) continue
    const values = valuesOf(name, parameters[name])
    const column = COLUMNS.get(name)
    const match = column ? undefined : keyMatch(name, values)
    if (column) columns.push({ column: column[0], values: values.map(column[1]) })
    else if (match) keys.push(match)
    else throw invalidQuery(`There is no parameter ${named(name)} here.`)
  }
  const { eventCountLimit, maxEventCount } = parameters
  if (eventCountLimit !== undefined && maxEventCount !== undefined) {
    throw invalidQuery('eventCountLimit and maxEventCount exclude each other.')
  }
  const time = (name: string) => timeOf(name, parameters[name])
  return {
    columns,
    keys,
    eventTime: { from: time('GE_eventTime'), before: time('LT_eventTime') },
    recordTime: { from: time('GE_recordTime'), before: time('LT_recordTime') },
    isDeclaredInError: isAsked('EXISTS_errorDeclaration', parameters),
    hasSensors: isAsked('EXISTS_sensorElementList', parameters),
    ...orderOf(parameters),
    eventCountLimit: wholeNumber('eventCountLimit', eventCountLimit),
    maxEventCount: wholeNumber('maxEventCount', maxEventCount),
  }
}

/** A whole number from 1 on, or undefined where none is given. @throws InvalidInputError EPCIS_QUERY_INVALID */
export function wholeNumber(name: string, value: unknown, maximum = 1_000_000_000): number | undefined {
  if (value === undefined) return undefined
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^[1-9]\d{0,9}$/.test(value))
  const number = Number(value)
  if (isNumber && Number.isInteger(number) && number >= 1 && number <= maximum) return number
  throw invalidQuery(`${name} is a whole number from 1 to ${maximum}.`)
}

/** Parameters that are not lists of values. */
const OWN: ReadonlySet<string> = new Set([
  'GE_eventTime',
  'LT_eventTime',
  'GE_recordTime',
  'LT_recordTime',
  'EXISTS_errorDeclaration',
  'EXISTS_sensorElementList',
  'orderBy',
  'orderDirection',
  'eventCountLimit',
  'maxEventCount',
])

const ORDERS = ['eventTime', 'recordTime'] as const
const DIRECTIONS = ['ASC', 'DESC'] as const

/** Descending where an order is asked for without a direction (EPCIS 2.0, section 8.2.7.1); else as it was recorded. */
function orderOf(parameters: Parameters): Pick<EventQuery, 'orderBy' | 'direction'> {
  const { orderBy, orderDirection } = parameters
  return {
    orderBy: orderBy === undefined ? 'recordTime' : oneOf('orderBy', ORDERS, orderBy),
    direction:
      orderDirection === undefined
        ? orderBy === undefined
          ? 'ASC'
          : 'DESC'
        : oneOf('orderDirection', DIRECTIONS, orderDirection),
  }
}

function oneOf<T extends string>(name: string, allowed: readonly T[], value: unknown): T {
  const found = allowed.find((known) => known === value)
  if (found !== undefined) return found
  throw invalidQuery(`${name} is one of ${allowed.join(', ')}.`)
}

function valuesOf(name: string, value: unknown): readonly string[] {
  const values = typeof value === 'string' ? value.split('|') : value
  const isFine =
    Array.isArray(values) &&
    values.length > 0 &&
    values.length <= queryLimits.maximumValues &&
    values.every(
      (one) => typeof one === 'string' && one !== '' && one.length <= queryLimits.maximumValueLength,
    )
  if (isFine) return values as string[]
  throw invalidQuery(
    `${named(name)} is given once, with 1 to ${queryLimits.maximumValues} texts of at most ` +
      `${queryLimits.maximumValueLength} characters.`,
  )
}

function timeOf(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined
  const time = typeof value === 'string' ? parseDateTimeStamp(value) : null
  if (time !== null) return time
  throw invalidQuery(`${name} is a date and time with a zone, such as 2026-03-01T08:30:00.000Z.`)
}

/** A parameter without a value that matters: null in JSON, empty or true in a URL. */
function isAsked(name: string, parameters: Parameters): boolean {
  if (!Object.hasOwn(parameters, name)) return false
  const value = parameters[name]
  if (value === null || value === true || value === '' || value === 'true') return true
  throw invalidQuery(`${name} takes no value.`)
}

/** The name of a parameter as far as it can be one: what comes behind it may be anybody's data. */
const named = (name: string): string => /^[A-Za-z]+_?[A-Za-z]{0,30}/.exec(name)?.[0] ?? 'of that name'
