import type { Command } from 'commander'
import { withExample } from './options.ts'
import { registerPlanList } from './plan/list.ts'
import { registerPlanShow } from './plan/show.ts'
import { registerPlanWrite } from './plan/write.ts'

export function registerPlan(program: Command): void {
  const group = program
    .command('plan')
    .description(
      'Care plans: a person writes each version, which is kept as a record and replaces the former.',
    )
  registerPlanWrite(group)
  registerPlanShow(group)
  registerPlanList(group)
  withExample(group, '$ salus plan list --patient 0x90F79bf6EB2c4f870365E785982E1f101E93b906')
}
