import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Chain } from '../../app/chain.ts'
import { usePortal } from '../../app/portal.ts'
import type { Settings } from '../../app/settings.ts'
import { Button } from '../../parts/button.tsx'
import { Select, TextField } from '../../parts/field.tsx'
import { FileDrop } from '../../parts/fileDrop.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { Scanner } from '../../parts/scanner.tsx'
import { TroubleNote } from '../../parts/trouble.tsx'
import { words } from '../../words/en.ts'
import { Findings } from './findings.tsx'
import { type Verification, verifyCode, verifyContent, verifyFile } from './verification.ts'

/** Verifies evidence from anyone. Needs no wallet: what it says is what anyone would find. */
export default function VerifyPage() {
  const portal = usePortal()
  const base = useResource(async () => {
    const [settings, chain] = await Promise.all([portal.settings(), portal.chain()])
    return { settings, chain }
  }, [portal])
  return (
    <>
      <h1>{words.auditor.title}</h1>
      <p class="screen-only">{words.auditor.lead}</p>
      <Loaded resource={base}>
        {({ settings, chain }) => <Verifying settings={settings} chain={chain} />}
      </Loaded>
    </>
  )
}

function Verifying({ settings, chain }: { readonly settings: Settings; readonly chain: Chain }) {
  const { now } = usePortal()
  const makers = settings.gateways.filter(({ serves }) => serves.includes('medicines'))
  const content = useSignal(settings.contentGateways[0] ?? '')
  const verifier = useSignal(makers[0]?.url ?? '')
  const code = useSignal('')
  const isBusy = useSignal(false)
  const found = useSignal<Verification | null>(null)
  const trouble = useSignal<unknown>(null)
  const latest = useRef(0)
  /** What was found before is not shown beside what is being verified, and of two the later counts. */
  const run = async (verify: () => Promise<Verification>) => {
    latest.current += 1
    const own = latest.current
    isBusy.value = true
    found.value = null
    trouble.value = null
    const [verified] = await Promise.allSettled([verify()])
    if (own !== latest.current) return
    isBusy.value = false
    if (verified.status === 'fulfilled') found.value = verified.value
    else trouble.value = verified.reason
  }
  const auditing = () => ({ contracts: chain.contracts, contentGateway: content.value, now })
  const checkCode = () => {
    const text = code.value.trim()
    const maker = makers.find(({ url }) => url === verifier.value)
    if (text !== '' && maker) run(() => verifyCode(auditing(), maker, text))
  }
  return (
    <>
      <div class="card screen-only">
        <FileDrop
          label={words.auditor.file}
          help={words.auditor.fileHelp}
          onFile={(file) => run(() => verifyFile(auditing(), file))}
        />
        {settings.contentGateways.length > 0 && (
          <Select
            label={words.auditor.content}
            value={content.value}
            choices={settings.contentGateways.map((url) => ({ value: url, label: url }))}
            onChange={(chosen) => {
              content.value = chosen
            }}
          />
        )}
      </div>
      {makers.length > 0 && (
        <div class="card screen-only">
          <TextField
            label={words.auditor.code}
            help={words.auditor.codeHelp}
            value={code.value}
            isCode
            onEnter={checkCode}
            onInput={(text) => {
              code.value = text
            }}
          />
          <Scanner
            onCode={(text) => {
              code.value = text
              checkCode()
            }}
          />
          <Select
            label={words.auditor.verifier}
            value={verifier.value}
            choices={makers.map(({ url, name }) => ({ value: url, label: name }))}
            onChange={(chosen) => {
              verifier.value = chosen
            }}
          />
          <div class="buttons">
            <Button kind="primary" disabled={isBusy.value || code.value.trim() === ''} onClick={checkCode}>
              {words.auditor.check}
            </Button>
          </div>
        </div>
      )}
      {isBusy.value && (
        <p class="note act" role="status">
          {words.auditor.checking}
        </p>
      )}
      {trouble.value !== null && <TroubleNote error={trouble.value} />}
      {found.value && (
        <Findings
          key={found.value.at}
          settings={settings}
          verification={found.value}
          onContent={(file) => {
            const current = found.value
            if (current) run(() => verifyContent(current, file))
          }}
        />
      )}
    </>
  )
}
