import type { Command } from 'commander'
import { withExample } from './options.ts'
import { registerReportRequest } from './report/request.ts'

export function registerReport(program: Command): void {
  const group = program.command('report').description('Ask the oracle committee for a report about a record.')
  registerReportRequest(group)
  withExample(group, '$ salus report request --evidence evidence.json --model heart')
}
