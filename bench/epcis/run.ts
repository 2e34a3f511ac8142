import { eventsOf } from '../../sdk/epcis/event.ts'
import { eventHash } from '../../sdk/epcis/hash/eventHash.ts'
import { parseEpcis, validateEpcis } from '../../sdk/epcis/validateEpcis.ts'
import { machine } from '../report/machine.ts'
import { grouped, renderTable } from '../report/table.ts'
import { captureDocument } from './events.ts'
import { gs1SchemaCheck } from './schema.ts'

const EVENTS = 1000
const WARM_UP = 10
const ROUNDS = 30
/** Events a second that issue 6 asks of capture on one core, validated and hashed. */
const BAR = 3000

interface Measured {
  readonly task: string
  /** Events a second in the median round, and in the slowest. */
  readonly median: number
  readonly slowest: number
}

/** Validation and hashing of capture documents in one thread, from their bytes. */
export async function runEpcis() {
  const bytes = captureDocument(EVENTS)
  const text = new TextDecoder().decode(bytes)
  const events = eventsOf(JSON.parse(text) as Record<string, unknown>)
  const schema = await gs1SchemaCheck()
  if (schema && !schema(JSON.parse(text)))
    throw new Error("The benchmark's document does not follow GS1's schema.")
  const measured = [
    measure('validate and hash', () => parseEpcis(bytes).map(eventHash)),
    measure('validate', () => validateEpcis(bytes)),
    measure('hash', () => events.map(eventHash)),
    measure('JSON.parse alone', () => JSON.parse(new TextDecoder().decode(bytes))),
    ...(schema
      ? [measure("ajv with GS1's schema, no hash", () => schema(JSON.parse(new TextDecoder().decode(bytes))))]
      : []),
  ]
  return {
    machine: machine(),
    events: EVENTS,
    bytes: bytes.length,
    rounds: ROUNDS,
    bar: BAR,
    schemaCompared: schema !== null,
    measured,
  }
}

export function renderEpcis({
  measured,
  bar,
  events,
  bytes,
  schemaCompared,
}: Awaited<ReturnType<typeof runEpcis>>): string {
  const table = renderTable(
    ['task', 'events/s', 'slowest round'],
    measured.map(({ task, median, slowest }) => [task, grouped(median), grouped(slowest)]),
  )
  const note = schemaCompared ? '' : "\najv or GS1's schema is not there: not compared."
  return `${table}\n\n${events} events in ${grouped(bytes)} bytes; asked for: ${grouped(bar)} a second, validated and hashed.${note}`
}

function measure(task: string, action: () => unknown): Measured {
  for (let round = 0; round < WARM_UP; round++) action()
  const seconds = Array.from({ length: ROUNDS }, () => {
    const start = performance.now()
    action()
    return (performance.now() - start) / 1000
  }).sort((one, other) => one - other)
  const perSecond = (at: number) => Math.round(EVENTS / (seconds[at] ?? Number.NaN))
  return { task, median: perSecond(ROUNDS / 2), slowest: perSecond(ROUNDS - 1) }
}
