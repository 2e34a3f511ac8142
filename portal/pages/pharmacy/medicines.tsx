import { useSignal } from '@preact/signals'
import { useCallback } from 'preact/hooks'
import { type Holding, listHoldings } from '../../../sdk/provenance/listHoldings.ts'
import { Button } from '../../parts/button.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { Party } from '../../parts/party.tsx'
import { Table } from '../../parts/table.tsx'
import { useFocus } from '../../parts/useFocus.ts'
import { words } from '../../words/en.ts'
import { formatList, formatNumber, shorten } from '../../words/format.ts'
import { ChosenUnit } from './chosenUnit.tsx'
import { KeeperPage, type KeeperSetting } from './keeper.tsx'

/** What the organisation keeps or owns, and what can be done with it. */
export default function MedicinesPage() {
  return (
    <>
      <h1>{words.pharmacy.holdings.title}</h1>
      <p>{words.pharmacy.holdings.lead}</p>
      <KeeperPage>{(setting) => <Holdings setting={setting} />}</KeeperPage>
    </>
  )
}

function Holdings({ setting }: { readonly setting: KeeperSetting }) {
  const { settings, contracts, organisation } = setting
  const chosen = useSignal<Holding | null>(null)
  const found = useResource(() => listHoldings(contracts, { organisation }), [contracts, organisation])
  const outcome = useSignal<string | null>(null)
  const close = useCallback(() => {
    chosen.value = null
  }, [chosen])
  return (
    <Loaded resource={found}>
      {(holdings, reload) => (
        <>
          <div class="buttons">
            <Button onClick={reload}>{words.pharmacy.reload}</Button>
          </div>
          {holdings.length === 0 ? (
            <p class="note">{words.pharmacy.holdings.none}</p>
          ) : (
            <Table
              caption={words.pharmacy.holdings.caption}
              rows={holdings}
              keyOf={rangeText}
              columns={[
                {
                  title: words.pharmacy.holdings.units,
                  cell: (holding) => <span class="code">{shortRange(holding)}</span>,
                },
                {
                  title: words.pharmacy.holdings.packs,
                  cell: ({ level, from, to }) => words.pharmacy.packs((to - from) * 2 ** level),
                },
                {
                  title: words.pharmacy.holdings.keeper,
                  cell: ({ custodian }) => <Party settings={settings} address={custodian} />,
                },
                {
                  title: words.pharmacy.holdings.owner,
                  cell: ({ owner }) => <Party settings={settings} address={owner} />,
                },
                {
                  title: words.pharmacy.holdings.state,
                  cell: ({ lifecycle, holds }) =>
                    holds.length > 0 ? (
                      <span class="state-bad">
                        {formatList(holds.map((hold) => words.pharmacy.hold[hold]))}
                      </span>
                    ) : (
                      words.pharmacy.lifecycle[lifecycle]
                    ),
                },
                {
                  title: words.pharmacy.holdings.dispensed,
                  cell: ({ dispensed }) => formatNumber(dispensed),
                },
                {
                  title: words.pharmacy.holdings.actions,
                  cell: (holding) => (
                    <Button
                      label={words.pharmacy.holdings.chooseLabel(shortRange(holding))}
                      onClick={() => {
                        outcome.value = null
                        chosen.value = holding
                      }}
                    >
                      {words.pharmacy.holdings.choose}
                    </Button>
                  ),
                },
              ]}
            />
          )}
          {outcome.value && <Outcome key={outcome.value} text={outcome.value} />}
          {chosen.value && (
            <ChosenUnit
              key={rangeText(chosen.value)}
              setting={setting}
              holding={asOfNow(chosen.value, holdings)}
              onDone={(text) => {
                if (text !== undefined) {
                  // What was chosen is another unit now, or none.
                  chosen.value = null
                  outcome.value = text
                }
                reload()
              }}
              onClose={close}
            />
          )}
        </>
      )}
    </Loaded>
  )
}

/** Takes the focus, whose place is gone, and so is read out. */
function Outcome({ text }: { readonly text: string }) {
  const element = useFocus<HTMLParagraphElement>()
  return (
    <p class="note good" tabIndex={-1} ref={element}>
      {text}
    </p>
  )
}

const positionsOf = ({ from, to }: Holding): string => (to - from === 1 ? `${from}` : `${from}–${to - 1}`)

/** It may have been chosen before what was done to it was read; a line that was cut since stays as it was. */
const asOfNow = (chosen: Holding, holdings: readonly Holding[]): Holding =>
  holdings.find((holding) => rangeText(holding) === rangeText(chosen)) ?? chosen

const rangeText = (holding: Holding): string =>
  `${holding.batchId}/${holding.level}/${positionsOf(holding)} ${holding.custodian} ${holding.owner}`

const shortRange = (holding: Holding): string =>
  `${shorten(holding.batchId)}/${holding.level}/${positionsOf(holding)}`
