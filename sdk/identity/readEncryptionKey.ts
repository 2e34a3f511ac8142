import { EventLog, getBytes } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { encryptionKeyId } from '../crypto/encryptionIdentity.ts'
import { verifyKeyProof } from '../crypto/keyProof.ts'
import { RefusedError } from '../errors/index.ts'
import { decodeProof, KEY_ATTRIBUTE, PROOF_ATTRIBUTE } from './attributes.ts'

/** Proofs tried before giving up, newest keys first: whoever fills a DID document cannot keep a reader busy for long. */
const MAXIMUM_VERIFICATIONS = 256

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

  const isOfLength = (bytes: number) => (value: string) => value.length === 2 + 2 * bytes
  const keys = valuesOf(KEY_ATTRIBUTE)
    .filter(isOfLength(32))
    .toReversed()
    .map((value) => getBytes(value))
  const proofs = valuesOf(PROOF_ATTRIBUTE)
    .filter(isOfLength(4 + 65))
    .map(decodeProof)
  let verifications = 0
  for (const { keyEpoch, proof } of proofs.sort((a, b) => b.keyEpoch - a.keyEpoch)) {
    for (const publicKey of keys) {
      if (++verifications > MAXIMUM_VERIFICATIONS) throw missing(account)
      if (!verifyKeyProof({ chainId: contracts.chainId, account, publicKey, keyEpoch }, proof)) continue
      return { account, publicKey, keyEpoch, keyId: encryptionKeyId(publicKey) }
    }
  }
  throw missing(account)
}

function missing(account: string): RefusedError {
  return new RefusedError(
    'DID_KEY_MISSING',
    `The account ${account} has published no encryption key with a valid proof. It must publish one first.`,
  )
}
