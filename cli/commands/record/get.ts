import { type Command, Option } from 'commander'
import type { AuditBundle } from '../../../sdk/audit/auditBundle.ts'
import { type Purpose, parsePurpose } from '../../../sdk/consent/vocabulary.ts'
import type { ReleasedRecord } from '../../../sdk/records/releasedRecord.ts'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withGatewayOption, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'

interface GetOptions extends ChainOptions, OutputOptions {
  readonly purpose: Purpose
  readonly output: string
  readonly evidence?: string
  readonly gateway: string
}

const NOTES = `Needs SALUS_KEY and SALUS_RECOVERY_CODE. A patient reads an own record with --purpose PATRQT.
The output is written only when every check holds: envelope, ciphertext, manifest, commitment, anchor.
The evidence opens nothing and lets anyone verify the record (salus record verify, salus audit); who has it
can test guesses of the record's manifest, so share it with auditors only.`

export function registerRecordGet(group: Command): void {
  const command = group
    .command('get <recordId>')
    .description('Get the key of a record from its gateway, open the record and check it against the chain.')
    .addOption(new Option('--purpose <code>', 'purpose of use').default('TREAT').argParser(parsePurpose))
    .requiredOption('--output <file>', 'where the decrypted record goes')
    .option('--evidence <file>', 'where an audit bundle of the record goes')
    .action(exits(get))
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(command, '$ salus record get 0x… --output record.json --evidence evidence.json', NOTES)
}

function get(recordIdText: string, options: GetOptions): Promise<number> {
  return withAccount(options, async (chain) => {
    const { parseRecordId } = await import('../../input/recordId.ts')
    const { requireRecoveryCode } = await import('../../input/recoveryCode.ts')
    const { openGateway } = await import('../../context.ts')
    const { recoverIdentity } = await import('../../../sdk/identity/recoverIdentity.ts')
    const { requestRecord } = await import('../../../sdk/records/requestRecord.ts')
    const { streamRecord } = await import('../../../sdk/records/openRecord.ts')
    const { contentReader } = await import('../../../sdk/storage/contentReader.ts')
    const { httpBlockstore } = await import('../../../sdk/storage/httpBlockstore.ts')
    const { writeWhole } = await import('../../output/writeWhole.ts')
    const { progressLine } = await import('../../output/progress.ts')
    const { own, wallet } = chain
    const { purpose, output, evidence } = options
    const recordId = parseRecordId(recordIdText)
    const identity = await recoverIdentity(own, wallet, wallet.address, requireRecoveryCode())
    const gateway = openGateway(options.gateway)
    const { record } = await requestRecord(own, wallet, gateway, { recordId, purpose })
    const content = contentReader(httpBlockstore(options.gateway))
    const reader = { contracts: own, content, grantee: wallet.address, identity }
    const progress = progressLine('reading')
    const plaintext = streamRecord(reader, recordId, record, {
      onProgress: (done) => progress.bar(done, record.manifest.size),
    })
    await writeWhole(output, plaintext).finally(() => progress.clear())
    if (evidence !== undefined) await writeWhole(evidence, evidenceText(own.deployment.chainId, record))
    const { mediaType, category, size: bytes } = record.manifest
    const { keyEpoch } = record.locator
    emit(
      options,
      { recordId, category, mediaType, bytes, keyEpoch, output, evidence: evidence ?? null },
      () =>
        pairs([
          ['record', recordId],
          ['content', `${mediaType}, ${category}, ${bytes.toLocaleString('en')} bytes`],
          ['key epoch', String(keyEpoch)],
          ['written to', output],
          ...(evidence === undefined ? [] : [['evidence', evidence] as const]),
        ]),
    )
    return FINE
  })
}

function evidenceText(chainId: number, { ref, manifest, salt, locator }: ReleasedRecord): string {
  const bundle: AuditBundle = {
    format: 'salus-audit/1',
    chainId,
    record: { ref, manifest, salt, locator },
    request: null,
    disclosures: [],
  }
  return `${JSON.stringify(bundle, null, 2)}\n`
}
