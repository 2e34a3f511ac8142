import type { Command } from 'commander'
import { withExample } from '../options.ts'
import { POLICY_HELP } from './options.ts'
import { registerPolicyCreate } from './policyCreate.ts'
import { registerPolicyList } from './policyList.ts'
import { registerPolicySet } from './policySet.ts'
import { registerPolicyShow } from './policyShow.ts'

const EXAMPLE = `$ salus replenish policy create --gtin 09506000134352 --supplier 0x90F79bf6EB2c4f870365E785982E1f101E93b906 --capacity 600
$ salus replenish policy set --policy out/policy.json
$ salus replenish policy show --policy out/policy.json`

export function registerReplenishPolicy(group: Command): void {
  const policies = group.command('policy').description('What is ordered of one product from one supplier.')
  registerPolicyCreate(policies)
  registerPolicySet(policies)
  registerPolicyList(policies)
  registerPolicyShow(policies)
  withExample(policies, EXAMPLE, POLICY_HELP)
}
