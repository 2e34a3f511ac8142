import { setTimeout as sleep } from 'node:timers/promises'
import { read } from '../sdk/chain/send.ts'
import type { GatewayContext } from './context.ts'
import { rekeyRevoked } from './records/rekey.ts'

export interface WatchOptions {
  /** Milliseconds between looks at the chain. */
  readonly interval: number
  readonly signal: AbortSignal
  readonly onRekeyed?: (patient: string, records: number) => void
  /** Called with what went wrong; the same blocks are looked at again. */
  readonly onError?: (error: unknown) => void
}

/**
 * Re-keys after revocations until aborted. It starts from the deployment's block: looking at an old revocation again
 * changes nothing, so nothing has to be remembered across a crash.
 */
export async function watchRevocations(context: GatewayContext, options: WatchOptions): Promise<void> {
  let next = context.contracts.deployment.block
  while (!options.signal.aborted) {
    try {
      next = await handleRevocations(context, next, options)
    } catch (error) {
      options.onError?.(error)
    }
    await sleep(options.interval, undefined, { signal: options.signal }).catch(() => undefined)
  }
}

/** Re-keys for the revocations from block `from` on. Returns the block to go on from: `from` again where one failed. */
async function handleRevocations(
  context: GatewayContext,
  from: number,
  { onRekeyed, onError }: WatchOptions,
): Promise<number> {
  const { consentRegistry, runner } = context.contracts
  const latest = await read(Promise.resolve(runner.provider?.getBlockNumber()))
  if (latest === undefined || latest < from) return from
  const revoked = await Promise.all([
    read(consentRegistry.queryFilter(consentRegistry.filters.ConsentRevoked(), from, latest)),
    read(consentRegistry.queryFilter(consentRegistry.filters.AllConsentsRevoked(), from, latest)),
    read(consentRegistry.queryFilter(consentRegistry.filters.ConsentDenied(), from, latest)),
    read(consentRegistry.queryFilter(consentRegistry.filters.OptedOut(), from, latest)),
    read(consentRegistry.queryFilter(consentRegistry.filters.ControllerMoved(), from, latest)),
  ])
  const patients = new Set(revoked.flat().map((event) => event.args.patient))
  let isDone = true
  for (const patient of patients) {
    const { count, errors } = await rekeyRevoked(context, patient)
    if (count > 0) onRekeyed?.(patient, count)
    for (const error of errors) onError?.(error)
    isDone &&= errors.length === 0
  }
  // A revoked envelope must not find the ciphertext that it opens: nothing else is served of an old epoch.
  if (patients.size > 0) await context.content.collectGarbage()
  return isDone ? latest + 1 : from
}
