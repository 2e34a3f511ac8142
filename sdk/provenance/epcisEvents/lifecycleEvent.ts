import type { ScopedEvent } from '../../epcis/event.ts'
import type { Lifecycle } from '../unit.ts'
import { type EventSetting, objectEvent } from './chainEvent.ts'

const STEPS = {
  available: { action: 'OBSERVE', bizStep: 'stocking', disposition: 'sellable_accessible' },
  destroyed: { action: 'DELETE', bizStep: 'destroying', disposition: 'destroyed' },
  stolen: { action: 'OBSERVE', bizStep: 'other', disposition: 'stolen' },
  sampled: { action: 'OBSERVE', bizStep: 'sampling', disposition: 'non_sellable_other' },
  returned: { action: 'OBSERVE', bizStep: 'receiving', disposition: 'returned' },
  commissioned: { action: 'OBSERVE', bizStep: 'other', disposition: 'active' },
  unknown: { action: 'OBSERVE', bizStep: 'other', disposition: 'unknown' },
} as const satisfies Record<Lifecycle, object>

/** What became of something: put on sale again, destroyed, stolen, taken as a sample. @param by URI of who says so */
export const lifecycleEvent = (setting: EventSetting, lifecycle: Lifecycle, by: string): ScopedEvent =>
  objectEvent(setting, { ...STEPS[lifecycle], 'salus:organisation': by })
