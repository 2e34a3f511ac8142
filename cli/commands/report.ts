import type { Command } from 'commander'
import { withExample } from './options.ts'
import { registerReportAttest } from './report/attest.ts'
import { registerReportOutcome } from './report/outcome.ts'
import { registerReportRequest } from './report/request.ts'
import { registerReportVerify } from './report/verify.ts'

export function registerReport(program: Command): void {
  const group = program.command('report').description('Ask the oracle committee for a report about a record.')
  registerReportRequest(group)
  registerReportVerify(group)
  registerReportAttest(group)
  registerReportOutcome(group)
  withExample(group, '$ salus report request --evidence evidence.json --model heart')
}
