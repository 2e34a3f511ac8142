import type { Command } from 'commander'
import { registerIdentityPublish } from './identity/publish.ts'
import { registerIdentityShow } from './identity/show.ts'
import { withExample } from './options.ts'

export function registerIdentity(program: Command): void {
  const group = program
    .command('identity')
    .description('Publish the key by which records are shared with you; look at that of others.')
  registerIdentityPublish(group)
  registerIdentityShow(group)
  withExample(group, '$ salus identity publish')
}
