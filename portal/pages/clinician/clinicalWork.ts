import type { ClinicalAccess } from '../../../sdk/clinical/clinicalAccess.ts'
import type { StatementFile } from '../../../sdk/clinical/commitOnce.ts'
import type { Purpose } from '../../../sdk/consent/vocabulary.ts'
import type { EncryptionIdentity } from '../../../sdk/crypto/encryptionIdentity.ts'
import type { Statement } from '../../../sdk/inference/statement.ts'
import { contentReader } from '../../../sdk/storage/contentReader.ts'
import { httpBlockstore } from '../../../sdk/storage/httpBlockstore.ts'
import type { ActTools } from '../../acts/act.ts'
import { saveFile } from '../../parts/saveFile.ts'
import type { SignedInSetting } from '../../session/signedIn.tsx'

/** A clinician's page, once the account has signed in and its key is unlocked. */
export interface ClinicalSetting extends SignedInSetting {
  readonly identity: EncryptionIdentity
}

/** What the sdk needs of someone who reads and writes about patients. */
export const accessOf = (
  { wallet, signer, contracts }: ActTools,
  { gateway, client, identity }: ClinicalSetting,
  purpose: Purpose = 'TREAT',
): ClinicalAccess => ({
  contracts,
  signer,
  account: wallet.account,
  identity,
  gateway: client,
  content: contentReader(httpBlockstore(gateway.url)),
  purpose,
})

/** Gives the clinician a file to keep, named by the beginning of an id. */
export const keepText = (text: string, what: string, id: string): void =>
  saveFile(new Blob([text], { type: 'application/json' }), `${what}-${id.slice(2, 18)}.json`)

/** Keeps statements in the memory of the page, for a second try, and with the clinician. */
export function statementKeeper(what: string, id: string): StatementFile {
  let kept: Statement<unknown> | null = null
  return {
    load: async () => kept,
    async save(statement) {
      kept = statement
      keepText(`${JSON.stringify(statement, null, 2)}\n`, what, id)
    },
  }
}
