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

interface EndOptions extends ChainOptions, OutputOptions {
  readonly relay?: boolean
  readonly gateway: string
}

export function registerMonitorEnd(group: Command): void {
  const command = group
    .command('end <standingId>')
    .description('As the patient, or whoever is alerted: end a monitoring for good, at once.')
    .option('--relay', 'as the patient: sign only; the gateway sends and pays')
    .action(exits(end))
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(
    command,
    '$ salus monitor end 0x… --relay',
    'SALUS_KEY is the key of the account that acts for the patient, or of the requester.',
  )
}

const end = (standingIdText: string, options: EndOptions): Promise<number> =>
  withAccount(options, async (chain) => {
    const { parseRecordId } = await import('../../input/recordId.ts')
    const { findStanding } = await import('../../../sdk/clinical/findMonitoring.ts')
    const standingId = parseRecordId(standingIdText)
    const standing = await findStanding(chain.contracts, standingId)
    const transaction = await send(chain, options, standing)
    emit(options, { standingId, relayed: options.relay === true, ...transaction }, () =>
      pairs([['ended', standingId], ...transactionPairs(transaction)]),
    )
    return FINE
  })

async function send(
  chain: ActingContext,
  { relay, gateway }: EndOptions,
  standing: StandingRequest,
): Promise<PrintedTransaction> {
  const { endMonitoring } = await import('../../../sdk/monitoring/endMonitoring.ts')
  if (!relay) return printed(await endMonitoring(chain.own, standing))
  const { endMonitoringByGateway } = await import('../../../sdk/gateway/signedActs.ts')
  const { openGateway } = await import('../../context.ts')
  const by = { contracts: chain.own, signer: chain.wallet, gateway: openGateway(gateway) }
  return printed(await endMonitoringByGateway(by, standing))
}
