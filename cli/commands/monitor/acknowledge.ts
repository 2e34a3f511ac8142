import type { Command } from 'commander'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'

interface AcknowledgeOptions extends ChainOptions, OutputOptions {}

export function registerMonitorAcknowledge(group: Command): void {
  const command = group
    .command('acknowledge <alertId>')
    .description(
      'As whoever is alerted, or a clinician with consent: say on chain that you have seen an alert.',
    )
    .action(exits(acknowledge))
  withChainOptions(withJson(command))
  withExample(
    command,
    '$ salus monitor acknowledge 0x…',
    'A critical alert is repeated until somebody does. Needs SALUS_KEY of an account with funds.',
  )
}

const acknowledge = (alertIdText: string, options: AcknowledgeOptions): Promise<number> =>
  withAccount(options, async ({ own }) => {
    const { parseRecordId } = await import('../../input/recordId.ts')
    const { findAlert } = await import('../../../sdk/clinical/findMonitoring.ts')
    const { acknowledgeAlert } = await import('../../../sdk/monitoring/acknowledgeAlert.ts')
    const alertId = parseRecordId(alertIdText)
    const { standing, eventHash } = await findAlert(own, alertId)
    const transaction = printed(await acknowledgeAlert(own, standing, eventHash))
    emit(options, { alertId, ...transaction }, () =>
      pairs([['acknowledged', alertId], ...transactionPairs(transaction)]),
    )
    return FINE
  })
