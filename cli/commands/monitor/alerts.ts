import type { Command } from 'commander'
import pc from 'picocolors'
import type { ListedAlert } from '../../../sdk/monitoring/listAlerts.ts'
import type { ListedMonitoring, MonitoringFilter } from '../../../sdk/monitoring/listMonitoring.ts'
import type { ChainContext, ChainOptions } from '../../context.ts'
import { columns, pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { time } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withChain } from '../withChain.ts'

interface AlertsOptions extends ChainOptions, OutputOptions {
  readonly patient?: string
  readonly requester?: string
}

type Shown = ListedMonitoring & { readonly alerts: readonly ListedAlert[] }

export function registerMonitorAlerts(group: Command): void {
  const command = group
    .command('alerts')
    .description('List standing requests and their alerts, as the chain has them.')
    .option('--patient <address>', 'those of a patient')
    .option('--requester <address>', 'those that alert an account (default: the account of SALUS_KEY)')
    .action(exits(alerts))
  withChainOptions(withJson(command))
  withExample(
    command,
    '$ salus monitor alerts --patient 0x90F79bf6EB2c4f870365E785982E1f101E93b906',
    'What an alert says is in its report: a record of the category risk-reports, found by salus record list.',
  )
}

const alerts = (options: AlertsOptions): Promise<number> =>
  withChain(options, async (chain) => {
    const { listMonitoring } = await import('../../../sdk/monitoring/listMonitoring.ts')
    const { listAlerts } = await import('../../../sdk/monitoring/listAlerts.ts')
    const listed = await listMonitoring(chain.contracts, await filterOf(chain, options))
    const shown: Shown[] = await Promise.all(
      listed.map(async (monitoring) => ({
        ...monitoring,
        alerts: await listAlerts(chain.contracts, monitoring.standingId),
      })),
    )
    emit(options, { monitoring: shown }, () =>
      shown.length === 0 ? 'There is no monitoring.\n' : shown.map(textOf).join('\n'),
    )
    return FINE
  })

async function filterOf(
  chain: ChainContext,
  { patient, requester }: AlertsOptions,
): Promise<MonitoringFilter> {
  const { parseAddress } = await import('../../input/address.ts')
  const { accountOf } = await import('../../context.ts')
  if (patient === undefined && requester === undefined) return { requester: accountOf(chain).address }
  return {
    ...(patient !== undefined && { patient: parseAddress('patient', patient) }),
    ...(requester !== undefined && { requester: parseAddress('requester', requester) }),
  }
}

function textOf({ standingId, standing, endedAt, offReason, heardAt, alerts: raised }: Shown): string {
  const { patient, category, end } = standing
  const state = endedAt
    ? `ended ${time(endedAt)}`
    : offReason === 'none'
      ? pc.green('on')
      : pc.red(`off: ${offReason}`)
  const head = pairs([
    ['monitoring', standingId],
    ['patient', patient],
    ['watches', `${category} until ${time(end)}`],
    ['state', state],
    ['last report', heardAt ? time(heardAt) : 'none'],
  ])
  if (raised.length === 0) return head
  const rows = raised.map(({ alertId, severity, acknowledged, level }) => [
    alertId,
    severity === 'critical' ? pc.red(severity) : severity,
    acknowledged ? `seen by ${acknowledged.clinician}` : level > 0 ? `open, escalated (${level})` : 'open',
  ])
  return head + columns(rows, ['Alert', 'Severity', 'State'])
}
