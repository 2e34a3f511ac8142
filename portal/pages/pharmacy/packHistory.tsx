import type { ComponentChildren } from 'preact'
import type { CheckedPack } from '../../../sdk/provenance/askAboutPack.ts'
import type { HistoryStep } from '../../../sdk/provenance/history/step.ts'
import { readHistory } from '../../../sdk/provenance/readHistory.ts'
import type { VerificationEvidence } from '../../../sdk/provenance/verificationMessage.ts'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { Party } from '../../parts/party.tsx'
import { Table } from '../../parts/table.tsx'
import { words } from '../../words/en.ts'
import { formatTime, shorten } from '../../words/format.ts'
import type { KeeperSetting } from './keeper.tsx'

export interface PackHistoryProps {
  readonly setting: KeeperSetting
  /** Another one, and the history is read anew. */
  readonly found: CheckedPack
  readonly pack: VerificationEvidence
  readonly children: (history: readonly HistoryStep[]) => ComponentChildren
}

/** All that happened to the pack, as the chain alone says it. */
export function PackHistory({ setting, found, pack, children }: PackHistoryProps) {
  const { contracts, settings } = setting
  const { batchId, index } = pack
  const read = useResource(() => readHistory(contracts, batchId, index), [contracts, batchId, index, found])
  return (
    <Loaded resource={read}>
      {(history) => (
        <>
          {children(history)}
          <section class="card" aria-labelledby="history-title">
            <h2 id="history-title">{words.pharmacy.history.title}</h2>
            <p>{words.pharmacy.history.lead}</p>
            <Table
              caption={words.pharmacy.history.caption}
              rows={history}
              keyOf={({ blockHash, logIndex }) => `${blockHash}/${logIndex}`}
              columns={[
                { title: words.pharmacy.history.when, cell: ({ time }) => formatTime(time * 1000) },
                { title: words.pharmacy.history.what, cell: stepText },
                {
                  title: words.pharmacy.history.who,
                  cell: (step) => {
                    const who = whoOf(step)
                    return who === undefined ? '–' : <Party settings={settings} address={who} />
                  },
                },
                {
                  title: words.pharmacy.history.transaction,
                  cell: (step) => <Evidence step={step} />,
                },
              ]}
            />
          </section>
        </>
      )}
    </Loaded>
  )
}

/** Where the chain says it, to be opened: the whole of a hash is long. */
function Evidence({ step: { transactionHash, blockNumber, blockHash } }: { readonly step: HistoryStep }) {
  return (
    <details>
      <summary class="code">{shorten(transactionHash)}</summary>
      <p class="code">{transactionHash}</p>
      <p>
        {words.pharmacy.history.block(blockNumber)} <span class="code">{blockHash}</span>
      </p>
    </details>
  )
}

function stepText(step: HistoryStep): string {
  const { history, hold, lifecycle, transfer, coldChain } = words.pharmacy
  const what = history.steps[step.name]
  switch (step.name) {
    case 'transfer-proposed':
    case 'transfer-accepted':
      return [`${what}: ${transfer[step.transfer]}`, ...(step.isReturn ? [history.asReturn] : [])].join(', ')
    case 'lifecycle-changed':
      return `${what} ${lifecycle[step.lifecycle]}`
    case 'hold-put':
    case 'hold-lifted':
      return `${what} ${hold[step.hold]}`
    case 'log-anchored':
    case 'log-judged':
      return `${what}: ${coldChain.verdicts[step.verdict]}`
    default:
      return what
  }
}

/** The account or organisation that a step names, whoever it went to before whoever it came from. */
function whoOf(step: HistoryStep): string | undefined {
  switch (step.name) {
    case 'commissioned':
      return step.maker
    case 'released':
      return step.account
    case 'transfer-proposed':
    case 'transfer-accepted':
      return step.receiver
    case 'transfer-ended':
    case 'lifecycle-changed':
    case 'investigation-opened':
    case 'investigation-determined':
    case 'illegitimate-notified':
      return step.organisation
    case 'disaggregated':
    case 'aggregated':
      return step.custodian
    case 'hold-put':
    case 'hold-lifted':
      return step.by
    case 'dispensed':
    case 'dispense-undone':
      return step.dispenser
    case 'log-anchored':
      return step.logger
    default:
      return undefined
  }
}
