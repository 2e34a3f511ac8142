import { EventLog, getBytes } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { encryptionKeyId } from '../crypto/encryptionIdentity.ts'
import { verifyKeyProof } from '../crypto/keyProof.ts'
import { RefusedError } from '../errors/index.ts'
import { decodeProof, KEY_ATTRIBUTE, PROOF_ATTRIBUTE } from './attributes.ts'

export interface PublishedKey {
  readonly account: string
  /** X25519, 32 bytes. */
  readonly publicKey: Uint8Array
  readonly keyEpoch: number
  readonly keyId: string
}

/**
 * The encryption key of the highest epoch that the account itself proved. Whoever controls the DID, but not the
 * account, can write attributes: those without a proof by the account are passed over.
 * @throws RefusedError DID_KEY_MISSING
 */
export async function readEncryptionKey(contracts: Contracts, account: string): Promise<PublishedKey> {
  const filter = contracts.didRegistry.filters.DIDAttributeChanged?.(account)
  if (!filter) throw new TypeError('The DID registry has no DIDAttributeChanged event.')
  const logs = await read(contracts.didRegistry.queryFilter(filter, contracts.deployment.block))
  const events = logs.filter((log) => log instanceof EventLog)
  const valuesOf = (name: string) =>
    events.filter((event) => event.args.name === name).map((event) => String(event.args.value))

  const keys = valuesOf(KEY_ATTRIBUTE).flatMap((value) => (value.length === 66 ? [getBytes(value)] : []))
  let latest: PublishedKey | undefined
  for (const value of valuesOf(PROOF_ATTRIBUTE)) {
    if (value.length !== 2 + 2 * (4 + 65)) continue
    const { keyEpoch, proof } = decodeProof(value)
    if (latest && keyEpoch <= latest.keyEpoch) continue
    const publicKey = keys.find((key) =>
      verifyKeyProof({ chainId: contracts.chainId, account, publicKey: key, keyEpoch }, proof),
    )
    if (publicKey) latest = { account, publicKey, keyEpoch, keyId: encryptionKeyId(publicKey) }
  }
  if (latest) return latest
  throw new RefusedError(
    'DID_KEY_MISSING',
    `The account ${account} has published no encryption key with a valid proof. It must publish one first.`,
  )
}
