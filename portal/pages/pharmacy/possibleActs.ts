import type { Hold, Lifecycle } from '../../../sdk/provenance/unit.ts'
import type { KeeperSetting } from './keeper.tsx'
import type { ReasonedAct } from './reasonDialog.tsx'

/** How a unit is, by whoever looks at it. */
export interface UnitStanding {
  readonly custodian: string
  readonly owner: string
  readonly lifecycle: Lifecycle
  readonly holds: readonly Hold[]
}

type Actor = Pick<KeeperSetting, 'organisation' | 'isKeeper' | 'isQuality'>

/** Whether nothing can be done with a unit any more. */
export const isOver = ({ lifecycle }: UnitStanding): boolean =>
  lifecycle === 'destroyed' || lifecycle === 'stolen' || lifecycle === 'sampled'

/**
 * What is offered to be said of a unit, so that nobody is asked for a reason in vain. The contract decides: see
 * `contracts/libraries/Transitions.sol`.
 */
export function possibleActs(unit: UnitStanding, { organisation, isKeeper }: Actor): readonly ReasonedAct[] {
  const { custodian, owner, lifecycle, holds } = unit
  const [isKept, isOwned] = [custodian === organisation, owner === organisation]
  if (isOver(unit) || (!isKept && !isOwned)) return []
  const isHeld = (...names: Hold[]) => names.some((name) => holds.includes(name))
  const isHandedOut = lifecycle !== 'commissioned'
  const offered: Readonly<Partial<Record<ReasonedAct, boolean>>> = {
    restock: isKept && isOwned && lifecycle === 'returned' && holds.length === 0,
    suspect: !isHeld('suspect', 'illegitimate'),
    quarantine: !isHeld('quarantined'),
    stolen: true,
    sample: isKept && isOwned && isHandedOut && !isHeld('recalled'),
    destroy: isKept && (isOwned || isHeld('illegitimate')) && !isHeld('suspect'),
  }
  const names = Object.keys(offered) as ReasonedAct[]
  // Quality assurance alone can quarantine, and nothing else of these.
  return names.filter((name) => offered[name] && (isKeeper || name === 'quarantine'))
}

/** Whether a unit may be handed on: to anyone, back only, or not at all. */
export function shipping(unit: UnitStanding): 'anywhere' | 'back' | 'nowhere' {
  const { lifecycle, holds } = unit
  if (lifecycle !== 'available' && lifecycle !== 'returned') return 'nowhere'
  if (holds.includes('suspect') || holds.includes('illegitimate')) return 'nowhere'
  return lifecycle === 'returned' || holds.length > 0 ? 'back' : 'anywhere'
}

/** Whether quality assurance can release it: of an organisation that has no part in the unit. */
export const isReleasable = ({ custodian, owner, holds }: UnitStanding, { organisation, isQuality }: Actor) =>
  isQuality && holds.includes('quarantined') && organisation !== custodian && organisation !== owner
