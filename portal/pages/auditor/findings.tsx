import { useSignal } from '@preact/signals'
import type { Check } from '../../../sdk/audit/check.ts'
import type { Settings } from '../../app/settings.ts'
import { Button } from '../../parts/button.tsx'
import { Facts } from '../../parts/facts.tsx'
import { FileDrop } from '../../parts/fileDrop.tsx'
import { nextTask } from '../../parts/nextTask.ts'
import { saveFile } from '../../parts/saveFile.ts'
import { words } from '../../words/en.ts'
import { formatNumber, formatTime } from '../../words/format.ts'
import { visible } from '../../words/visible.ts'
import type { Verification } from './verification.ts'

/** Checks in the page at first; those that fail come first. */
const FIRST = 60

export interface FindingsProps {
  readonly settings: Settings
  readonly verification: Verification
  readonly onContent: (file: File) => void
}

/** What was found: a verdict in words, every check with its evidence, to be saved and printed. */
export function Findings({ settings, verification, onContent }: FindingsProps) {
  const { subject, block, at, checks, unproven, manifest, chainId } = verification
  const isWhole = useSignal(false)
  const ordered = [...checks.filter(({ ok }) => !ok), ...checks.filter(({ ok }) => ok)]
  const shown = isWhole.value ? ordered : ordered.slice(0, FIRST)
  return (
    <section class="card" aria-labelledby="verdict-title">
      <Verdict checks={checks} unproven={unproven} />
      <Facts
        facts={[
          [words.auditor.facts.subject, words.auditor.kinds[subject.kind]],
          [words.auditor.facts.file, <bdi class="code">{visible(subject.name)}</bdi>],
          ...(subject.sha256
            ? ([[words.auditor.facts.sha256, <span class="code">{subject.sha256}</span>]] as const)
            : []),
          [words.auditor.facts.chain, `${settings.network} (${chainId})`],
          [words.auditor.facts.block, formatNumber(block.number)],
          [words.auditor.facts.blockHash, <span class="code">{block.hash}</span>],
          [words.auditor.facts.at, formatTime(Date.parse(at))],
        ]}
      />
      <div class="buttons screen-only">
        <Button onClick={() => saveFile(asJson(settings, verification), 'verification.json')}>
          {words.auditor.save}
        </Button>
        <Button
          onClick={async () => {
            isWhole.value = true
            await nextTask()
            print()
          }}
        >
          {words.auditor.print}
        </Button>
      </div>
      <h3>{words.auditor.checks}</h3>
      <ol class="findings">
        {shown.map((check, index) => (
          <Finding key={index} check={check} />
        ))}
      </ol>
      {shown.length < ordered.length && (
        <div class="buttons">
          <Button
            onClick={() => {
              isWhole.value = true
            }}
          >
            {words.auditor.more(ordered.length - shown.length)}
          </Button>
        </div>
      )}
      {manifest && (
        <div class="screen-only">
          <FileDrop label={words.auditor.holder} help={words.auditor.holderHelp} onFile={onContent} />
        </div>
      )}
    </section>
  )
}

function Verdict({ checks, unproven }: Pick<Verification, 'checks' | 'unproven'>) {
  const failed = checks.filter(({ ok }) => !ok).length
  const kind = failed > 0 ? 'trouble' : unproven.length > 0 ? '' : 'good'
  const { holds, fails, partly } = words.auditor.verdict
  return (
    <div class={`note ${kind}`} role="alert">
      <h2 id="verdict-title">
        {failed > 0 ? fails(failed, checks.length) : unproven.length > 0 ? partly : holds(checks.length)}
      </h2>
      {unproven.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  )
}

function Finding({ check: { name, ok, reason, evidence } }: { readonly check: Check }) {
  return (
    <li>
      <p>
        <span class={ok ? 'state-good' : 'state-bad'}>
          {ok ? `✓ ${words.auditor.holds}` : `✗ ${words.auditor.fails}`}
        </span>
        : {visible(name)}
      </p>
      {reason && (
        <p>
          <bdi>{visible(reason)}</bdi>
        </p>
      )}
      {Object.keys(evidence).length > 0 && (
        <Facts
          facts={Object.entries(evidence).map(
            ([what, value]) =>
              [
                words.auditor.evidence[what] ?? visible(what),
                typeof value === 'number' ? (
                  formatNumber(value)
                ) : (
                  <bdi class={value.startsWith('0x') ? 'code' : ''}>{visible(value)}</bdi>
                ),
              ] as const,
          )}
        />
      )}
    </li>
  )
}

/** What another needs to find the same: what was asked, of which chain, and all that was found. */
function asJson({ deployment }: Settings, { manifest: _, ...verification }: Verification): Blob {
  const ok = verification.checks.every((check) => check.ok)
  const { contracts } = deployment
  const result = { format: 'salus-verification/1', ok, ...verification, contracts }
  return new Blob([`${JSON.stringify(result, null, 2)}\n`], { type: 'application/json' })
}
