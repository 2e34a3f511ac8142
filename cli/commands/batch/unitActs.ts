import type { Command } from 'commander'
import { registerUnitAct, type UnitAct } from './unitAct.ts'

const ACTS: readonly UnitAct[] = [
  {
    name: 'quarantine',
    description:
      'As custodian or owner: keep a unit apart until quality assurance of another organisation looked at it.',
    notes: 'Nobody can hand it over or dispense from it meanwhile; it can be returned.',
    done: 'quarantined',
    load: async () => (await import('../../../sdk/provenance/quarantineUnit.ts')).quarantineUnit,
  },
  {
    name: 'release-hold',
    description: 'As quality assurance of another organisation: release a unit from quarantine.',
    notes:
      'Not for the organisation that keeps the unit or kept it when it was quarantined. Lifts no other hold.',
    done: 'released from quarantine',
    load: async () =>
      (await import('../../../sdk/provenance/releaseFromQuarantine.ts')).releaseFromQuarantine,
  },
  {
    name: 'restock',
    description:
      'As custodian and owner: put what came back on sale again, after the check of saleable returns.',
    notes: 'US FD&C Act, section 582(c)(4)(D): verify its serial numbers first (salus batch verify).',
    done: 'on sale again',
    load: async () => (await import('../../../sdk/provenance/restockUnit.ts')).restockUnit,
  },
  {
    name: 'destroy',
    description: 'As custodian and owner: say that a unit was destroyed.',
    notes: 'Allowed under every hold.',
    done: 'destroyed',
    sure: 'This says for good that the unit was destroyed.',
    load: async () => (await import('../../../sdk/provenance/destroyUnit.ts')).destroyUnit,
  },
  {
    name: 'stolen',
    description: 'As custodian or owner: say that a unit was stolen or lost.',
    notes: 'None of its packs can be dispensed any more, wherever they turn up.',
    done: 'reported as stolen',
    sure: 'This says for good that the unit was stolen or lost.',
    load: async () => (await import('../../../sdk/provenance/reportStolen.ts')).reportStolen,
  },
  {
    name: 'sample',
    description: 'As custodian and owner: say that a unit was taken as a sample.',
    notes: 'A sample is not sold.',
    done: 'taken as a sample',
    sure: 'This says for good that the unit is a sample.',
    load: async () => (await import('../../../sdk/provenance/takeSample.ts')).takeSample,
  },
]

/** Commands that say one thing of one unit. */
export function registerUnitActs(group: Command): void {
  for (const act of ACTS) registerUnitAct(group, act)
}
