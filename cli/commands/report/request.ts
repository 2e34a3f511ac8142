import { type Command, InvalidArgumentError, Option } from 'commander'
import type { AuditBundle } from '../../../sdk/audit/auditBundle.ts'
import type { EncryptionIdentity } from '../../../sdk/crypto/encryptionIdentity.ts'
import {
  InvalidInputError,
  RefusedError,
  type SalusError,
  UnavailableError,
} from '../../../sdk/errors/index.ts'
import type { PreparedRequest, Question } from '../../../sdk/inference/askForReport.ts'
import type { ClinicalReport } from '../../../sdk/inference/clinicalReport.ts'
import type { Likelihood } from '../../../sdk/inference/impression.ts'
import type { LandedReport } from '../../../sdk/inference/landedReport.ts'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { outcomeText } from '../../output/outcome.ts'
import { type ProgressLine, progressLine } from '../../output/progress.ts'
import { printed } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withGatewayOption, withJson } from '../options.ts'
import { type ActingContext, withAccount } from '../withChain.ts'

interface RequestOptions extends ChainOptions, OutputOptions {
  readonly evidence?: string
  readonly model?: string
  readonly gateway: string
  readonly output: string
  readonly wait: number
  readonly impression?: string
  readonly record?: string
  readonly pdf?: string
  readonly save?: string
  readonly keep?: string
  readonly resume?: string
}

const NOTES = `Needs SALUS_KEY of a clinician with funds, SALUS_RECOVERY_CODE, and the patient's consent to you (for the record's
category and for risk-reports) and to the oracle committee (for the category). Exits with 0 also where the model
abstains: the page then says why. What you think before the score is committed to in the request itself. Before the
request is sent, its secret and what you think, with the salt, are kept in a file that only you may read: by default
request-….json beside the page. Whatever fails afterwards, salus report request --resume with that file goes on. The
signatures prove that nodes agree on the computation, never that a diagnosis is true.`

export function registerReportRequest(group: Command): void {
  const command = group
    .command('request')
    .description('As a clinician: ask for a report, wait until it lands, open it, check it, write its page.')
    .option('--evidence <file>', 'evidence of the record, from salus record get --evidence')
    .option('--model <name>', 'a model of `salus model list`')
    .option('--impression <likelihood>', 'how likely you hold it before there is a score, as likely')
    .option('--output <file>', 'where the page goes', 'out/report.html')
    .option('--pdf <file>', 'where the page goes as PDF, on A4')
    .option('--record <file>', 'the record from salus record get: its patient is named on the page')
    .option('--save <file>', 'where the opened report goes, for salus report verify; it holds the secret')
    .option('--keep <file>', 'where the request is kept before it is sent; it holds the secret')
    .addOption(
      new Option('--resume <file>', 'go on with a request that was kept, instead of asking anew').conflicts([
        'evidence',
        'model',
        'impression',
        'keep',
      ]),
    )
    .option('--wait <seconds>', 'patience until the report is there', parseSeconds, 300)
    .action(exits(request))
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(
    command,
    '$ salus report request --evidence evidence.json --model heart --impression likely',
    NOTES,
  )
}

async function request(options: RequestOptions): Promise<number> {
  const impression = options.resume === undefined ? await requireImpression(options.impression) : undefined
  return withAccount(options, async (chain) => {
    const { writeReportPage } = await import('../../output/reportPage.ts')
    const { gatherEvidence } = await import('../../../portal/report/gatherEvidence.ts')
    const { readReportStanding } = await import('../../../sdk/inference/reportStanding.ts')
    // Found out before anything is paid for.
    const patient = options.record === undefined ? {} : await readIdentifiers(options.record)
    const progress = progressLine('report')
    const { asked, kept, recordId, landed, report } = await obtain(
      chain,
      options,
      impression,
      progress,
    ).finally(() => progress.clear())
    const { requestId, request, impression: stated } = asked
    const opened = { request, impression: stated, patient }
    const standing = await readReportStanding(chain.own, request, landed)
    const evidence = await gatherEvidence(chain.own, opened, landed, standing)
    if (options.save !== undefined) {
      const { chainId } = chain.deployment
      const { bytesToHex } = await import('../../../sdk/crypto/bytes.ts')
      const { openedReportText } = await import('../../input/openedReport.ts')
      const { writeWhole } = await import('../../output/writeWhole.ts')
      const secret = bytesToHex(asked.secret)
      const saved = {
        format: 'salus-opened-report/1',
        chainId,
        requestId,
        ...opened,
        secret,
        report,
      } as const
      await writeWhole(options.save, openedReportText(saved))
    }
    await writeReportPage(report, evidence, {
      page: options.output,
      ...(options.pdf === undefined ? {} : { pdf: options.pdf }),
    })
    const { outcome, features, limits } = report
    const found = {
      requestId,
      recordId,
      request: asked.receipt && printed(asked.receipt),
      landed,
      outcome,
      impression: stated,
      standing,
      page: options.output,
      kept,
    }
    emit(options, found, () => {
      const signatures = `${landed.signers.length} of ${landed.committeeSize} organisations, ${landed.quorum} needed`
      const facts = pairs([
        ['request', requestId],
        ['report record', recordId],
        ['landed in', `${landed.transactionHash}, block ${landed.blockNumber}`],
        ['signed by', signatures],
        ['page', options.output],
        ['kept in', kept],
      ])
      return `${outcomeText(outcome, features, limits)}\n${facts}`
    })
    return FINE
  })
}

/** @throws InvalidInputError USAGE_INVALID where there is none: after the score nobody can say what they thought before */
async function requireImpression(given: string | undefined): Promise<{ likelihood: Likelihood }> {
  const { LIKELIHOODS } = await import('../../../sdk/inference/impression.ts')
  const likelihood = LIKELIHOODS.find((one) => one === given)
  if (likelihood) return { likelihood }
  throw new InvalidInputError(
    'USAGE_INVALID',
    `Say first what you think yourself: --impression ${LIKELIHOODS.join(', ')}. Without it you could not attest to the report.`,
  )
}

/** Name and birth date from the clinician's own copy of the record. @throws InvalidInputError BUNDLE_INVALID */
async function readIdentifiers(path: string): Promise<{ name?: string; birthDate?: string }> {
  const { readInputFile } = await import('../../../sdk/files/node/readInputFile.ts')
  const { bundleLimits } = await import('../../../sdk/fhir/limits.ts')
  const { parseBundle } = await import('../../../sdk/fhir/parseBundle.ts')
  const { patientIdentifiersOf } = await import('../../../sdk/clinical/patientIdentifiers.ts')
  return patientIdentifiersOf(parseBundle(await readInputFile(path, bundleLimits.maximumBytes))) ?? {}
}

async function obtain(
  chain: ActingContext,
  options: RequestOptions,
  impression: { likelihood: Likelihood } | undefined,
  progress: ProgressLine,
) {
  const { requireRecoveryCode } = await import('../../input/recoveryCode.ts')
  const { openGateway } = await import('../../context.ts')
  const { recoverIdentity } = await import('../../../sdk/identity/recoverIdentity.ts')
  const { askForReport, resumeAsking } = await import('../../../sdk/inference/askForReport.ts')
  const { readPrepared, writePrepared } = await import('./preparedFile.ts')
  const { awaitReport } = await import('../../../sdk/inference/awaitReport.ts')
  const { wallet, own } = chain
  // Found out before anything is paid for.
  const prepared =
    options.resume === undefined ? undefined : await readPrepared(options.resume, own, wallet.address)
  const question = prepared ? undefined : await readQuestion(chain, options, impression)
  const identity = await recoverIdentity(own, wallet, wallet.address, requireRecoveryCode())
  const gateway = openGateway(options.gateway)
  progress.say('asking the committee')
  let kept = options.resume
  try {
    const asked = question
      ? await askForReport(own, gateway, question, async (fresh) => {
          const path = options.keep ?? (await defaultKeep(options.output, fresh.requestId))
          await writePrepared(path, chain.deployment.chainId, fresh)
          kept = path
        })
      : await resumeAsking(own, gateway, prepared as PreparedRequest)
    const { landed, recordId } = await awaitReport(own, gateway, asked.requestId, {
      patience: options.wait,
      onPhase: (phase) => progress.say(phase === 'landing' ? 'waiting for a quorum' : 'waiting for delivery'),
    })
    progress.say('opening it')
    const report = await open(chain, options.gateway, identity, asked.secret, landed, recordId)
    return { asked, kept: kept ?? '', recordId, landed, report }
  } catch (error) {
    throw kept === undefined ? error : withWayOn(error, kept)
  }
}

/** @throws InvalidInputError USAGE_INVALID, CHAIN_MISMATCH; as `readAuditBundle`, `openModel` */
async function readQuestion(
  chain: ActingContext,
  { evidence, model }: RequestOptions,
  impression: { likelihood: Likelihood } | undefined,
): Promise<Question> {
  const { openModel } = await import('../../input/model.ts')
  const { readAuditBundle } = await import('../../../sdk/audit/node/readAuditBundle.ts')
  if (evidence === undefined || model === undefined) {
    throw new InvalidInputError(
      'USAGE_INVALID',
      'Name --evidence and --model, or a kept request by --resume.',
    )
  }
  const bundle = await readAuditBundle(evidence)
  requireChain(chain, bundle)
  return {
    requester: chain.wallet.address,
    modelVersion: (await openModel(model)).version,
    purpose: 'TREAT',
    records: [bundle.record.ref],
    impression,
  }
}

async function defaultKeep(page: string, requestId: string): Promise<string> {
  const { dirname, join } = await import('node:path')
  return join(dirname(page), `request-${requestId.slice(2, 18)}.json`)
}

/** The same error, which also says how to go on. */
function withWayOn(error: unknown, kept: string): unknown {
  const Kind = [RefusedError, UnavailableError].find((kind) => error instanceof kind)
  if (!Kind) return error
  const { code, message } = error as SalusError
  return new Kind(code, `${message} To go on: salus report request --resume ${kept}.`, { cause: error })
}

async function open(
  { wallet, own }: ActingContext,
  gatewayUrl: string,
  identity: EncryptionIdentity,
  secret: Uint8Array,
  landed: LandedReport,
  recordId: string,
): Promise<ClinicalReport> {
  const { openGateway } = await import('../../context.ts')
  const { requestRecord } = await import('../../../sdk/records/requestRecord.ts')
  const { openReport } = await import('../../../sdk/inference/openReport.ts')
  const { contentReader } = await import('../../../sdk/storage/contentReader.ts')
  const { httpBlockstore } = await import('../../../sdk/storage/httpBlockstore.ts')
  const { record } = await requestRecord(own, wallet, openGateway(gatewayUrl), { recordId, purpose: 'TREAT' })
  const content = contentReader(httpBlockstore(gatewayUrl))
  const reader = { contracts: own, content, grantee: wallet.address, identity }
  return openReport(reader, secret, landed, recordId, record)
}

function requireChain({ deployment }: ActingContext, { chainId }: AuditBundle): void {
  if (chainId === deployment.chainId) return
  throw new InvalidInputError(
    'CHAIN_MISMATCH',
    `The evidence is about chain ${chainId}, not ${deployment.chainId}. Connect to that chain.`,
  )
}

function parseSeconds(text: string): number {
  const seconds = Number(text)
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 86_400) return seconds
  throw new InvalidArgumentError('It must be a whole number of seconds from 1 to 86400.')
}
