import { useSignal } from '@preact/signals'
import { acceptTransfer } from '../../../sdk/provenance/acceptTransfer.ts'
import { cancelTransfer } from '../../../sdk/provenance/cancelTransfer.ts'
import { listProposals, type OpenProposal } from '../../../sdk/provenance/listProposals.ts'
import { rejectTransfer } from '../../../sdk/provenance/rejectTransfer.ts'
import { unitText } from '../../../sdk/provenance/unit.ts'
import type { Work } from '../../acts/act.ts'
import { Button } from '../../parts/button.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { nameOf, Party } from '../../parts/party.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { words } from '../../words/en.ts'
import { formatTime } from '../../words/format.ts'
import { KeeperPage, type KeeperSetting } from './keeper.tsx'
import { SureDialog, type SureDialogProps } from './sureDialog.tsx'
import { packsIn, shortUnit } from './unitWords.ts'

/** What is offered to the organisation, and what it has offered itself. */
export default function ReceivePage() {
  return (
    <>
      <h1>{words.pharmacy.incoming.title}</h1>
      <p>{words.pharmacy.incoming.lead}</p>
      <KeeperPage>{(setting) => <Offers setting={setting} />}</KeeperPage>
    </>
  )
}

type Asked = Pick<SureDialogProps, 'title' | 'text' | 'confirm' | 'done' | 'work' | 'isGrave'>

function Offers({ setting }: { readonly setting: KeeperSetting }) {
  const { contracts, organisation, settings } = setting
  const asked = useSignal<Asked | null>(null)
  const offers = useResource(async () => {
    const [incoming, outgoing] = await Promise.all([
      listProposals(contracts, { receiver: organisation }),
      listProposals(contracts, { proposer: organisation }),
    ])
    return { incoming, outgoing }
  }, [contracts, organisation])
  const ask = (next: Asked) => {
    asked.value = next
  }
  const close = () => {
    asked.value = null
  }
  return (
    <Loaded resource={offers}>
      {({ incoming, outgoing }, reload) => (
        <>
          <div class="buttons">
            <Button onClick={reload}>{words.pharmacy.reload}</Button>
          </div>
          {incoming.length === 0 ? (
            <p class="note">{words.pharmacy.incoming.none}</p>
          ) : (
            <Table
              caption={words.pharmacy.incoming.caption}
              rows={incoming}
              keyOf={keyOf}
              columns={[
                ...sharedColumns,
                {
                  title: words.pharmacy.incoming.from,
                  cell: ({ proposer }) => <Party settings={settings} address={proposer} />,
                },
                untilColumn,
                {
                  title: words.pharmacy.incoming.actions,
                  cell: (offer) => <Answer offer={offer} setting={setting} ask={ask} />,
                },
              ]}
            />
          )}
          <h2>{words.pharmacy.outgoing.title}</h2>
          {outgoing.length === 0 ? (
            <p class="note">{words.pharmacy.outgoing.none}</p>
          ) : (
            <Table
              caption={words.pharmacy.outgoing.caption}
              rows={outgoing}
              keyOf={keyOf}
              columns={[
                ...sharedColumns,
                {
                  title: words.pharmacy.outgoing.to,
                  cell: ({ receiver }) => <Party settings={settings} address={receiver} />,
                },
                untilColumn,
                {
                  title: words.pharmacy.incoming.actions,
                  cell: (offer) => (
                    <Button
                      label={words.pharmacy.outgoing.cancelLabel(shortUnit(offer.unit), whatOf(offer))}
                      onClick={() => ask(withdrawal(offer, setting))}
                    >
                      {words.pharmacy.outgoing.cancel}
                    </Button>
                  ),
                },
              ]}
            />
          )}
          {asked.value && <SureDialog {...asked.value} onDone={reload} onClose={close} />}
        </>
      )}
    </Loaded>
  )
}

const keyOf = ({ unit, transfer }: OpenProposal): string => `${unitText(unit)} ${transfer}`

const whatOf = ({ transfer, isReturn }: OpenProposal): string => {
  const what = words.pharmacy.transfer[transfer]
  return isReturn ? `${what}, ${words.pharmacy.incoming.isReturn}` : what
}

const sharedColumns: readonly Column<OpenProposal>[] = [
  {
    title: words.pharmacy.incoming.unit,
    cell: ({ unit }) => (
      <>
        <span class="code" title={unitText(unit)}>
          {shortUnit(unit)}
        </span>
        <br />
        <span class="muted">{packsIn(unit)}</span>
      </>
    ),
  },
  { title: words.pharmacy.incoming.what, cell: whatOf },
]

const untilColumn: Column<OpenProposal> = {
  title: words.pharmacy.incoming.until,
  cell: ({ expiresAt }) => formatTime(expiresAt * 1000),
}

interface AnswerProps {
  readonly offer: OpenProposal
  readonly setting: KeeperSetting
  readonly ask: (asked: Asked) => void
}

function Answer({ offer, setting: { settings }, ask }: AnswerProps) {
  const { unit, transfer, isReturn, proposer, isBlocked } = offer
  const { incoming } = words.pharmacy
  const named = [shortUnit(unit), whatOf(offer)] as const
  const from = nameOf(settings, proposer)
  const accept: Work = ({ contracts }) => acceptTransfer(contracts, unit, transfer, isReturn)
  const reject: Work = ({ contracts }) => rejectTransfer(contracts, unit, transfer)
  return (
    <>
      {isBlocked && <p class="state-bad">{incoming.blocked}</p>}
      <div class="buttons">
        {!isBlocked && (
          <Button
            kind="primary"
            label={incoming.acceptLabel(...named)}
            onClick={() =>
              ask({
                title: incoming.acceptTitle,
                text: incoming.acceptText(...named, from),
                confirm: incoming.accept,
                done: incoming.accepted,
                work: accept,
              })
            }
          >
            {incoming.accept}
          </Button>
        )}
        <Button
          label={incoming.rejectLabel(...named)}
          onClick={() =>
            ask({
              title: incoming.rejectTitle,
              text: incoming.rejectText(...named, from),
              confirm: incoming.reject,
              done: incoming.rejected,
              isGrave: true,
              work: reject,
            })
          }
        >
          {incoming.reject}
        </Button>
      </div>
    </>
  )
}

function withdrawal({ unit, transfer, receiver }: OpenProposal, { settings }: KeeperSetting): Asked {
  const { outgoing } = words.pharmacy
  return {
    title: outgoing.cancelTitle,
    text: outgoing.cancelText(shortUnit(unit), nameOf(settings, receiver)),
    confirm: outgoing.cancel,
    done: outgoing.cancelled,
    work: ({ contracts }) => cancelTransfer(contracts, unit, transfer),
  }
}
