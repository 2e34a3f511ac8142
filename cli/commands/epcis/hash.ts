import type { Command } from 'commander'
import { columns } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { plain } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { withExample, withJson } from '../options.ts'

interface HashOptions extends OutputOptions {
  readonly preHash?: boolean
}

interface HashedEvent {
  readonly file: string
  /** Place in the list of events, from 0. */
  readonly event: number
  readonly type: string
  readonly hash: string
  readonly preHash?: string
}

const NOTES = `The hash is that of CBV 2.0, section 8.9.2: the same for the same event however it is written, without recordTime,
eventID, error declaration and certificates. It can stand as the eventID, and is what Salus anchors.
Two systems that do not agree on a hash compare what --pre-hash prints; it shows serial numbers.
A document with problems is refused: salus epcis validate tells them all.`

export function registerEpcisHash(group: Command): void {
  const command = group
    .command('hash <file...>')
    .description('Print the CBV 2.0 event hash of every event in EPCIS documents.')
    .option('--pre-hash', 'print the text that is hashed as well')
    .action(exits(hash))
  withExample(withJson(command), '$ salus epcis hash shipment.jsonld', NOTES)
}

async function hash(paths: readonly string[], options: HashOptions): Promise<number> {
  const { parseEpcis } = await import('../../../sdk/epcis/validateEpcis.ts')
  const { eventHash } = await import('../../../sdk/epcis/hash/eventHash.ts')
  const { preHash } = await import('../../../sdk/epcis/hash/preHash.ts')
  const { readEpcisFile } = await import('./readEpcisFile.ts')
  const events: HashedEvent[] = []
  for (const file of paths) {
    for (const [index, scoped] of parseEpcis(await readEpcisFile(file)).entries()) {
      events.push({
        file,
        event: index,
        type: scoped.event.type,
        hash: eventHash(scoped),
        ...(options.preHash ? { preHash: preHash(scoped) } : {}),
      })
    }
  }
  emit(options, { events }, () => eventsText(events))
  return FINE
}

function eventsText(events: readonly HashedEvent[]): string {
  const table = columns(
    events.map(({ file, event, type, hash }) => [plain(file), String(event), plain(type), hash]),
    ['File', 'Event', 'Type', 'Hash'],
  )
  const texts = events.flatMap(({ preHash }) => (preHash === undefined ? [] : [`\n${plain(preHash)}\n`]))
  return table + texts.join('')
}
