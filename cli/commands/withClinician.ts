import type { ClinicalAccess } from '../../sdk/clinical/clinicalAccess.ts'
import type { Purpose } from '../../sdk/consent/vocabulary.ts'
import { type ActingContext, withAccount } from './withChain.ts'
import type { SessionOptions } from './withSession.ts'

/** A person who reads and writes about patients in their own name. */
export interface ClinicianContext extends ActingContext {
  readonly access: ClinicalAccess
}

export const CLINICIAN_HELP =
  'Needs SALUS_KEY and SALUS_RECOVERY_CODE; it acts in the name of that account, never as the staff.'

/** Connects, recovers the account's encryption key, signs in to the gateway, works, signs out and disconnects. */
export function withClinician<T>(
  options: SessionOptions,
  work: (clinician: ClinicianContext) => Promise<T>,
  purpose: Purpose = 'TREAT',
): Promise<T> {
  return withAccount(options, async (chain) => {
    const { requireRecoveryCode } = await import('../input/recoveryCode.ts')
    const { recoverIdentity } = await import('../../sdk/identity/recoverIdentity.ts')
    const { gatewayClient } = await import('../../sdk/gateway/client.ts')
    const { contentReader } = await import('../../sdk/storage/contentReader.ts')
    const { httpBlockstore } = await import('../../sdk/storage/httpBlockstore.ts')
    const { own, wallet } = chain
    const identity = await recoverIdentity(own, wallet, wallet.address, requireRecoveryCode())
    const gateway = gatewayClient({ url: options.gateway })
    await gateway.signIn(wallet)
    const content = contentReader(httpBlockstore(options.gateway))
    const access = {
      contracts: own,
      signer: wallet,
      account: wallet.address,
      identity,
      gateway,
      content,
      purpose,
    }
    try {
      return await work({ ...chain, access })
    } finally {
      await gateway.signOut()
    }
  })
}
