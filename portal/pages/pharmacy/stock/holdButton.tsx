import { useSignal } from '@preact/signals'
import { holdPolicy } from '../../../../sdk/planning/holdPolicy.ts'
import { usePortal } from '../../../app/portal.ts'
import { Button } from '../../../parts/button.tsx'
import { words } from '../../../words/en.ts'
import { SureDialog } from '../sureDialog.tsx'
import type { PolicyEntry } from './stockWork.ts'

export interface HoldButtonProps {
  readonly entry: PolicyEntry
  readonly onDone: () => void
}

/** Holds a policy, or lets it go on: that takes another account than the one that counted the stock last. */
export function HoldButton({ entry: { policyId, state }, onDone }: HoldButtonProps) {
  const { connection } = usePortal()
  const isAsked = useSignal(false)
  const { isHeld, recorder } = state
  if (isHeld && recorder === connection.wallet.value?.account) return <p>{words.stock.fourEyes}</p>
  const { button, title, text, done } = isHeld ? words.stock.resume : words.stock.hold
  return (
    <>
      <Button
        kind={isHeld ? 'primary' : 'danger'}
        onClick={() => {
          isAsked.value = true
        }}
      >
        {button}
      </Button>
      {isAsked.value && (
        <SureDialog
          title={title}
          text={text}
          confirm={button}
          done={done}
          isGrave={!isHeld}
          work={({ contracts }) => holdPolicy(contracts, policyId, !isHeld)}
          onDone={onDone}
          onClose={() => {
            isAsked.value = false
          }}
        />
      )}
    </>
  )
}
