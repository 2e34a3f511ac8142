import { type ContractTransactionReceipt, type Signature, solidityPackedKeccak256, toUtf8Bytes } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { read, send } from '../chain/send.ts'
import type { TypedDataSigner } from '../chain/typedData.ts'
import { signKeyProof } from '../crypto/keyProof.ts'
import { encodeProof, KEY_ATTRIBUTE, KEY_VALIDITY, PROOF_ATTRIBUTE } from './attributes.ts'

export interface KeyToPublish {
  /** X25519, 32 bytes. */
  readonly publicKey: Uint8Array
  /** Counts up from 1 with every new key of the account. */
  readonly keyEpoch: number
}

/** Signs a 32-byte digest without any prefix, as ERC-1056 wants it. Browser wallets cannot; a key held here can. */
export interface DigestSigner {
  sign(digest: string): Signature
}

/** Publishes an encryption key and its proof in the account's DID document. The account pays. */
export async function publishEncryptionKey(
  contracts: Contracts,
  signer: TypedDataSigner,
  key: KeyToPublish,
): Promise<ContractTransactionReceipt[]> {
  const account = await signer.getAddress()
  const receipts: ContractTransactionReceipt[] = []
  for (const [name, value] of await attributesOf(contracts, signer, key)) {
    receipts.push(await send(contracts.didRegistry.setAttribute(account, name, value, KEY_VALIDITY)))
  }
  return receipts
}

/** The same for an account without funds: it signs, and the account that `contracts` is connected to pays. */
export async function relayEncryptionKey(
  contracts: Contracts,
  signer: TypedDataSigner & { readonly signingKey: DigestSigner },
  key: KeyToPublish,
): Promise<ContractTransactionReceipt[]> {
  const account = await signer.getAddress()
  const receipts: ContractTransactionReceipt[] = []
  for (const [name, value] of await attributesOf(contracts, signer, key)) {
    const nonce = await read(contracts.didRegistry.nonce(account))
    // ERC-1056: keccak256(0x19, 0x00, registry, nonce, identity, "setAttribute", name, value, validity).
    const digest = solidityPackedKeccak256(
      ['bytes2', 'address', 'uint256', 'address', 'bytes', 'bytes32', 'bytes', 'uint256'],
      [
        '0x1900',
        contracts.deployment.contracts.didRegistry,
        nonce,
        account,
        toUtf8Bytes('setAttribute'),
        name,
        value,
        KEY_VALIDITY,
      ],
    )
    const { v, r, s } = signer.signingKey.sign(digest)
    receipts.push(
      await send(contracts.didRegistry.setAttributeSigned(account, v, r, s, name, value, KEY_VALIDITY)),
    )
  }
  return receipts
}

async function attributesOf(
  contracts: Contracts,
  signer: TypedDataSigner,
  { publicKey, keyEpoch }: KeyToPublish,
): Promise<[name: string, value: Uint8Array | string][]> {
  const account = await signer.getAddress()
  const proof = await signKeyProof(signer, { chainId: contracts.chainId, account, publicKey, keyEpoch })
  return [
    [KEY_ATTRIBUTE, publicKey],
    [PROOF_ATTRIBUTE, encodeProof(keyEpoch, proof)],
  ]
}
