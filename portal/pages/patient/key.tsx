import { useSignal } from '@preact/signals'
import { deriveEncryptionIdentity } from '../../../sdk/crypto/encryptionIdentity.ts'
import { createRecoveryCode } from '../../../sdk/crypto/recoveryCode.ts'
import { didOf } from '../../../sdk/identity/did.ts'
import { findEncryptionKey } from '../../../sdk/identity/findEncryptionKey.ts'
import { publishEncryptionKey } from '../../../sdk/identity/publishEncryptionKey.ts'
import type { PublishedKey } from '../../../sdk/identity/readEncryptionKey.ts'
import { recoverIdentity } from '../../../sdk/identity/recoverIdentity.ts'
import { useAct } from '../../acts/useAct.ts'
import { usePortal } from '../../app/portal.ts'
import { ActStatus } from '../../parts/actStatus.tsx'
import { Button } from '../../parts/button.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Checks, TextField } from '../../parts/field.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { saveFile } from '../../parts/saveFile.ts'
import { PatientPage, type PatientSetting } from '../../session/signedIn.tsx'
import { UnlockCard } from '../../session/unlockCard.tsx'
import { words } from '../../words/en.ts'
import { formatNumber } from '../../words/format.ts'
import { recoverySheet } from './recoverySheet.ts'

/** The patient's encryption key: made, unlocked, and its recovery. */
export default function KeyPage() {
  return (
    <>
      <h1>{words.key.title}</h1>
      <p>{words.key.lead}</p>
      <PatientPage>{(setting) => <Key setting={setting} />}</PatientPage>
    </>
  )
}

function Key({ setting }: { readonly setting: PatientSetting }) {
  const { contracts, patient } = setting
  const { sessions } = usePortal()
  const published = useResource(() => findEncryptionKey(contracts, patient), [contracts, patient])
  return (
    <Loaded resource={published}>
      {(key, reload) => (
        <>
          {key ? (
            <Published setting={setting} published={key} />
          ) : (
            <Making setting={setting} onDone={reload} />
          )}
          {key && !sessions.identity.value && <UnlockCard />}
          {key && <Exporting setting={setting} published={key} />}
        </>
      )}
    </Loaded>
  )
}

interface PublishedProps {
  readonly setting: PatientSetting
  readonly published: PublishedKey
}

function Published({ setting: { contracts, patient }, published }: PublishedProps) {
  const { sessions } = usePortal()
  return (
    <section class="card" aria-labelledby="published-title">
      <h2 id="published-title">{words.key.published}</h2>
      <Facts
        facts={[
          [words.key.did, <span class="code">{didOf(contracts.chainId, patient)}</span>],
          [words.key.id, <span class="code">{published.keyId}</span>],
          [words.key.epoch, formatNumber(published.keyEpoch)],
        ]}
      />
      {sessions.identity.value && (
        <>
          <p class="note good">{words.key.unlocked}</p>
          <div class="buttons">
            <Button onClick={sessions.lock}>{words.key.lock}</Button>
          </div>
        </>
      )}
    </section>
  )
}

/** The code is shown before the key is published: a key whose code nobody has is lost. */
function Making({ setting, onDone }: { readonly setting: PatientSetting; readonly onDone: () => void }) {
  const { settings, patient } = setting
  const { sessions, announce } = usePortal()
  const act = useAct()
  const code = useSignal<string | null>(null)
  const wrote = useSignal(false)
  const keyEpoch = 1
  const publish = async () => {
    const recoveryCode = code.value
    if (recoveryCode === null) return
    const isDone = await act.run(async ({ contracts, signer, wallet: { account } }) => {
      const { chainId } = contracts
      const identity = await deriveEncryptionIdentity({ signer, account, chainId, keyEpoch, recoveryCode })
      const receipts = await publishEncryptionKey(contracts, signer, {
        publicKey: identity.publicKey,
        keyEpoch,
      })
      sessions.unlock(account, identity)
      const hash = receipts.at(-1)?.hash
      return hash === undefined ? undefined : { hash }
    })
    if (!isDone) return
    announce(words.key.published)
    onDone()
  }
  const save = (recoveryCode: string) => {
    const { deployment, network } = settings
    const text = recoverySheet({ deployment, network, account: patient, keyEpoch, keyId: '–', recoveryCode })
    saveFile(new Blob([text], { type: 'text/plain' }), words.key.file)
  }
  return (
    <section class="card" aria-labelledby="make-title">
      <h2 id="make-title">{words.key.make}</h2>
      {code.value === null ? (
        <>
          <p>{words.key.none}</p>
          <div class="buttons">
            <Button
              kind="primary"
              onClick={() => {
                code.value = createRecoveryCode()
              }}
            >
              {words.key.make}
            </Button>
          </div>
        </>
      ) : (
        <>
          <h3>{words.key.code}</h3>
          <p class="recovery-code">{code.value}</p>
          <p>{words.key.codeOnce}</p>
          <div class="buttons">
            <Button onClick={() => save(code.value ?? '')}>{words.key.saveCode}</Button>
          </div>
          <Checks
            legend={words.key.code}
            choices={[{ value: 'wrote', label: words.key.wrote }]}
            chosen={wrote.value ? ['wrote'] : []}
            onChange={(chosen) => {
              wrote.value = chosen.length > 0
            }}
          />
          <p class="muted">{words.key.publishLead}</p>
          <div class="buttons">
            <Button kind="primary" disabled={!wrote.value || act.isBusy} onClick={publish}>
              {words.key.publish}
            </Button>
          </div>
          <ActStatus act={act} done={words.key.published} />
        </>
      )}
    </section>
  )
}

/** Writes the sheet only for the code of the published key: a wrong one on paper is worse than none. */
function Exporting({ setting: { settings }, published }: PublishedProps) {
  const act = useAct()
  const code = useSignal('')
  const save = () =>
    act.run(async ({ contracts, signer, wallet: { account } }) => {
      const recoveryCode = code.value
      const { keyId, privateKey } = await recoverIdentity(contracts, signer, account, recoveryCode)
      privateKey.fill(0)
      const { deployment, network } = settings
      const { keyEpoch } = published
      const text = recoverySheet({ deployment, network, account, keyEpoch, keyId, recoveryCode })
      saveFile(new Blob([text], { type: 'text/plain' }), words.key.file)
      code.value = ''
      return undefined
    })
  return (
    <section class="card" aria-labelledby="export-title">
      <h2 id="export-title">{words.key.recovery}</h2>
      <p>{words.key.recoveryLead}</p>
      <TextField
        label={words.key.code}
        help={words.key.enterHelp}
        value={code.value}
        isCode
        maxLength={100}
        onInput={(text) => {
          code.value = text
        }}
      />
      <div class="buttons">
        <Button disabled={act.isBusy || code.value.trim() === ''} onClick={save}>
          {words.key.exportButton}
        </Button>
      </div>
      <ActStatus act={act} done={words.key.exported} />
    </section>
  )
}
