import type { Command } from 'commander'
import { withExample } from './options.ts'
import { registerStorageCopy } from './storage/copy.ts'
import { registerStorageScrub } from './storage/scrub.ts'
import { registerStorageStatus } from './storage/status.ts'

export function registerStorage(program: Command): void {
  const group = program
    .command('storage')
    .description('Look after stores of encrypted records: status, integrity, moving to and from IPFS.')
  registerStorageStatus(group)
  registerStorageScrub(group)
  registerStorageCopy(group)
  withExample(group, '$ salus storage status --store .salus/gateway/content')
}
