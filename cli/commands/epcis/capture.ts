import type { Command } from 'commander'
import pc from 'picocolors'
import { UnavailableError } from '../../../sdk/errors/index.ts'
import type { GatewayClient } from '../../../sdk/gateway/client.ts'
import type { CaptureJobAnswer } from '../../../sdk/gateway/epcisProtocol.ts'
import { columns } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE, NO } from '../../output/exitCode.ts'
import { plain } from '../../output/format.ts'
import { progressLine } from '../../output/progress.ts'
import { exits } from '../exits.ts'
import { withExample, withGatewayOption, withJson } from '../options.ts'

interface CaptureOptions extends OutputOptions {
  readonly gateway: string
  readonly proceed?: true
}

interface Captured {
  readonly file: string
  readonly captureID: string
  readonly ok: boolean
  /** Events that were new. */
  readonly events: number
  readonly errors: CaptureJobAnswer['errors']
}

/** Milliseconds between looks, and until it is given up. */
const INTERVAL = 200
const PATIENCE = 120_000

const NOTES = `The EPCIS 2.0 capture interface of a gateway, for its staff: needs SALUS_GATEWAY_TOKEN. The same event is stored once,
however often it comes. Where one event of a document is bad none is stored, unless --proceed is given. Exits with 1
where a document has bad events.`

export function registerEpcisCapture(group: Command): void {
  const command = group
    .command('capture <file...>')
    .description("As a gateway's staff: store the events of EPCIS documents.")
    .option('--proceed', 'store the good events of a document where others are bad')
    .action(exits(capture))
  withGatewayOption(withJson(command))
  withExample(command, '$ SALUS_GATEWAY_TOKEN=… salus epcis capture shipment.jsonld', NOTES)
}

async function capture(paths: readonly string[], options: CaptureOptions): Promise<number> {
  const { openStaffGateway } = await import('../../context.ts')
  const { readEpcisFile } = await import('./readEpcisFile.ts')
  const client = openStaffGateway(options.gateway)
  const captured: Captured[] = []
  for (const file of paths) {
    const bytes = await readEpcisFile(file)
    const { captureID } = await client.capture(bytes, options.proceed ? 'proceed' : 'rollback')
    const job = await finished(client, captureID)
    const { success: ok, capturedEvents: events, errors } = job
    captured.push({ file, captureID, ok, events, errors })
  }
  emit(options, { captured }, () => captured.map(capturedText).join('\n'))
  return captured.every(({ ok }) => ok) ? FINE : NO
}

function capturedText({ file, captureID, ok, events, errors }: Captured): string {
  const mark = ok ? pc.green('✓') : pc.red('✗')
  const count = `${events} new ${events === 1 ? 'event' : 'events'}`
  const head = `${mark} ${plain(file)}: ${count}, job ${plain(captureID)}\n`
  if (errors.length === 0) return head
  const rows = errors.map(({ title, detail }) => [plain(detail), plain(title)])
  return `${head}\n${columns(rows, ['Where, and the rule', 'What'])}`
}

/** @throws UnavailableError where the job does not end */
async function finished(client: GatewayClient, captureID: string): Promise<CaptureJobAnswer> {
  const progress = progressLine('capture')
  const end = Date.now() + PATIENCE
  try {
    while (Date.now() < end) {
      const job = await client.captureJob(captureID)
      if (!job.running) return job
      progress.say(`${job.capturedEvents} events stored`)
      await new Promise((resolve) => setTimeout(resolve, INTERVAL))
    }
  } finally {
    progress.clear()
  }
  throw new UnavailableError('GATEWAY_UNAVAILABLE', `The gateway still works on the job ${captureID}.`)
}
