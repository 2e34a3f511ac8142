import type { CheckedPack } from '../../../sdk/provenance/askAboutPack.ts'
import type { PackState } from '../../../sdk/provenance/verificationMessage.ts'
import { Facts } from '../../parts/facts.tsx'
import { nameOf, Party } from '../../parts/party.tsx'
import { words } from '../../words/en.ts'
import { formatDate, formatList, formatNumber, formatTime } from '../../words/format.ts'
import { visible } from '../../words/visible.ts'
import type { KeeperSetting } from './keeper.tsx'
import { notes, objections } from './verdict.ts'

export interface PackFactsProps {
  readonly setting: KeeperSetting
  readonly found: CheckedPack
}

/** The verdict, what the pack is, and each claim with how it was borne out. */
export function PackFacts({ setting: { settings, organisation }, found }: PackFactsProps) {
  const { scanned, answer, checks, now } = found
  const { evidence } = answer
  const keeper = now && now.custodian !== organisation ? nameOf(settings, now.custodian) : undefined
  const against = objections(found)
  const besides = notes(found, keeper)
  const isGood = against.length === 0
  const verdict = isGood ? (besides.length === 0 ? 'genuine' : 'genuineBut') : 'bad'
  return (
    <section class="card" aria-labelledby="verdict-title">
      <div class={`note ${isGood ? 'good' : 'trouble'}`} role="alert">
        <h2 id="verdict-title">{words.pharmacy.scan[verdict]}</h2>
        {[...against, ...besides].map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {!isGood && <p>{words.pharmacy.scan.badTodo}</p>}
      </div>
      <Facts
        facts={[
          [words.pack.facts.gtin, <bdi class="code">{visible(scanned.gtin)}</bdi>],
          [words.pack.facts.serial, <bdi class="code">{visible(scanned.serial)}</bdi>],
          ...(evidence
            ? ([
                [words.pack.facts.lot, <bdi class="code">{visible(evidence.identity.lot)}</bdi>],
                [words.pack.facts.expiry, formatDate(Date.parse(`${evidence.expiry}T12:00:00`))],
                [words.pharmacy.scan.state, stateText(now?.state ?? evidence.state)],
                [
                  words.pharmacy.scan.pack,
                  <span class="code">{`${evidence.batchId}/0/${evidence.index}`}</span>,
                ],
                [words.pharmacy.scan.block, formatNumber(evidence.block.number)],
              ] as const)
            : []),
          ...(now
            ? ([[words.pack.facts.keeper, <Party settings={settings} address={now.custodian} />]] as const)
            : []),
        ]}
      />
      <h3>{words.pack.checks}</h3>
      <p>{words.pharmacy.scan.checksLead(checks.length)}</p>
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

function stateText({ lifecycle, holds, dispensedAt }: PackState): string {
  const held = holds.map((hold) => words.pharmacy.hold[hold])
  const state =
    dispensedAt > 1
      ? words.pharmacy.scan.dispensedState(formatTime(dispensedAt * 1000))
      : words.pharmacy.lifecycle[lifecycle]
  return formatList([state, ...held])
}
