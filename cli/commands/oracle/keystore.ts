import { access } from 'node:fs/promises'
import type { Command } from 'commander'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { askSecretTwice } from '../../input/askSecret.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { writeWhole } from '../../output/writeWhole.ts'
import { exits } from '../exits.ts'
import { withExample, withJson } from '../options.ts'

export function registerOracleKeystore(group: Command): void {
  const keystore = group.command('keystore').description("Keep a node's secrets in an encrypted file.")
  const command = keystore
    .command('create')
    .description('Make new secrets for a node, encrypted under a passphrase.')
    .requiredOption('--output <file>', 'where to write them; nothing is overwritten')
    .option('--for-remote-signer', "only the encryption secret: the account's key is kept elsewhere")
    .action(exits(create))
  withExample(
    withJson(command),
    '$ salus oracle keystore create --output oracle.json',
    'The passphrase comes from SALUS_ORACLE_PASSPHRASE or the file that SALUS_ORACLE_PASSPHRASE_FILE names, or\nis asked for at a terminal. Two secrets are made that have nothing in common: the key of the signing account,\nand the one that opens what is encrypted for the node. Keep a copy: without it the account is lost.',
  )
  withExample(keystore, '$ salus oracle keystore create --output oracle.json')
}

interface CreateOptions extends OutputOptions {
  readonly output: string
  readonly forRemoteSigner?: boolean
}

async function create({ output, forRemoteSigner = false, ...options }: CreateOptions): Promise<number> {
  const exists = await access(output).then(
    () => true,
    () => false,
  )
  if (exists)
    throw new InvalidInputError('USAGE_INVALID', `${output} exists already. Name a file that does not.`)
  const { createKeystore } = await import('../../../oracle/keys/keystore.ts')
  const { text, address } = await createKeystore(await passphrase(), { withAccount: !forRemoteSigner })
  await writeWhole(output, text)
  emit(options, { output, address }, () =>
    address === null ? `Wrote ${output}.\n` : `Wrote ${output}.\naccount   ${address}\n`,
  )
  return FINE
}

async function passphrase(): Promise<string> {
  const { SALUS_ORACLE_PASSPHRASE: text, SALUS_ORACLE_PASSPHRASE_FILE: file } = process.env
  if (text) return text
  if (file) {
    const { readPassphrase } = await import('../../../oracle/keys/openKeys.ts')
    return readPassphrase({ file })
  }
  return askSecretTwice('Passphrase', 'SALUS_ORACLE_PASSPHRASE or SALUS_ORACLE_PASSPHRASE_FILE')
}
