import { SalusError } from '../../errors/index.ts'

export type Log = (entry: { readonly event: string; readonly [name: string]: unknown }) => void

/**
 * Starts a service, logs one line of JSON per event, and stops it on SIGINT or SIGTERM. Of an error only its code and
 * sentence are logged: those carry no health data.
 */
export async function runService(
  name: string,
  start: (log: Log) => Promise<() => Promise<void>>,
): Promise<void> {
  const log: Log = ({ error, ...entry }) => {
    const described = error === undefined ? {} : describe(error)
    console.log(JSON.stringify({ at: new Date().toISOString(), service: name, ...entry, ...described }))
  }
  let stop: () => Promise<void>
  try {
    stop = await start(log)
  } catch (error) {
    log({ event: 'failed', error })
    process.exitCode = error instanceof SalusError ? 2 : 70
    return
  }
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    // A service whose parent went away has nobody left to stop it.
    process.once('disconnect', () => resolve())
  })
  try {
    await stop()
    log({ event: 'stopped' })
  } catch (error) {
    log({ event: 'failed', error })
    process.exitCode = 70
  }
  // The channel to a parent would keep the process alive.
  if (process.connected) process.disconnect()
}

function describe(error: unknown): { code: string; message: string } {
  if (error instanceof SalusError) return { code: error.code, message: error.message }
  const { name = 'unknown', code = '' } = (error ?? {}) as { name?: string; code?: string }
  return { code: 'UNEXPECTED', message: `${name} ${code}`.trim() }
}
