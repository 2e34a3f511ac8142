import { useSignal } from '@preact/signals'
import { getAddress, isAddress } from 'ethers'
import { deadlineIn } from '../../../sdk/chain/time.ts'
import { proposeTransfer } from '../../../sdk/provenance/proposeTransfer.ts'
import type { Transfer, UnitRef } from '../../../sdk/provenance/unit.ts'
import { useAct } from '../../acts/useAct.ts'
import { ActStatus } from '../../parts/actStatus.tsx'
import { Button } from '../../parts/button.tsx'
import { Select, TextField } from '../../parts/field.tsx'
import { words } from '../../words/en.ts'
import type { KeeperSetting } from './keeper.tsx'

/** Seconds. */
const DAY = 86_400
const DURATIONS = { day: DAY, week: 7 * DAY, month: 30 * DAY } as const
type Duration = keyof typeof DURATIONS
const OTHER = 'other'

export interface OfferFormProps {
  readonly setting: KeeperSetting
  readonly unit: UnitRef
  /** What the organisation has of it, and so can offer. */
  readonly transfers: readonly Transfer[]
  /** Whether it may only go back. */
  readonly isReturnOnly: boolean
  readonly onDone: () => void
}

/** Offers a unit to another organisation, forwards or back. An offer can be withdrawn, so it is not asked about twice. */
export function OfferForm(props: OfferFormProps) {
  const { setting, unit, transfers, isReturnOnly, onDone } = props
  const { settings, organisation } = setting
  const { ship } = words.pharmacy
  const others = settings.directory.filter(
    ({ kind, address }) => kind === 'organisation' && address !== organisation,
  )
  const receiver = useSignal<string>(others[0]?.address ?? OTHER)
  const typed = useSignal('')
  const transfer = useSignal<Transfer>(transfers[0] ?? 'custody')
  const duration = useSignal<Duration>('week')
  const act = useAct()
  const isOther = receiver.value === OTHER
  const address = isOther ? typed.value.trim() : receiver.value
  const isFit = isAddress(address)
  const offer = async (isReturn: boolean) => {
    const isDone = await act.run(async ({ contracts }) =>
      proposeTransfer(contracts, unit, {
        receiver: getAddress(address),
        expiresAt: await deadlineIn(contracts, DURATIONS[duration.value]),
        transfer: transfer.value,
        isReturn,
      }),
    )
    if (isDone) onDone()
  }
  return (
    <>
      <h3>{ship.title}</h3>
      <p>{ship.lead}</p>
      <Select
        label={ship.to}
        value={receiver.value}
        choices={[
          ...others.map((one) => ({ value: one.address, label: one.name })),
          { value: OTHER, label: ship.other },
        ]}
        onChange={(chosen) => {
          receiver.value = chosen
        }}
      />
      {isOther && (
        <TextField
          label={ship.address}
          value={typed.value}
          isCode
          maxLength={100}
          error={isFit || typed.value === '' ? undefined : ship.addressInvalid}
          onInput={(text) => {
            typed.value = text
          }}
        />
      )}
      <Select
        label={ship.what}
        value={transfer.value}
        choices={transfers.map((value) => ({ value, label: words.pharmacy.transfer[value] }))}
        onChange={(chosen) => {
          transfer.value = chosen
        }}
      />
      <Select
        label={ship.duration}
        value={duration.value}
        choices={(Object.keys(DURATIONS) as Duration[]).map((value) => ({
          value,
          label: ship.durations[value],
        }))}
        onChange={(chosen) => {
          duration.value = chosen
        }}
      />
      <p class="muted">{isReturnOnly ? ship.returnOnly : ship.returnHelp}</p>
      <div class="buttons">
        {!isReturnOnly && (
          <Button kind="primary" disabled={act.isBusy || !isFit} onClick={() => offer(false)}>
            {ship.ship}
          </Button>
        )}
        <Button disabled={act.isBusy || !isFit} onClick={() => offer(true)}>
          {ship.giveBack}
        </Button>
      </div>
      <ActStatus act={act} done={ship.done} />
    </>
  )
}
