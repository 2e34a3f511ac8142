import type { Command } from 'commander'
import { registerUnitAct } from '../batch/unitAct.ts'

export function registerInvestigationNotify(group: Command): void {
  registerUnitAct(group, {
    name: 'notify',
    description: 'As who opened it: say that the notice of an illegitimate unit went out.',
    notes: `The notice itself goes to the authority (Form FDA 3911) and to trading partners outside of Salus. Give its text as the
reason: the chain then shows when it went out, and you can show what it said.`,
    done: 'notified',
    load: async () =>
      (await import('../../../sdk/provenance/investigations/notifyIllegitimate.ts')).notifyIllegitimate,
  })
}
