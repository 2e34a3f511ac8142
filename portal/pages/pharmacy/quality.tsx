import { useSignal } from '@preact/signals'
import { findInvestigation } from '../../../sdk/provenance/investigations/findInvestigation.ts'
import type { InvestigationState } from '../../../sdk/provenance/investigations/readInvestigation.ts'
import { type UnitRef, unitText } from '../../../sdk/provenance/unit.ts'
import { Button } from '../../parts/button.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { nameOf } from '../../parts/party.tsx'
import { words } from '../../words/en.ts'
import { formatTime } from '../../words/format.ts'
import type { KeeperSetting } from './keeper.tsx'
import { isReleasable, type UnitStanding } from './possibleActs.ts'
import { ReasonDialog, type ReasonedAct } from './reasonDialog.tsx'

export interface QualityProps {
  readonly setting: KeeperSetting
  readonly unit: UnitRef
  readonly standing: UnitStanding
  readonly onDone: (outcome: string) => void
}

/** Why a unit is held, how far that has been looked into, and what quality assurance can say to it. */
export function Quality({ setting, unit, standing, onDone }: QualityProps) {
  const { contracts } = setting
  const { holds } = standing
  const isInvestigated = holds.includes('suspect') || holds.includes('illegitimate')
  const found = useResource(
    async () => (isInvestigated ? ((await findInvestigation(contracts, unit)) ?? null) : null),
    [contracts, unitText(unit), holds.join()],
  )
  const asked = useSignal<{ readonly act: ReasonedAct; readonly unit: UnitRef } | null>(null)
  const canRelease = isReleasable(standing, setting)
  if (!isInvestigated && !canRelease) return null
  return (
    <Loaded resource={found}>
      {(investigation) => {
        const acts: readonly (readonly [ReasonedAct, UnitRef])[] = [
          ...(investigation
            ? investigationActs(investigation.state, setting).map((act) => [act, investigation.unit] as const)
            : []),
          ...(canRelease ? ([['release', unit]] as const) : []),
        ]
        return (
          <>
            <h3>{words.pharmacy.quality.title}</h3>
            {investigation && <p>{investigationText(investigation.state, setting)}</p>}
            {investigation && acts.length === 0 && <p class="muted">{words.pharmacy.quality.whoDecides}</p>}
            <div class="buttons">
              {acts.map(([act, of]) => (
                <Button
                  key={act}
                  onClick={() => {
                    asked.value = { act, unit: of }
                  }}
                >
                  {words.pharmacy.unitActs[act].button}
                </Button>
              ))}
            </div>
            {asked.value && (
              <ReasonDialog
                act={asked.value.act}
                unitNow={async () => asked.value?.unit ?? unit}
                onDone={onDone}
                onClose={() => {
                  asked.value = null
                }}
              />
            )}
          </>
        )
      }}
    </Loaded>
  )
}

/** What the account can say to an investigation: only its own organisation decides, by its quality assurance. */
function investigationActs(
  { organisation, verdict, notifiedAt }: InvestigationState,
  { organisation: own, isQuality }: KeeperSetting,
): readonly ReasonedAct[] {
  if (organisation !== own) return []
  if (verdict === 'open') return isQuality ? ['cleared', 'illegitimate'] : []
  return verdict === 'illegitimate' && notifiedAt === null ? ['notified'] : []
}

function investigationText(state: InvestigationState, { settings }: KeeperSetting): string {
  const { quality } = words.pharmacy
  const { organisation, openedAt, verdict, overdue, dueAt, notifiedAt } = state
  const opened = quality.opened(nameOf(settings, organisation), formatTime(openedAt * 1000))
  const due = dueAt === null ? [] : [formatTime(dueAt * 1000)]
  const next = notifiedAt
    ? [quality.notified(formatTime(notifiedAt * 1000))]
    : due.map((when) => quality.due[verdict === 'open' ? 'determination' : 'notification'](when))
  return [
    opened,
    quality.verdicts[verdict],
    ...next,
    ...(overdue === 'nothing' ? [] : [quality.overdue]),
  ].join(' ')
}
