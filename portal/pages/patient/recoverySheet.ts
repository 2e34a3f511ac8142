import type { Deployment } from '../../../sdk/chain/deployment.ts'
import { didOf } from '../../../sdk/identity/did.ts'

export interface RecoverySheet {
  readonly deployment: Deployment
  readonly network: string
  readonly account: string
  readonly keyEpoch: number
  readonly keyId: string
  readonly recoveryCode: string
}

/** All that is needed, besides the wallet, to make an encryption key again: with the portal, or with `salus`. */
export const recoverySheet = (
  sheet: RecoverySheet,
): string => `Salus recovery sheet. Keep it like a house key.

Recovery code     ${sheet.recoveryCode}

Account           ${sheet.account}
DID               ${didOf(BigInt(sheet.deployment.chainId), sheet.account)}
Network           ${sheet.network} (chain ${sheet.deployment.chainId})
Key epoch         ${sheet.keyEpoch}
Key id            ${sheet.keyId}
DID registry      ${sheet.deployment.contracts.didRegistry}
Record registry   ${sheet.deployment.contracts.recordRegistry}

Whoever has both this code and your wallet can open what was shared with you. With one of them alone nobody can.
To use it: connect the wallet in the portal, open "My key", and type the code. Or, with the salus command line:
set SALUS_KEY to the account's key and SALUS_RECOVERY_CODE to the code, then: salus record get RECORD --purpose PATRQT
`
