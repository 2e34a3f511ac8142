import type { Command } from 'commander'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE, NO } from '../../output/exitCode.ts'
import { exits } from '../exits.ts'
import { collecting, withExample, withJson } from '../options.ts'
import { assessmentJson, assessmentText } from './assessmentText.ts'
import { parseTimeZone, parseUnit } from './options.ts'

interface AssessOptions extends OutputOptions {
  readonly log: string
  readonly profile: string
  readonly unit?: 'C' | 'F'
  readonly timeZone?: number
  readonly page?: string
  readonly event?: string
  readonly epc?: readonly string[]
  readonly readPoint?: string
  readonly device?: string
  readonly network: boolean
}

const NOTES = `The log is the CSV of a logger (a header that names a time and a temperature, such as timestamp,temperature_c; a
column of humidity is read too), or one EPCIS event with sensor data as JSON; - reads standard input.
The profile is cold (2 to 8 °C), room (20 to 25 °C), frozen (−25 to −10 °C), or a file of your own. Start one from what
--json prints as profile; its hash names the rule on chain.
The verdict is pass, fail or unknown. A gap, a logger that seems to fail or a clock that jumps makes it unknown at best,
never pass. Door openings and anomalies (a rolling median and a small network; either may trip) are only told.
MKT is the mean kinetic temperature after Haynes with the ΔH of the profile, the greatest of the whole log and of any
window of the profile. Each reading stands for half of the way to its neighbours.
--event writes the readings as an EPCIS event and prints the CBV hash that is anchored; name what the logger travelled
with (--epc, again for more) or where it stood (--read-point).
Exits with 1 unless the verdict is pass. Nothing leaves this machine.`

export function registerColdChainAssess(group: Command): void {
  const command = group
    .command('assess')
    .description('Judge a log of temperatures by USP <1079.2> and WHO rules.')
    .requiredOption('--log <file>', 'readings.csv, or an EPCIS event')
    .requiredOption('--profile <name>', 'cold, room, frozen, or a file such as custom.json')
    .option('--unit <unit>', 'C or F, where the header does not say', parseUnit)
    .option('--time-zone <offset>', 'offset of times that state none, as +02:00 or Z', parseTimeZone)
    .option('--page <file>', 'where a page with the plot goes, as HTML')
    .option('--event <file>', 'where the readings go as an EPCIS document')
    .option('--epc <uri>', 'what the logger travelled with', collecting(String))
    .option('--read-point <uri>', 'where the logger stood')
    .option('--device <uri>', 'the logger')
    .option('--no-network', 'leave the network out, and with it TensorFlow.js')
    .action(exits(assess))
  withExample(
    withJson(command),
    '$ salus coldchain assess --log readings.csv --profile cold --page out/log.html\n$ salus coldchain assess --log fridge.csv --profile room --unit F --time-zone -05:00 --json',
    NOTES,
  )
}

async function assess(options: AssessOptions): Promise<number> {
  const { readLog } = await import('./readLog.ts')
  const { readProfile } = await import('./readProfile.ts')
  const { assessLog, medianDetector } = await import('../../../sdk/provenance/coldChain/assess.ts')
  const profile = await readProfile(options.profile)
  const log = await readLog(options.log, options, Date.now())
  const network = options.network ? await openNetwork() : null
  const detectors = network ? [medianDetector, network.detect] : [medianDetector]
  const assessment = assessLog(log, profile, detectors)
  const eventHash = options.event === undefined ? null : await writeEvent(options.event, options, log)
  if (options.page !== undefined) {
    const { coldChainPage } = await import('./page.ts')
    const { writeWhole } = await import('../../output/writeWhole.ts')
    await writeWhole(options.page, coldChainPage(options.log, log, profile, assessment))
  }
  const written = {
    ...(options.page === undefined ? {} : { page: options.page }),
    ...(eventHash === null ? {} : { event: options.event, eventHash }),
  }
  const modelHash = network?.modelHash ?? null
  emit(options, { ...assessmentJson(assessment, profile), modelHash, ...written }, () => {
    const lines = Object.entries(written).map(([name, value]) => `${name}  ${value}\n`)
    return assessmentText(assessment, profile) + lines.join('')
  })
  return assessment.verdict === 'pass' ? FINE : NO
}

async function openNetwork() {
  const { loadRuntime } = await import('../../../oracle/runtime/tensorflow.ts')
  const { loadColdChainNetwork } = await import('../../../oracle/monitoring/coldChainNetwork.ts')
  return loadColdChainNetwork(await loadRuntime())
}

async function writeEvent(
  path: string,
  { epc = [], readPoint, device }: AssessOptions,
  log: Awaited<ReturnType<typeof import('./readLog.ts').readLog>>,
): Promise<string> {
  if (epc.length === 0 && readPoint === undefined) {
    throw new InvalidInputError(
      'USAGE_INVALID',
      'An event needs --epc, what the logger travelled with, or --read-point, where it stood.',
    )
  }
  const { readingsDocument } = await import('./readingsDocument.ts')
  const { writeWhole } = await import('../../output/writeWhole.ts')
  const { bytes, hash } = readingsDocument({
    log,
    epcs: epc,
    ...(readPoint === undefined ? {} : { readPoint }),
    ...(device === undefined ? {} : { device }),
  })
  await writeWhole(path, bytes)
  return hash
}
