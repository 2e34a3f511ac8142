import type { Command } from 'commander'
import { registerModelAgreement } from './model/agreement.ts'
import { registerModelCard } from './model/card.ts'
import { registerModelEvaluate } from './model/evaluate.ts'
import { registerModelList } from './model/list.ts'
import { withExample } from './options.ts'

export function registerModel(program: Command): void {
  const group = program
    .command('model')
    .description('Look at the shipped models, and test them. Needs no chain.')
  registerModelList(group)
  registerModelCard(group)
  registerModelEvaluate(group)
  registerModelAgreement(group)
  withExample(group, '$ salus model card heart')
}
