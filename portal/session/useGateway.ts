import { SalusError } from '../../sdk/errors/index.ts'
import { usePortal } from '../app/portal.ts'
import { type Resource, useResource } from '../parts/loaded.tsx'
import type { SignedInSetting } from './signedIn.tsx'

/** What a gateway is asked for. A session that is over is forgotten, so that the page asks to sign in again. */
export function useGateway<T>(
  setting: Pick<SignedInSetting, 'gateway'>,
  load: (signal: AbortSignal) => Promise<T>,
  inputs: readonly unknown[],
): Resource<T> {
  const inSession = useSession(setting)
  return useResource((signal) => inSession(() => load(signal)), [setting.gateway.url, ...inputs])
}

/** The same for what is asked later. */
export function useSession({
  gateway,
}: Pick<SignedInSetting, 'gateway'>): <T>(ask: () => Promise<T>) => Promise<T> {
  const { sessions } = usePortal()
  return async (ask) => {
    try {
      return await ask()
    } catch (error) {
      if (error instanceof SalusError && error.code === 'NOT_AUTHORISED') sessions.end(gateway.url)
      throw error
    }
  }
}
