import type { Command } from 'commander'
import { registerInvestigationDetermine } from './investigation/determine.ts'
import { registerInvestigationNotify } from './investigation/notify.ts'
import { registerInvestigationOpen } from './investigation/open.ts'
import { registerInvestigationShow } from './investigation/show.ts'
import { withExample } from './options.ts'

export function registerInvestigation(program: Command): void {
  const group = program
    .command('investigation')
    .description('Suspect medicines: open, determine, notify, and what is overdue.')
  registerInvestigationOpen(group)
  registerInvestigationDetermine(group)
  registerInvestigationNotify(group)
  registerInvestigationShow(group)
  withExample(group, '$ salus investigation show 0x…/6/17')
}
