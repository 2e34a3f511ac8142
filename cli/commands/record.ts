import type { Command } from 'commander'
import { withExample } from './options.ts'
import { registerRecordAdd } from './record/add.ts'
import { registerRecordEnrol } from './record/enrol.ts'
import { registerRecordExample } from './record/example.ts'
import { registerRecordGet } from './record/get.ts'
import { registerRecordVerify } from './record/verify.ts'

export function registerRecord(program: Command): void {
  const group = program.command('record').description('Enrol with a custodian; add, get and verify records.')
  registerRecordEnrol(group)
  registerRecordExample(group)
  registerRecordAdd(group)
  registerRecordGet(group)
  registerRecordVerify(group)
  withExample(group, '$ salus record get 0x… --output record.json --evidence evidence.json')
}
