import type { Command } from 'commander'
import { registerUnitAct } from '../batch/unitAct.ts'

export function registerInvestigationOpen(group: Command): void {
  registerUnitAct(group, {
    name: 'open',
    description: 'As custodian or owner: open an investigation of a unit, which is then held as suspect.',
    notes: `Suspect: counterfeit, diverted, stolen, tampered with or unfit, as far as you have reason to believe (US FD&C Act,
section 581(21)). The clock runs until quality assurance of your organisation determines it.`,
    done: 'suspect',
    load: async () =>
      (await import('../../../sdk/provenance/investigations/openInvestigation.ts')).openInvestigation,
  })
}
