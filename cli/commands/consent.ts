import type { Command } from 'commander'
import { registerConsentDecide } from './consent/decide.ts'
import { registerConsentGrant } from './consent/grant.ts'
import { registerConsentList } from './consent/list.ts'
import { registerConsentRestrict } from './consent/restrict.ts'
import { registerConsentRevoke } from './consent/revoke.ts'
import { withExample } from './options.ts'

export function registerConsent(program: Command): void {
  const group = program
    .command('consent')
    .description('Grant, revoke, deny and list consent; opt out; ask whether somebody may use a record.')
  registerConsentGrant(group)
  registerConsentRevoke(group)
  registerConsentRestrict(group)
  registerConsentList(group)
  registerConsentDecide(group)
  withExample(
    group,
    '$ salus consent grant committee --category cardiology --purpose TREAT --for 90d --relay',
  )
}
