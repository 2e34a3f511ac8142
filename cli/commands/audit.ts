import type { Command } from 'commander'
import type { ChainOptions } from '../context.ts'
import type { BlockOptions } from '../input/blocks.ts'
import { checksText } from '../output/checks.ts'
import { emit, type OutputOptions } from '../output/emit.ts'
import { FINE, NO } from '../output/exitCode.ts'
import { exits } from './exits.ts'
import { withBlockOptions, withChainOptions, withExample, withJson } from './options.ts'
import { withChain } from './withChain.ts'

type AuditOptions = ChainOptions & BlockOptions & OutputOptions

const NOTES = `Checks the record against its anchor, the ciphertext against its content identifier, the consents behind the
request when it was made and answered, the quorum's signatures, the model version, and every disclosure
against the custodian's log. Exits with 1 where a check fails. Needs no key.`

export function registerAudit(program: Command): void {
  const command = program
    .command('audit <bundle>')
    .description('Verify an audit bundle against the chain and the stored ciphertext, and nothing else.')
    .action(exits(auditBundle))
  withChainOptions(withBlockOptions(withJson(command)))
  withExample(command, '$ salus audit evidence.json --ipfs https://ipfs.example.org', NOTES)
}

function auditBundle(path: string, options: AuditOptions): Promise<number> {
  return withChain(options, async ({ contracts }) => {
    const { openBlocks } = await import('../input/blocks.ts')
    const { audit } = await import('../../sdk/audit/audit.ts')
    const { readAuditBundle } = await import('../../sdk/audit/node/readAuditBundle.ts')
    const bundle = await readAuditBundle(path)
    const result = await audit(contracts, await openBlocks(options), bundle)
    emit(options, result, () => checksText(result.checks))
    return result.ok ? FINE : NO
  })
}
