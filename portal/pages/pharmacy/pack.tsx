import { useSignal } from '@preact/signals'
import type { CheckedPack } from '../../../sdk/provenance/askAboutPack.ts'
import { askMaker } from '../../acts/askMaker.ts'
import { Button } from '../../parts/button.tsx'
import { CodeField } from '../../parts/codeField.tsx'
import { Select } from '../../parts/field.tsx'
import { Scanner } from '../../parts/scanner.tsx'
import { TroubleNote } from '../../parts/trouble.tsx'
import { useQuestion } from '../../parts/useQuestion.ts'
import { words } from '../../words/en.ts'
import { ColdChain } from './coldChain.tsx'
import { KeeperPage, type KeeperSetting } from './keeper.tsx'
import { PackActs } from './packActs.tsx'
import { PackFacts } from './packFacts.tsx'
import { PackHistory } from './packHistory.tsx'
import { PackProof } from './packProof.tsx'
import { provenPack } from './verdict.ts'

/** A pack in hand: whether it is genuine, where it has been, and what can be done with it. */
export default function PharmacyPackPage() {
  return (
    <>
      <h1>{words.pharmacy.scan.title}</h1>
      <p>{words.pharmacy.scan.lead}</p>
      <KeeperPage>{(setting) => <Scanning setting={setting} />}</KeeperPage>
    </>
  )
}

/** What was asked, and what came back. */
interface Scanned {
  readonly code: string
  readonly verifier: string
  readonly found: CheckedPack
}

function Scanning({ setting }: { readonly setting: KeeperSetting }) {
  const { settings, contracts } = setting
  const makers = settings.gateways.filter(({ serves }) => serves.includes('medicines'))
  const verifier = useSignal(makers[0]?.url ?? '')
  const code = useSignal('')
  const { isBusy, answer, trouble, ask, clear } = useQuestion<Scanned>()
  const askAbout = async (text: string, url: string): Promise<Scanned> => ({
    code: text,
    verifier: url,
    found: await askMaker(contracts, settings, url, text),
  })
  const check = () => {
    clear()
    return ask(askAbout(code.value.trim(), verifier.value))
  }
  const current = answer.value
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
      {current && (
        <Found
          setting={setting}
          scanned={current}
          onDone={() => ask(askAbout(current.code, current.verifier))}
        />
      )}
    </>
  )
}

interface FoundProps {
  readonly setting: KeeperSetting
  readonly scanned: Scanned
  readonly onDone: () => void
}

function Found({ setting, scanned: { code, verifier, found }, onDone }: FoundProps) {
  const proven = provenPack(found)
  return (
    <>
      <PackFacts setting={setting} found={found} />
      {proven && (
        <>
          <PackActs
            setting={setting}
            code={code}
            verifier={verifier}
            found={found}
            pack={proven}
            onDone={onDone}
          />
          <PackHistory setting={setting} found={found} pack={proven}>
            {(history) => (
              <>
                <PackProof setting={setting} pack={proven} history={history} />
                <ColdChain setting={setting} code={code} verifier={verifier} history={history} />
              </>
            )}
          </PackHistory>
        </>
      )}
    </>
  )
}
