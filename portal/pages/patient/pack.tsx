import { useSignal } from '@preact/signals'
import type { CheckedPack } from '../../../sdk/provenance/askAboutPack.ts'
import { askMaker } from '../../acts/askMaker.ts'
import type { Chain } from '../../app/chain.ts'
import { usePortal } from '../../app/portal.ts'
import type { Settings } from '../../app/settings.ts'
import { Button } from '../../parts/button.tsx'
import { CodeField } from '../../parts/codeField.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Select } from '../../parts/field.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { Party } from '../../parts/party.tsx'
import { Scanner } from '../../parts/scanner.tsx'
import { TroubleNote } from '../../parts/trouble.tsx'
import { useQuestion } from '../../parts/useQuestion.ts'
import { words } from '../../words/en.ts'
import { formatDate } from '../../words/format.ts'
import { notesOn, objectionsTo } from '../../words/packVerdict.ts'
import { visible } from '../../words/visible.ts'

/** Says whether a medicine is genuine. Needs no wallet: nobody needs to say who they are to ask. */
export default function PackPage() {
  const portal = usePortal()
  const base = useResource(async () => {
    const [settings, chain] = await Promise.all([portal.settings(), portal.chain()])
    return { settings, chain }
  }, [portal])
  return (
    <>
      <h1>{words.pack.title}</h1>
      <p>{words.pack.lead}</p>
      <Loaded resource={base}>
        {({ settings, chain }) => <Checking settings={settings} chain={chain} />}
      </Loaded>
    </>
  )
}

interface CheckingProps {
  readonly settings: Settings
  readonly chain: Chain
}

function Checking({ settings, chain }: CheckingProps) {
  const makers = settings.gateways.filter(({ serves }) => serves.includes('medicines'))
  const verifier = useSignal(makers[0]?.url ?? '')
  const code = useSignal('')
  const { isBusy, answer, trouble, ask, clear } = useQuestion<CheckedPack>()
  const check = () => {
    clear()
    return ask(askMaker(chain.contracts, settings, verifier.value, code.value.trim()))
  }
  return (
    <>
      <div class="card">
        <CodeField
          value={code.value}
          onEnter={check}
          onInput={(text) => {
            code.value = text
          }}
        />
        <Scanner
          onCode={(text) => {
            code.value = text
            check()
          }}
        />
        <Select
          label={words.pack.verifier}
          value={verifier.value}
          choices={makers.map(({ url, name }) => ({ value: url, label: name }))}
          onChange={(chosen) => {
            verifier.value = chosen
          }}
        />
        <div class="buttons">
          <Button kind="primary" disabled={isBusy.value || code.value.trim() === ''} onClick={check}>
            {words.pack.check}
          </Button>
        </div>
        {isBusy.value && (
          <p class="note act" role="status">
            {words.pack.checking}
          </p>
        )}
        {trouble.value !== null && <TroubleNote error={trouble.value} />}
      </div>
      {answer.value && <Found settings={settings} found={answer.value} />}
    </>
  )
}

function Found({ settings, found }: { readonly settings: Settings; readonly found: CheckedPack }) {
  const { scanned, answer, checks, now } = found
  const objections = objectionsTo(found)
  const notes = notesOn(found)
  const isGood = objections.length === 0
  const { evidence } = answer
  return (
    <section class="card" aria-labelledby="verdict-title">
      <div class={`note ${isGood ? 'good' : 'trouble'}`} role="alert">
        <h2 id="verdict-title">
          {isGood ? (notes.length === 0 ? words.pack.genuine : words.pack.genuineBut) : words.pack.bad}
        </h2>
        {[...objections, ...notes].map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {!isGood && <p>{words.pack.badTodo}</p>}
      </div>
      <Facts
        facts={[
          [words.pack.facts.gtin, <bdi class="code">{visible(scanned.gtin)}</bdi>],
          [words.pack.facts.serial, <bdi class="code">{visible(scanned.serial)}</bdi>],
          ...(evidence
            ? ([
                [words.pack.facts.lot, <bdi class="code">{visible(evidence.identity.lot)}</bdi>],
                [words.pack.facts.expiry, formatDate(Date.parse(`${evidence.expiry}T12:00:00`))],
              ] as const)
            : []),
          ...(now
            ? ([[words.pack.facts.keeper, <Party settings={settings} address={now.custodian} />]] as const)
            : []),
        ]}
      />
      <h3>{words.pack.checks}</h3>
      <ul>
        {checks.map(({ name, ok, detail }) => (
          <li key={name}>
            <span class={ok ? 'state-good' : 'state-bad'}>{ok ? words.pack.held : words.pack.failed}</span>:{' '}
            {words.pack.checkNames[name]} <bdi class="muted">{visible(detail)}</bdi>
          </li>
        ))}
      </ul>
    </section>
  )
}
