import type { Command } from 'commander'
import { withExample } from './options.ts'
import { registerRecordAdd } from './record/add.ts'
import { registerRecordDisclosures } from './record/disclosures.ts'
import { registerRecordEnrol } from './record/enrol.ts'
import { registerRecordErase } from './record/erase.ts'
import { registerRecordExample } from './record/example.ts'
import { registerRecordGet } from './record/get.ts'
import { registerRecordList } from './record/list.ts'
import { registerRecordNotices } from './record/notices.ts'
import { registerRecordRekey } from './record/rekey.ts'
import { registerRecordVerify } from './record/verify.ts'

export function registerRecord(program: Command): void {
  const group = program
    .command('record')
    .description('Enrol with a custodian; add, list, get, verify, re-key and erase records.')
  registerRecordEnrol(group)
  registerRecordExample(group)
  registerRecordAdd(group)
  registerRecordGet(group)
  registerRecordVerify(group)
  registerRecordList(group)
  registerRecordDisclosures(group)
  registerRecordNotices(group)
  registerRecordRekey(group)
  registerRecordErase(group)
  withExample(group, '$ salus record get 0x… --output record.json --evidence evidence.json')
}
