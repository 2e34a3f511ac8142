import type { Command } from 'commander'
import type { ChainOptions } from '../../context.ts'
import type { BlockOptions } from '../../input/blocks.ts'
import { checksText } from '../../output/checks.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE, NO } from '../../output/exitCode.ts'
import { exits } from '../exits.ts'
import { withBlockOptions, withChainOptions, withExample, withJson } from '../options.ts'
import { withChain } from '../withChain.ts'

interface VerifyOptions extends ChainOptions, BlockOptions, OutputOptions {
  readonly content?: string
}

export function registerRecordVerify(group: Command): void {
  const command = group
    .command('verify <evidence>')
    .description('Verify a record: its anchor on chain, its ciphertext, and its content where you have it.')
    .option('--content <file>', "the decrypted record, to check against the manifest's hash")
    .action(exits(verify))
  withChainOptions(withBlockOptions(withJson(command)))
  withExample(
    command,
    '$ salus record verify evidence.json --content record.json',
    'Exits with 1 where a check fails. Needs no key.',
  )
}

function verify(path: string, options: VerifyOptions): Promise<number> {
  return withChain(options, async ({ contracts }) => {
    const { openBlocks } = await import('../../input/blocks.ts')
    const { readAuditBundle } = await import('../../../sdk/audit/node/readAuditBundle.ts')
    const { audit } = await import('../../../sdk/audit/audit.ts')
    const { auditContent } = await import('../../../sdk/audit/auditContent.ts')
    const { streamInputFile } = await import('../../../sdk/files/node/streamInputFile.ts')
    const bundle = await readAuditBundle(path)
    const record = { ...bundle, request: null, disclosures: [] }
    const { checks: found } = await audit(contracts, await openBlocks(options), record)
    const { manifest } = bundle.record
    const { content } = options
    const checks =
      content === undefined ? found : [...found, await auditContent(manifest, streamInputFile(content))]
    const ok = checks.every((check) => check.ok)
    emit(options, { ok, checks }, () => checksText(checks))
    return ok ? FINE : NO
  })
}
