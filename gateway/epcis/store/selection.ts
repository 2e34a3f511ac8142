import type { SQLInputValue } from 'node:sqlite'
import type { EventQuery, KeyMatch, PageRequest, TimeSpan, Viewer } from '../query/eventQuery.ts'

/** A piece of SQL and its values, in order. Whatever a caller gave is among the values, never in the text. */
export interface Fragment {
  readonly sql: string
  readonly values: readonly SQLInputValue[]
}

/** Everything of events. */
export const EVENT =
  'SELECT e.sequence, e.id, e.hash, e.time, j.finishedAt AS recordTime, c.prefixes, e.text ' +
  'FROM events e JOIN jobs j ON j.number = e.job JOIN contexts c ON c.number = e.context'
/** Where events are. */
const PLACE = 'SELECT e.sequence, e.time, e.size FROM events e'

/** Where the events of one page of a query are. */
export function pageOf(query: EventQuery, viewer: Viewer, page: PageRequest): Fragment {
  const { after, limit } = page
  const isForward = query.direction === 'ASC'
  const byTime = query.orderBy === 'eventTime'
  const order = (byTime ? ['e.time', 'e.sequence'] : ['e.sequence']).map(
    (name) => `${name} ${query.direction}`,
  )
  const conditions = conditionsOf(query, viewer, page.horizon)
  if (after) {
    const sign = isForward ? '>' : '<'
    conditions.push(
      byTime
        ? { sql: `(e.time, e.sequence) ${sign} (?, ?)`, values: [after.eventTime, after.sequence] }
        : { sql: `e.sequence ${sign} ?`, values: [after.sequence] },
    )
  }
  const { sql, values } = all(conditions)
  return { sql: `${PLACE} WHERE ${sql} ORDER BY ${order.join(', ')} LIMIT ?`, values: [...values, limit] }
}

/** How many events a query finds, counted up to a limit. */
export function countOf(query: EventQuery, viewer: Viewer, horizon: number, limit: number): Fragment {
  const { sql, values } = all(conditionsOf(query, viewer, horizon))
  return {
    sql: `SELECT COUNT(*) AS count FROM (SELECT 1 FROM events e WHERE ${sql} LIMIT ?)`,
    values: [...values, limit],
  }
}

function conditionsOf(query: EventQuery, viewer: Viewer, horizon: number): Fragment[] {
  const conditions: Fragment[] = [{ sql: 'e.sequence <= ?', values: [horizon] }]
  for (const { column, values } of query.columns) {
    conditions.push({ sql: `e.${column} IN ${LIST}`, values: [JSON.stringify(values)] })
  }
  for (const match of query.keys) conditions.push(byKey(match))
  if (viewer.sees === 'batches') {
    conditions.push(byKey({ kinds: ['batch'], values: viewer.batches, prefixes: [] }))
  }
  if (query.isDeclaredInError) conditions.push({ sql: `e.declaration <> ''`, values: [] })
  if (query.hasSensors) conditions.push({ sql: 'e.hasSensors = 1', values: [] })
  const { from, before } = query.eventTime
  if (from !== undefined) conditions.push({ sql: 'e.time >= ?', values: [from] })
  if (before !== undefined) conditions.push({ sql: 'e.time < ?', values: [before] })
  return [...conditions, ...byRecordTime(query.recordTime)]
}

/** One value of a statement for lists of any length: the text of a statement says what is asked, not for how many. */
export const LIST = '(SELECT value FROM json_each(?))'

function byKey({ kinds, values, prefixes }: KeyMatch): Fragment {
  const equal = `SELECT sequence FROM keys WHERE kind IN ${LIST} AND value IN ${LIST}`
  const asked = [JSON.stringify(kinds), JSON.stringify(values)]
  if (prefixes.length === 0) return { sql: `e.sequence IN (${equal})`, values: asked }
  const beginning =
    'SELECT k.sequence FROM json_each(?) p JOIN keys k ' +
    `ON k.kind IN ${LIST} AND k.value >= p.value AND k.value < p.value || char(1114111)`
  return {
    sql: `e.sequence IN (${equal} UNION ${beginning})`,
    values: [...asked, JSON.stringify(prefixes), JSON.stringify(kinds)],
  }
}

/** Jobs end in the order of their events, so that a time of recording is a place in the sequence. */
function byRecordTime({ from, before }: TimeSpan): Fragment[] {
  const firstSince = '(SELECT MIN(first) FROM jobs WHERE finishedAt >= ?)'
  const conditions: Fragment[] = []
  if (from !== undefined) conditions.push({ sql: `e.sequence >= ${firstSince}`, values: [from] })
  if (before !== undefined) {
    conditions.push({
      sql: `e.sequence < COALESCE(${firstSince}, ${Number.MAX_SAFE_INTEGER})`,
      values: [before],
    })
  }
  return conditions
}

const all = (conditions: readonly Fragment[]): Fragment => ({
  sql: conditions.map(({ sql }) => sql).join(' AND '),
  values: conditions.flatMap(({ values }) => values),
})
