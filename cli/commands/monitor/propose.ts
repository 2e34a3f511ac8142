import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Category, type Purpose, parseCategory, parsePurpose } from '../../../sdk/consent/vocabulary.ts'
import type { ChainOptions } from '../../context.ts'
import { parseDuration, parseInstant } from '../../input/period.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'

interface ProposeOptions extends ChainOptions, OutputOptions {
  readonly patient: string
  readonly model: string
  readonly category: Category
  readonly purpose: Purpose
  readonly for: number
  readonly from?: Date
  readonly heartbeat: number
  readonly output: string
}

const THIRTY_DAYS = 30 * 86_400
const DAY = 86_400

const NOTES = `Nothing is sent. The output goes to the patient, who reads and approves it (salus monitor approve); a second file
beside it, .secret, stays with you and is what salus monitor announce hands to the gateway.`

export function registerMonitorPropose(group: Command): void {
  const command = group
    .command('propose')
    .description('As a clinician: write down a standing request for a patient to approve.')
    .requiredOption('--patient <address>', 'the patient')
    .requiredOption('--model <name>', 'a model of `salus model list`')
    .addOption(
      new Option('--category <name>', 'category of records that it watches')
        .argParser(parseCategory)
        .makeOptionMandatory(),
    )
    .addOption(new Option('--purpose <code>', 'purpose of use').default('TREAT').argParser(parsePurpose))
    .addOption(
      new Option('--for <duration>', '12h, 90d, 2w, 1y').default(THIRTY_DAYS, '30d').argParser(parseDuration),
    )
    .option('--from <time>', 'start (default: at once)', parseInstant)
    .addOption(
      new Option('--heartbeat <duration>', 'silence after which the monitoring counts as off')
        .default(DAY, '1d')
        .argParser(parseHeartbeat),
    )
    .option('--output <file>', 'where the proposal goes', 'out/standing.json')
    .action(exits(propose))
  withChainOptions(withJson(command))
  withExample(
    command,
    '$ salus monitor propose --patient 0x90F7… --model vital-signs --category vital-signs --for 14d',
    NOTES,
  )
}

const propose = (options: ProposeOptions): Promise<number> =>
  withAccount(options, async ({ contracts, wallet }) => {
    const { parseAddress } = await import('../../input/address.ts')
    const { openModel } = await import('../../input/model.ts')
    const { chainTime } = await import('../../../sdk/chain/time.ts')
    const { bytesToHex, randomBytes } = await import('../../../sdk/crypto/bytes.ts')
    const { createRequestSecret, requestSecretHash } = await import('../../../sdk/inference/requestSecret.ts')
    const { approvalWords, parseStandingRequest, standingIdOf } = await import(
      '../../../sdk/monitoring/standingRequest.ts'
    )
    const { secretPathOf, writeStanding } = await import('./standingFile.ts')
    const secret = createRequestSecret()
    const start = options.from ? Math.floor(options.from.getTime() / 1000) : 0
    const standing = parseStandingRequest({
      patient: parseAddress('patient', options.patient),
      requester: wallet.address,
      modelVersion: (await openModel(options.model)).version,
      purpose: options.purpose,
      category: options.category,
      secretHash: requestSecretHash(secret),
      start,
      end: (start || (await chainTime(contracts))) + options.for,
      heartbeat: options.heartbeat,
      nonce: String(BigInt(bytesToHex(randomBytes(16)))),
    })
    const standingId = standingIdOf(contracts, standing)
    await writeStanding(options.output, standing, standingId, bytesToHex(secret))
    const words = approvalWords(standing)
    emit(options, { standingId, standing, words, output: options.output }, () =>
      pairs([
        ['monitoring', standingId],
        ['the patient signs', `“${words}”`],
        ['for the patient', options.output],
        ['for you alone', secretPathOf(options.output)],
      ]),
    )
    return FINE
  })

/** A number of minutes, or a duration as elsewhere. */
function parseHeartbeat(text: string): number {
  const minutes = /^([1-9]\d{0,5})m$/.exec(text)?.[1]
  if (minutes) return Number(minutes) * 60
  try {
    return parseDuration(text)
  } catch {
    throw new InvalidArgumentError('It is a whole number and one of m, h, d, w: 30m, 12h, 1d.')
  }
}
