import { readFile, stat } from 'node:fs/promises'
import type { Provider } from 'ethers'
import { InvalidInputError } from '../../sdk/errors/index.ts'
import { MAXIMUM_KEYSTORE, type OpenedKeystore, openKeystore } from './keystore.ts'
import type { OracleSigner } from './oracleSigner.ts'
import { plainKeySigner, walletOf } from './plainKey.ts'
import { remoteSigner } from './remoteSigner.ts'
import { walletOverHttp } from './walletOverHttp.ts'

/** Where a passphrase comes from: the environment, or a file that only the node may read. */
export type PassphraseSource = { readonly text: string } | { readonly file: string }

interface KeystoreFile {
  readonly path: string
  readonly passphrase: PassphraseSource
}

/** Where a node's secrets lie. */
export type KeySource =
  | { readonly kind: 'keystore'; readonly keystore: KeystoreFile }
  | {
      readonly kind: 'remote'
      readonly url: string
      readonly account: string
      /** For the encryption secret: a remote signer signs, and decrypts nothing. */
      readonly keystore: KeystoreFile
    }
  | {
      readonly kind: 'plain'
      readonly key: string
      readonly seed: string
      readonly isAllowedAnywhere: boolean
    }

export interface NodeKeys {
  readonly signer: OracleSigner
  /** 32 bytes as hexadecimal: the node's encryption key comes from it. */
  readonly seed: string
}

/** @throws InvalidInputError INPUT_NOT_FOUND, KEYSTORE_INVALID, CONFIG_INVALID, KEY_INVALID, ADDRESS_INVALID */
export async function openKeys(source: KeySource, provider: Provider, chainId: number): Promise<NodeKeys> {
  if (source.kind === 'plain') {
    const { key, seed, isAllowedAnywhere } = source
    return { signer: plainKeySigner(key, provider, { chainId, isAllowedAnywhere }), seed }
  }
  const { privateKey, seed } = await readKeystore(source.keystore)
  if (source.kind === 'remote') {
    const request = walletOverHttp(source.url)
    return { signer: remoteSigner({ address: source.account, request, provider }), seed }
  }
  if (privateKey === null) {
    throw new InvalidInputError(
      'CONFIG_INVALID',
      'The keystore holds no account: set SALUS_ORACLE_SIGNER_URL and SALUS_ORACLE_ACCOUNT, or make one that does.',
    )
  }
  return { signer: walletOf(privateKey, provider), seed }
}

async function readKeystore({ path, passphrase }: KeystoreFile): Promise<OpenedKeystore> {
  const text = await readSmall(path, 'SALUS_ORACLE_KEYSTORE')
  return openKeystore(text, await readPassphrase(passphrase))
}

/** A file's passphrase ends at its first line's end, as editors and echo leave one. */
export async function readPassphrase(source: PassphraseSource): Promise<string> {
  if ('text' in source) return source.text
  const text = await readSmall(source.file, 'SALUS_ORACLE_PASSPHRASE_FILE')
  return text.split(/\r?\n/, 1)[0] ?? ''
}

async function readSmall(path: string, setting: string): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size <= MAXIMUM_KEYSTORE) return await readFile(path, 'utf8')
  } catch (cause) {
    throw new InvalidInputError('INPUT_NOT_FOUND', `The file that ${setting} names cannot be read.`, {
      cause,
    })
  }
  throw new InvalidInputError(
    'INPUT_TOO_LARGE',
    `The file that ${setting} names is no such file: it is too large.`,
  )
}
