import {
  computeAddress,
  decryptKeystoreJson,
  encryptKeystoreJson,
  hexlify,
  randomBytes,
  SigningKey,
} from 'ethers'
import { z } from 'zod'
import { InvalidInputError } from '../../sdk/errors/index.ts'

/** Bytes of a keystore file that are read. */
export const MAXIMUM_KEYSTORE = 65_536

/** Characters of a passphrase, at least. */
const SHORTEST_PASSPHRASE = 12

/** The work of scrypt (RFC 7914) that geth and ethers choose: 128 MiB. */
const COST = 2 ** 17
/** N × r that a file may ask for: 256 MiB. */
const HIGHEST_COST = 2 ** 21

/** Web3 Secret Storage, version 3: what ethers, geth and Clef read and write. Only what bounds the work is looked at here. */
const secretSchema = z.looseObject({
  version: z.literal(3),
  Crypto: z.looseObject({
    kdf: z.literal('scrypt'),
    kdfparams: z
      .looseObject({ n: z.int().positive(), r: z.int().positive().max(64), p: z.int().positive().max(16) })
      .refine(({ n, r }) => n * r <= HIGHEST_COST),
  }),
})

/**
 * A node's secrets, each encrypted by itself under one passphrase. They are independent random numbers: who learns the
 * account's key can read no record, and who learns the encryption secret can sign nothing.
 */
const keystoreSchema = z.strictObject({
  format: z.literal('salus-oracle-keystore/1'),
  /** The key of the signing account; null where a remote signer has it. */
  account: secretSchema.nullable(),
  /** The secret that the node's encryption key comes from. Its 'address' names nothing. */
  encryption: secretSchema,
})

export interface OpenedKeystore {
  /** 0x and 64 hexadecimal digits, or null where a remote signer has it. */
  readonly privateKey: string | null
  /** 32 bytes as hexadecimal: the node's encryption key comes from it. */
  readonly seed: string
}

export interface NewKeystore {
  readonly text: string
  /** Of the signing account. */
  readonly address: string | null
}

/**
 * New secrets, encrypted.
 * @param cost N of scrypt; tests need less
 * @throws InvalidInputError KEYSTORE_INVALID where the passphrase is short
 */
export async function createKeystore(
  passphrase: string,
  { withAccount, cost = COST }: { readonly withAccount: boolean; readonly cost?: number },
): Promise<NewKeystore> {
  if ([...passphrase].length < SHORTEST_PASSPHRASE) {
    throw new InvalidInputError(
      'KEYSTORE_INVALID',
      `The passphrase of a keystore has ${SHORTEST_PASSPHRASE} characters at least.`,
    )
  }
  const make = async () => {
    const { privateKey } = new SigningKey(hexlify(randomBytes(32)))
    const address = computeAddress(privateKey)
    const json = await encryptKeystoreJson({ address, privateKey }, passphrase, {
      scrypt: { N: cost, r: 8, p: 1 },
    })
    return { address, secret: JSON.parse(json) as unknown }
  }
  const account = withAccount ? await make() : null
  const encryption = await make()
  const content = {
    format: 'salus-oracle-keystore/1',
    account: account?.secret ?? null,
    encryption: encryption.secret,
  }
  return { text: `${JSON.stringify(content, null, 2)}\n`, address: account?.address ?? null }
}

/** @throws InvalidInputError KEYSTORE_INVALID; without a cause, which could repeat what was decrypted */
export async function openKeystore(text: string, passphrase: string): Promise<OpenedKeystore> {
  const { account, encryption } = parse(text)
  const open = async (secret: z.infer<typeof secretSchema>) => {
    try {
      return (await decryptKeystoreJson(JSON.stringify(secret), passphrase)).privateKey
    } catch {
      throw new InvalidInputError(
        'KEYSTORE_INVALID',
        'The passphrase does not open the keystore, or the file was altered.',
      )
    }
  }
  return { seed: await open(encryption), privateKey: account && (await open(account)) }
}

function parse(text: string): z.infer<typeof keystoreSchema> {
  const malformed = () =>
    new InvalidInputError(
      'KEYSTORE_INVALID',
      'The keystore is malformed. Make one with salus oracle keystore create.',
    )
  if (text.length > MAXIMUM_KEYSTORE) throw malformed()
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw malformed()
  }
  const result = keystoreSchema.safeParse(value)
  if (result.success) return result.data
  throw malformed()
}
