import { useSignal } from '@preact/signals'
import type { Purpose } from '../../sdk/consent/vocabulary.ts'
import type { ListedRecord } from '../../sdk/gateway/protocol.ts'
import type { RecordManifest } from '../../sdk/records/manifest.ts'
import { streamRecord } from '../../sdk/records/openRecord.ts'
import { requestRecord } from '../../sdk/records/requestRecord.ts'
import { contentReader } from '../../sdk/storage/contentReader.ts'
import { httpBlockstore } from '../../sdk/storage/httpBlockstore.ts'
import { useAct } from '../acts/useAct.ts'
import { usePortal } from '../app/portal.ts'
import { ActStatus } from '../parts/actStatus.tsx'
import { Button } from '../parts/button.tsx'
import { Facts } from '../parts/facts.tsx'
import { Party } from '../parts/party.tsx'
import { saveFile } from '../parts/saveFile.ts'
import type { SignedInSetting } from '../session/signedIn.tsx'
import { words } from '../words/en.ts'
import { formatBytes, formatNumber } from '../words/format.ts'
import { RecordContent } from './recordContent.tsx'

interface OpenedRecord {
  readonly manifest: RecordManifest
  readonly custodianOrg: string
  readonly keyEpoch: number
  readonly content: Blob
}

export interface OpeningProps {
  readonly setting: SignedInSetting
  readonly record: ListedRecord
  readonly purpose?: Purpose
}

/** Opens a record for the account of the setting, once its key is unlocked. */
export function Opening({ setting, record, purpose = 'PATRQT' }: OpeningProps) {
  const { sessions } = usePortal()
  const { gateway, client, patient, settings } = setting
  const act = useAct()
  const opened = useSignal<OpenedRecord | null>(null)
  const done = useSignal(0)
  const open = () =>
    act.run(async ({ contracts, signer, signal, relaying }) => {
      const identity = sessions.identity.peek()
      if (!identity) return undefined
      const { recordId } = record
      const { record: released } = await requestRecord(contracts, signer, client, {
        recordId,
        purpose,
      })
      relaying()
      const content = contentReader(httpBlockstore(gateway.url))
      const parts: BlobPart[] = []
      const segments = streamRecord({ contracts, content, grantee: patient, identity }, recordId, released, {
        signal,
        onProgress: (bytes) => {
          done.value = bytes
        },
      })
      for await (const segment of segments) parts.push(segment as BlobPart)
      // Shown only now, when every check has held.
      opened.value = {
        manifest: released.manifest,
        custodianOrg: released.ref.custodianOrg,
        keyEpoch: released.locator.keyEpoch,
        content: new Blob(parts, { type: 'application/octet-stream' }),
      }
      return undefined
    })
  if (!opened.value) {
    const isReading = act.state.value.stage === 'relaying'
    return (
      <>
        <div class="buttons">
          <Button kind="primary" disabled={act.isBusy} onClick={open}>
            {words.records.open}
          </Button>
        </div>
        {isReading ? (
          <p class="note act" role="status">
            {words.record.decrypting}{' '}
            <progress max={record.size} value={done.value} aria-label={words.record.decrypting} />
          </p>
        ) : (
          <ActStatus act={act} done={words.record.checked} />
        )}
      </>
    )
  }
  const { manifest, custodianOrg, keyEpoch, content } = opened.value
  return (
    <>
      <p class="note good" role="status">
        {words.record.checked}
      </p>
      <Facts
        facts={[
          [words.record.facts.id, <span class="code">{record.recordId}</span>],
          [words.record.facts.type, <span class="code">{manifest.mediaType}</span>],
          [words.record.facts.size, formatBytes(manifest.size)],
          [words.record.facts.author, <Party settings={settings} address={manifest.author} />],
          [words.record.facts.custodian, <Party settings={settings} address={custodianOrg} />],
          [words.record.facts.epoch, formatNumber(keyEpoch)],
        ]}
      />
      <RecordContent content={content} mediaType={manifest.mediaType} />
      <div class="buttons">
        <Button kind="primary" onClick={() => saveFile(content, fileNameOf(manifest))}>
          {words.record.save}
        </Button>
      </div>
      <p class="muted">{words.record.saveWarning}</p>
    </>
  )
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/fhir+json': 'json',
  'application/json': 'json',
  'application/pdf': 'pdf',
  'application/dicom': 'dcm',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'text/plain': 'txt',
}

/** By our own words: a media type may say anything. */
const fileNameOf = ({ category, mediaType }: RecordManifest): string =>
  `${category}.${EXTENSIONS[mediaType.split(';')[0] ?? ''] ?? 'bin'}`
