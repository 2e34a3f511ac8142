import { type Command, InvalidArgumentError, Option } from 'commander'
import pc from 'picocolors'
import { RefusedError } from '../../../sdk/errors/index.ts'
import type { GatewayClient } from '../../../sdk/gateway/client.ts'
import { MAXIMUM_PAGE, type Notice, type NoticedMonitoring } from '../../../sdk/gateway/protocol.ts'
import type { OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { plain, time } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withGatewayOption, withJson } from '../options.ts'
import { type ActingContext, withAccount } from '../withChain.ts'
import type { SessionOptions } from '../withSession.ts'

interface WatchOptions extends SessionOptions, OutputOptions {
  readonly interval: number
  readonly once?: true
}

type MonitoringNotice = Notice & { readonly monitoring: NoticedMonitoring }

const WORDS: Partial<Record<Notice['kind'], string>> = {
  'alert-raised': 'alert',
  'alerts-grouped': 'low alerts of an hour',
  'alert-escalated': 'STILL UNACKNOWLEDGED',
  'alert-acknowledged': 'acknowledged',
  'monitoring-off': 'MONITORING OFF',
  'monitoring-on': 'monitoring on again',
  'monitoring-ended': 'monitoring ended',
}

export function registerMonitorWatch(group: Command): void {
  const command = group
    .command('watch')
    .description('Print what the gateway tells the account of SALUS_KEY about monitoring, as it comes.')
    .addOption(
      new Option('--interval <seconds>', 'between looks').default(10).argParser((text) => {
        const seconds = Number(text)
        if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600) return seconds
        throw new InvalidArgumentError('It must be a whole number of seconds from 1 to 3600.')
      }),
    )
    .option('--once', 'print what there is and stop')
    .action(exits(watch))
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(
    command,
    '$ salus monitor watch',
    'With --json one document a line. Runs until it is interrupted. A gateway that does not answer is asked again, and said so on stderr:\nsilence here is no sign that all is well.',
  )
}

const watch = (options: WatchOptions): Promise<number> =>
  withAccount(options, async (chain) => {
    const { gatewayClient } = await import('../../../sdk/gateway/client.ts')
    const client = gatewayClient({ url: options.gateway })
    await client.signIn(chain.wallet)
    const stopping = new AbortController()
    const stop = () => stopping.abort()
    process.once('SIGINT', stop).once('SIGTERM', stop)
    let after: number | undefined
    for (;;) {
      after = await look(chain, client, after, options)
      if (options.once || !(await pause(options.interval, stopping.signal))) break
    }
    await client.signOut().catch(() => undefined)
    return FINE
  })

/** Prints what is new. @returns the last notice that is known */
async function look(
  { wallet }: ActingContext,
  client: GatewayClient,
  after: number | undefined,
  options: WatchOptions,
): Promise<number | undefined> {
  let last = after
  try {
    for (;;) {
      const page = await client.listNotices(wallet.address, {
        limit: MAXIMUM_PAGE,
        ...(last !== undefined && { after: last }),
      })
      // A gateway that gives the same page again would keep the caller busy for ever.
      const fresh = page.filter(({ id }) => last === undefined || id > last)
      for (const notice of fresh) if (isAboutMonitoring(notice)) print(notice, options)
      last = fresh.at(-1)?.id ?? last
      if (fresh.length < MAXIMUM_PAGE) return last
    }
  } catch (error) {
    if (options.once) throw error
    const isOver = error instanceof RefusedError && error.code === 'NOT_AUTHORISED'
    const isBack = isOver && (await client.signIn(wallet).catch(() => undefined)) !== undefined
    if (!isBack) process.stderr.write(`${pc.yellow('the gateway did not answer; trying again')}\n`)
    return last
  }
}

const isAboutMonitoring = (notice: Notice): notice is MonitoringNotice => Boolean(notice.monitoring)

function print(notice: MonitoringNotice, { json }: OutputOptions): void {
  const { at, kind, monitoring } = notice
  const { severity, alertId, standingId, patient, count, level, offReason } = monitoring
  const details = [
    severity ?? '',
    count > 1 ? `${count} alerts` : '',
    level > 0 ? `${level} times over` : '',
    offReason === 'none' ? '' : offReason,
  ].filter(Boolean)
  const text = `${time(Date.parse(at) / 1000)}  ${WORDS[kind] ?? kind}  ${details.join(', ')}  ${plain(alertId ?? standingId)}  patient ${plain(patient)}`
  const isGrave = severity === 'critical' || kind === 'monitoring-off'
  process.stdout.write(json ? `${JSON.stringify(notice)}\n` : `${isGrave ? pc.red(text) : text}\n`)
}

/** Whether to go on. */
async function pause(seconds: number, signal: AbortSignal): Promise<boolean> {
  const { setTimeout: sleep } = await import('node:timers/promises')
  return sleep(seconds * 1000, true, { signal }).catch(() => false)
}
