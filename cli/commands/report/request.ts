import { type Command, InvalidArgumentError } from 'commander'
import type { AuditBundle } from '../../../sdk/audit/auditBundle.ts'
import type { EncryptionIdentity } from '../../../sdk/crypto/encryptionIdentity.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import type { LandedReport } from '../../../sdk/inference/landedReport.ts'
import type { RiskReport } from '../../../sdk/inference/riskReport.ts'
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
  readonly evidence: string
  readonly model: string
  readonly gateway: string
  readonly output: string
  readonly wait: number
}

const NOTES = `Needs SALUS_KEY of a clinician with funds, SALUS_RECOVERY_CODE, and the patient's consent to you (for the record's
category and for risk-reports) and to the oracle committee (for the category). Exits with 0 also where the model
abstains: the page then says why. The signatures prove that nodes agree on the computation, never that a
diagnosis is true.`

export function registerReportRequest(group: Command): void {
  const command = group
    .command('request')
    .description('As a clinician: ask for a report, wait until it lands, open it, check it, write its page.')
    .requiredOption('--evidence <file>', 'evidence of the record, from salus record get --evidence')
    .requiredOption('--model <name>', 'a model of `salus model list`')
    .option('--output <file>', 'where the page goes', 'out/report.html')
    .option('--wait <seconds>', 'patience until the report is there', parseSeconds, 300)
    .action(exits(request))
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(
    command,
    '$ salus report request --evidence evidence.json --model heart --output out/report.html',
    NOTES,
  )
}

function request(options: RequestOptions): Promise<number> {
  return withAccount(options, async (chain) => {
    const { writeWhole } = await import('../../output/writeWhole.ts')
    const { renderReportPage } = await import('../../../portal/report/page.ts')
    const progress = progressLine('report')
    const { requestId, recordId, landed, report, transaction } = await obtain(
      chain,
      options,
      progress,
    ).finally(() => progress.clear())
    const page = renderReportPage(report, { chainId: chain.deployment.chainId, ...landed })
    await writeWhole(options.output, page)
    const { outcome, features, limits } = report
    const found = { requestId, recordId, request: transaction, landed, outcome, page: options.output }
    emit(options, found, () => {
      const signatures = `${landed.signers.length} of ${landed.committeeSize} organisations, ${landed.quorum} needed`
      const facts = pairs([
        ['request', requestId],
        ['report record', recordId],
        ['landed in', `${landed.transactionHash}, block ${landed.blockNumber}`],
        ['signed by', signatures],
        ['page', options.output],
      ])
      return `${outcomeText(outcome, features, limits)}\n${facts}`
    })
    return FINE
  })
}

async function obtain(chain: ActingContext, options: RequestOptions, progress: ProgressLine) {
  const { requireRecoveryCode } = await import('../../input/recoveryCode.ts')
  const { openModel, versionOf } = await import('../../input/model.ts')
  const { openGateway } = await import('../../context.ts')
  const { readAuditBundle } = await import('../../../sdk/audit/node/readAuditBundle.ts')
  const { recoverIdentity } = await import('../../../sdk/identity/recoverIdentity.ts')
  const { askForReport } = await import('../../../sdk/inference/askForReport.ts')
  const { awaitReport } = await import('../../../sdk/inference/awaitReport.ts')
  const { wallet, own } = chain
  const bundle = await readAuditBundle(options.evidence)
  requireChain(chain, bundle)
  const identity = await recoverIdentity(own, wallet, wallet.address, requireRecoveryCode())
  const modelVersion = versionOf(await openModel(options.model))
  const gateway = openGateway(options.gateway)
  progress.say('asking the committee')
  const asked = await askForReport(own, gateway, {
    requester: wallet.address,
    modelVersion,
    purpose: 'TREAT',
    records: [bundle.record.ref],
  })
  const { landed, recordId } = await awaitReport(own, gateway, asked.requestId, {
    patience: options.wait,
    onPhase: (phase) => progress.say(phase === 'landing' ? 'waiting for a quorum' : 'waiting for delivery'),
  })
  progress.say('opening it')
  const report = await open(chain, options.gateway, identity, asked.secret, landed, recordId)
  return { requestId: asked.requestId, recordId, landed, report, transaction: printed(asked.receipt) }
}

async function open(
  { wallet, own }: ActingContext,
  gatewayUrl: string,
  identity: EncryptionIdentity,
  secret: Uint8Array,
  landed: LandedReport,
  recordId: string,
): Promise<RiskReport> {
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
