import type { Command } from 'commander'
import type { Check } from '../../../sdk/audit/check.ts'
import type { ChainOptions } from '../../context.ts'
import { checksText } from '../../output/checks.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE, NO } from '../../output/exitCode.ts'
import type { PageFiles } from '../../output/reportPage.ts'
import { exits } from '../exits.ts'
import { collecting, withChainOptions, withExample, withJson } from '../options.ts'
import { withChain } from '../withChain.ts'

interface VerifyOptions extends ChainOptions, OutputOptions, PageFiles {
  readonly attestation?: readonly string[]
}

const NOTES = `Exits with 1 where the file is not the report that landed, or where something speaks against it now: the model
version was suspended, a record was amended, entered in error or erased, or a signer was excluded.`

export function registerReportVerify(group: Command): void {
  const command = group
    .command('verify <file>')
    .description('Check an opened report against the chain, and what happened since it landed.')
    .option(
      '--attestation <file>',
      'what salus report attest kept, to show its verdict; may be given again',
      collecting((text) => text),
    )
    .option('--page <file>', "where the clinician's page goes, as HTML")
    .option('--pdf <file>', 'where the page goes as PDF, on A4')
    .action(exits(verify))
  withChainOptions(withJson(command))
  withExample(command, '$ salus report verify out/report.json --page out/report.html', NOTES)
}

function verify(file: string, options: VerifyOptions): Promise<number> {
  return withChain(options, async ({ contracts }) => {
    const { readOpenedReport } = await import('../../input/openedReport.ts')
    const { checkOpenedReport } = await import('../../../portal/report/checkOpenedReport.ts')
    const { writeReportPage } = await import('../../output/reportPage.ts')
    const { statementFile } = await import('../statementFile.ts')
    const opened = await readOpenedReport(file)
    const kept = await Promise.all((options.attestation ?? []).map((path) => statementFile(path).load()))
    const statements = kept.filter((statement) => statement !== null)
    const { checks, evidence, standing } = await checkOpenedReport(contracts, opened, statements)
    const ok = checks.every((found: Check) => found.ok)
    if (evidence) await writeReportPage(opened.report, evidence, options)
    emit(options, { ok, checks, standing: standing ?? null }, () => checksText(checks))
    return ok ? FINE : NO
  })
}
