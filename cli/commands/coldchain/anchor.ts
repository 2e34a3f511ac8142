import type { Command } from 'commander'
import pc from 'picocolors'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE, NO } from '../../output/exitCode.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { UNIT_HELP } from '../batch/options.ts'
import { exits } from '../exits.ts'
import { collecting, withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'
import { parseTimeZone, parseUnit } from './options.ts'

interface AnchorOptions extends ChainOptions, OutputOptions {
  readonly log: string
  readonly profile: string
  readonly unit?: 'C' | 'F'
  readonly timeZone?: number
  readonly epc: readonly string[]
  readonly event: string
}

const NOTES = `The readings stay with you: --event is written with all of them, and its hash is what the chain gets, with the extremes,
the mean kinetic temperature and the times. Keep the file: only it shows what the hash stands for.
The contract judges by the profile that the maker chose, which must be the one that you name; anything but a pass
quarantines the unit, and only quality assurance of another organisation releases it. Exits with 1 where it is no pass.
The contract sees the summary alone. Where coldchain assess is worse than what the contract would find (a doubt, a logger that
seems to fail, an alarm), nothing is signed and nothing written: salus batch quarantine holds the unit instead.
Leave out what the logger read before it was attached (salus coldchain logger attach).
Needs SALUS_LOGGER_KEY of the registered logger, which signs, and SALUS_KEY of an account that pays.`

export function registerColdChainAnchor(group: Command): void {
  const command = group
    .command('anchor <unit>')
    .description("Sign a log with its logger's key and put it on the chain, with the verdict that follows.")
    .requiredOption('--log <file>', 'readings.csv, or an EPCIS event')
    .requiredOption('--profile <name>', 'cold, room, frozen, or a file such as custom.json')
    .requiredOption(
      '--epc <uri>',
      'what the logger travelled with, as SSCC; may be repeated',
      collecting(String),
    )
    .option('--unit <unit>', 'C or F, where the header does not say', parseUnit)
    .option('--time-zone <offset>', 'offset of times that state none, as +02:00 or Z', parseTimeZone)
    .option('--event <file>', 'where the readings go as an EPCIS document', 'out/readings.jsonld')
    .action(exits(anchor))
  withChainOptions(withJson(command))
  withExample(
    command,
    '$ salus coldchain anchor 0x…/6/17 --log readings.csv --profile cold --epc https://id.gs1.org/00/095060000000000015',
    `${NOTES}\n${UNIT_HELP}`,
  )
}

const anchor = (unitArgument: string, options: AnchorOptions): Promise<number> =>
  withAccount(options, async ({ own, provider }) => {
    const { namedPlace } = await import('../../input/unit.ts')
    const { loggerWallet } = await import('./loggerWallet.ts')
    const { readLog } = await import('./readLog.ts')
    const { readingsDocument } = await import('./readingsDocument.ts')
    const { readProfile } = await import('./readProfile.ts')
    const { requireNew, writeNew } = await import('../../output/writeNew.ts')
    const { chainTime } = await import('../../../sdk/chain/time.ts')
    const { summaryToSign } = await import('../../../sdk/provenance/coldChain/summaryToSign.ts')
    const { anchorLog } = await import('../../../sdk/provenance/coldChainLog/anchorLog.ts')
    const { readLog: readAnchored } = await import('../../../sdk/provenance/coldChainLog/readLog.ts')
    const { eventDigest, logIdOf, NO_MODEL, signLog } = await import(
      '../../../sdk/provenance/coldChainLog/signLog.ts'
    )
    const { unitText } = await import('../../../sdk/provenance/unit.ts')
    const logger = loggerWallet(provider)
    const profile = await readProfile(options.profile)
    const log = await readLog(options.log, options, (await chainTime(own)) * 1000)
    const unit = await namedPlace(own, unitArgument)
    const summary = summaryToSign(log, profile)
    await requireNew(options.event)
    const { bytes, hash } = readingsDocument({ log, epcs: options.epc, unit })
    await writeNew(options.event, bytes)
    const eventHash = eventDigest(hash)
    const signed = await signLog(own, logger, { unit, summary, eventHash, modelHash: NO_MODEL })
    const transaction = printed(await anchorLog(own, signed, profile))
    const logId = logIdOf(own, unit, eventHash)
    const verdict = (await readAnchored(own, logId))?.verdict ?? 'none'
    const found = { logId, unit: unitText(unit), verdict, eventHash: hash, event: options.event }
    emit(options, { ...found, summary, ...transaction }, () =>
      pairs([
        ['verdict', verdict === 'pass' ? pc.green(verdict) : pc.red(`${verdict}: the unit is quarantined`)],
        ['log', logId],
        ['unit', found.unit],
        ['event hash', hash],
        ['readings', options.event],
        ...transactionPairs(transaction),
      ]),
    )
    return verdict === 'pass' ? FINE : NO
  })
