import type { Command } from 'commander'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withChain } from '../withChain.ts'

export function registerIdentityShow(group: Command): void {
  const command = group
    .command('show <account>')
    .description("Show an account's DID, and the encryption key that it published with a valid proof.")
    .action(exits(show))
  withChainOptions(withJson(command))
  withExample(
    command,
    '$ salus identity show 0x90F79bf6EB2c4f870365E785982E1f101E93b906',
    'Exits with 1 where the account has published none.',
  )
}

function show(accountText: string, options: ChainOptions & OutputOptions): Promise<number> {
  return withChain(options, async ({ contracts }) => {
    const { parseAddress } = await import('../../input/address.ts')
    const { didOf } = await import('../../../sdk/identity/did.ts')
    const { readEncryptionKey } = await import('../../../sdk/identity/readEncryptionKey.ts')
    const { bytesToHex } = await import('../../../sdk/crypto/bytes.ts')
    const account = parseAddress('account', accountText)
    const { keyId, keyEpoch, publicKey } = await readEncryptionKey(contracts, account)
    const did = didOf(contracts.chainId, account)
    emit(options, { account, did, keyId, keyEpoch, publicKey: bytesToHex(publicKey) }, () =>
      pairs([
        ['account', account],
        ['DID', did],
        ['key id', keyId],
        ['key epoch', String(keyEpoch)],
        ['X25519 key', bytesToHex(publicKey)],
      ]),
    )
    return FINE
  })
}
