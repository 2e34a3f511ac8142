import type { Command } from 'commander'
import type { StandingRequest } from '../../../sdk/monitoring/standingRequest.ts'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { type PrintedTransaction, printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withGatewayOption, withJson } from '../options.ts'
import { type ActingContext, withAccount } from '../withChain.ts'

interface ApproveOptions extends ChainOptions, OutputOptions {
  readonly input: string
  readonly relay?: boolean
  readonly gateway: string
}

const NOTES = `The proposal comes from salus monitor propose. What you sign says what is watched, for what and until when. That there
are alerts, and how severe they are, is public beside your address. It needs your consent to the requester and to the
committee besides, and ends with either: salus consent revoke, or salus monitor end.
--relay signs, and the gateway pays. SALUS_KEY is the key of the account that acts for the patient.`

export function registerMonitorApprove(group: Command): void {
  const command = group
    .command('approve')
    .description('As a patient: approve a standing request that a clinician proposed.')
    .requiredOption('--input <file>', 'the proposal')
    .option('--relay', 'sign only; the gateway sends and pays')
    .action(exits(approve))
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(command, '$ salus monitor approve --input standing.json --relay', NOTES)
}

const approve = (options: ApproveOptions): Promise<number> =>
  withAccount(options, async (chain) => {
    const { readStanding } = await import('./standingFile.ts')
    const { approvalWords, standingIdOf } = await import('../../../sdk/monitoring/standingRequest.ts')
    const standing = await readStanding(options.input)
    const standingId = standingIdOf(chain.contracts, standing)
    const words = approvalWords(standing)
    const transaction = await send(chain, options, standing)
    emit(options, { standingId, standing, words, relayed: options.relay === true, ...transaction }, () =>
      pairs([
        ['monitoring', standingId],
        ['alerts', standing.requester],
        ['wallet shows', `“${words}”`],
        ...transactionPairs(transaction),
      ]),
    )
    return FINE
  })

async function send(
  chain: ActingContext,
  { relay, gateway }: ApproveOptions,
  standing: StandingRequest,
): Promise<PrintedTransaction> {
  if (!relay) {
    const { approveMonitoring } = await import('../../../sdk/monitoring/approveMonitoring.ts')
    return printed(await approveMonitoring(chain.own, standing))
  }
  const { approveMonitoringByGateway } = await import('../../../sdk/gateway/signedActs.ts')
  const { openGateway } = await import('../../context.ts')
  const by = { contracts: chain.own, signer: chain.wallet, gateway: openGateway(gateway) }
  return printed(await approveMonitoringByGateway(by, standing))
}
