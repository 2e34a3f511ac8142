import type { Command } from 'commander'
import pc from 'picocolors'
import type { EncryptionIdentity } from '../../../sdk/crypto/encryptionIdentity.ts'
import { InvalidInputError, RefusedError } from '../../../sdk/errors/index.ts'
import type { PublishedKey } from '../../../sdk/identity/readEncryptionKey.ts'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { type PrintedTransaction, printed } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { type ActingContext, withAccount } from '../withChain.ts'

interface PublishOptions extends ChainOptions, OutputOptions {
  readonly replace?: boolean
}

const NOTES = `The key comes from a signature of SALUS_KEY and from SALUS_RECOVERY_CODE. Without a code a new one is made and
shown once, on a terminal or as recoveryCode with --json: write it down, nobody can give it to you again.
An account without funds may have another one pay: set SALUS_PAYER_KEY. --relay is not offered here, because
ERC-1056 signatures are not typed data and gateways do not take them.`

export function registerIdentityPublish(group: Command): void {
  const command = group
    .command('publish')
    .description("Publish your encryption key in your account's DID document.")
    .option('--replace', 'replace another key: what was shared under that one needs its code')
    .action(exits(publish))
  withChainOptions(withJson(command))
  withExample(command, '$ SALUS_KEY=0x… salus identity publish', NOTES)
}

function publish(options: PublishOptions): Promise<number> {
  return withAccount(options, async (chain) => {
    const { createRecoveryCode } = await import('../../../sdk/crypto/recoveryCode.ts')
    const { didOf } = await import('../../../sdk/identity/did.ts')
    const { findEncryptionKey } = await import('../../../sdk/identity/findEncryptionKey.ts')
    const account = chain.wallet.address
    const did = didOf(chain.contracts.chainId, account)
    const published = await findEncryptionKey(chain.contracts, account)
    const known = process.env.SALUS_RECOVERY_CODE
    if (
      published &&
      known &&
      (await identityAt(chain, published.keyEpoch, known)).keyId === published.keyId
    ) {
      const { keyId, keyEpoch } = published
      emit(options, { account, did, keyId, keyEpoch, published: false, transactions: [] }, () =>
        text('This key is published already.', did, keyId, keyEpoch, []),
      )
      return FINE
    }
    requireLeave(options, published)
    if (!known) requireReader(options)

    const recoveryCode = known ?? createRecoveryCode()
    if (!known && !options.json) showOnce(recoveryCode)
    const keyEpoch = (published?.keyEpoch ?? 0) + 1
    const identity = await identityAt(chain, keyEpoch, recoveryCode)
    const transactions = await send(chain, identity, keyEpoch)
    const { keyId } = identity
    const secret = known ? {} : { recoveryCode }
    emit(options, { account, did, keyId, keyEpoch, published: true, ...secret, transactions }, () =>
      text(pc.green('Published.'), did, keyId, keyEpoch, transactions),
    )
    return FINE
  })
}

async function identityAt(
  { wallet, contracts }: ActingContext,
  keyEpoch: number,
  recoveryCode: string,
): Promise<EncryptionIdentity> {
  const { deriveEncryptionIdentity } = await import('../../../sdk/crypto/encryptionIdentity.ts')
  const { chainId } = contracts
  return deriveEncryptionIdentity({
    signer: wallet,
    account: wallet.address,
    chainId,
    keyEpoch,
    recoveryCode,
  })
}

async function send(
  { wallet, own, deployment, provider }: ActingContext,
  { publicKey }: EncryptionIdentity,
  keyEpoch: number,
): Promise<PrintedTransaction[]> {
  const { publishEncryptionKey, relayEncryptionKey } = await import(
    '../../../sdk/identity/publishEncryptionKey.ts'
  )
  const key = { publicKey, keyEpoch }
  const payerKey = process.env.SALUS_PAYER_KEY
  if (!payerKey) return (await publishEncryptionKey(own, wallet, key)).map(printed)
  const { walletOf } = await import('../../input/wallet.ts')
  const { connectContracts } = await import('../../../sdk/chain/contracts.ts')
  const payer = connectContracts(deployment, walletOf('SALUS_PAYER_KEY', payerKey, provider))
  return (await relayEncryptionKey(payer, wallet, key)).map(printed)
}

/** A key is not replaced by accident: with a mistaken code, or because the code was not at hand. */
function requireLeave({ replace }: PublishOptions, published: PublishedKey | undefined): void {
  if (!published || replace) return
  throw new RefusedError(
    'KEY_PUBLISHED',
    `${published.account} has published another key (epoch ${published.keyEpoch}). Set SALUS_RECOVERY_CODE to its code, or give --replace.`,
  )
}

/** A code that nobody sees is lost, and with it the key. */
function requireReader({ json }: PublishOptions): void {
  if (json || process.stdout.isTTY) return
  throw new InvalidInputError(
    'CONFIG_INVALID',
    'Set SALUS_RECOVERY_CODE, or run this on a terminal or with --json: a new code is shown once.',
  )
}

const showOnce = (code: string) =>
  process.stdout.write(
    `Your recovery code. Write it down now, it is not shown again:\n\n  ${pc.bold(code)}\n\n`,
  )

const text = (
  verdict: string,
  did: string,
  keyId: string,
  keyEpoch: number,
  transactions: readonly PrintedTransaction[],
) =>
  `${verdict}\n${pairs([
    ['DID', did],
    ['key id', keyId],
    ['key epoch', String(keyEpoch)],
    ...transactions.map(({ transactionHash, gasUsed }): [string, string] => [
      'transaction',
      `${transactionHash}, ${gasUsed.toLocaleString('en')} gas`,
    ]),
  ])}`
