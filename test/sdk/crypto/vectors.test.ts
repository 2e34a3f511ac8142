import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { AbiCoder, Wallet } from 'ethers'
import * as independent from 'hpke'
import { bytesToHex, hexToBytes, utf8Bytes, utf8Text } from '../../../sdk/crypto/bytes.ts'
import { canonicalJson, hashCanonicalJson } from '../../../sdk/crypto/canonicalJson.ts'
import { keyCommitment, recordCommitment } from '../../../sdk/crypto/commitment.ts'
import { deriveEncryptionIdentity } from '../../../sdk/crypto/encryptionIdentity.ts'
import {
  type Envelope,
  type EnvelopeContext,
  openEnvelope,
  openSecret,
  type SecretContext,
} from '../../../sdk/crypto/envelope.ts'
import { collect, decryptPayload, payloadAssociatedData } from '../../../sdk/crypto/payload.ts'

type InJson<Context> = Omit<Context, 'chainId'> & { chainId: number }

interface SealedVector<Context> {
  privateKey: string
  context: InJson<Context>
  secret: string
  envelope: Envelope
}

interface SalusVectors {
  payload: {
    dataKey: string
    recordId: string
    keyEpoch: number
    associatedData: string
    vectors: { segmentBytes: number; plaintextBytes: number; ciphertext: string }[]
  }
  keyCommitment: string
  canonicalJson: { value: unknown; text: string; hash: string }
  recordCommitment: { salt: string; manifestHash: string; commitment: string }
  recordEnvelope: SealedVector<EnvelopeContext>
  secretEnvelope: SealedVector<SecretContext>
  encryptionIdentity: {
    walletKey: string
    chainId: number
    keyEpoch: number
    recoveryCode: string
    publicKey: string
    privateKey: string
    keyId: string
  }
}

const salus = JSON.parse(
  readFileSync(new URL('./vectors/salus.json', import.meta.url), 'utf8'),
) as SalusVectors

const withBigInt = <Context extends { chainId: number }>(context: Context) => ({
  ...context,
  chainId: BigInt(context.chainId),
})

// scripts/data/cryptoVectors.ts wrote them; scripts/data/tinkVectors.py opened the payloads with Google Tink.
describe('vectors of the formats of Salus', () => {
  it('payloads open', async () => {
    const { dataKey, recordId, keyEpoch, associatedData, vectors } = salus.payload
    expect(bytesToHex(payloadAssociatedData(recordId, keyEpoch))).to.equal(associatedData)
    expect(vectors).to.have.length(10)
    for (const { segmentBytes, plaintextBytes, ciphertext } of vectors) {
      const sealed = [hexToBytes(ciphertext)]
      const opened = decryptPayload(hexToBytes(dataKey), hexToBytes(associatedData), sealed, { segmentBytes })
      expect(await collect(opened, 1000)).to.deep.equal(
        Uint8Array.from({ length: plaintextBytes }, (_, index) => (31 * index + 7) % 251),
      )
    }
  })

  it('commitments and canonical JSON come out the same', () => {
    const { dataKey, recordId, keyEpoch } = salus.payload
    expect(keyCommitment(recordId, keyEpoch, hexToBytes(dataKey))).to.equal(salus.keyCommitment)
    const { value, text, hash } = salus.canonicalJson
    expect(utf8Text(canonicalJson(value))).to.equal(text)
    expect(hashCanonicalJson(value)).to.equal(hash)
    const { salt, manifestHash, commitment } = salus.recordCommitment
    expect(recordCommitment(hexToBytes(salt), manifestHash)).to.equal(commitment)
  })

  it('envelopes open', async () => {
    const { recordEnvelope: record, secretEnvelope: secret } = salus
    const dataKey = await openEnvelope(
      hexToBytes(record.privateKey),
      withBigInt(record.context),
      record.envelope,
    )
    expect(bytesToHex(dataKey)).to.equal(record.secret)
    const opened = await openSecret(
      hexToBytes(secret.privateKey),
      withBigInt(secret.context),
      secret.envelope,
    )
    expect(bytesToHex(opened)).to.equal(secret.secret)
  })

  it('the encryption identity of a wallet and a recovery code comes out the same', async () => {
    const { walletKey, chainId, ...expected } = salus.encryptionIdentity
    const wallet = new Wallet(walletKey)
    const derived = await deriveEncryptionIdentity({
      signer: wallet,
      account: wallet.address,
      chainId: BigInt(chainId),
      keyEpoch: expected.keyEpoch,
      recoveryCode: expected.recoveryCode,
    })
    expect(bytesToHex(derived.publicKey)).to.equal(expected.publicKey)
    expect(bytesToHex(derived.privateKey)).to.equal(expected.privateKey)
    expect(derived.keyId).to.equal(expected.keyId)
  })

  it('envelopes open with the independent implementation in package hpke', async () => {
    const suite = new independent.CipherSuite(
      independent.KEM_DHKEM_X25519_HKDF_SHA256,
      independent.KDF_HKDF_SHA256,
      independent.AEAD_AES_256_GCM,
    )
    const open = async (vector: SealedVector<object>, info: string, types: string[], values: unknown[]) => {
      const key = await suite.DeserializePrivateKey(hexToBytes(vector.privateKey), true)
      const { ephemeral, ciphertext } = vector.envelope
      const opened = await suite.Open(key, hexToBytes(ephemeral), hexToBytes(ciphertext), {
        info: utf8Bytes(info),
        aad: hexToBytes(AbiCoder.defaultAbiCoder().encode(types, values)),
      })
      return bytesToHex(new Uint8Array(opened))
    }
    const record = salus.recordEnvelope.context
    expect(
      await open(
        salus.recordEnvelope,
        'salus.envelope.record.v1',
        ['uint8', 'uint256', 'address', 'bytes32', 'bytes32', 'string', 'address', 'bytes16', 'uint32'],
        [
          1,
          record.chainId,
          record.registry,
          record.recordId,
          record.commitment,
          record.cid,
          record.grantee,
          record.keyId,
          record.keyEpoch,
        ],
      ),
    ).to.equal(salus.recordEnvelope.secret)
    const secret = salus.secretEnvelope.context
    expect(
      await open(
        salus.secretEnvelope,
        'salus.envelope.request-secret.v1',
        ['uint8', 'uint256', 'address', 'bytes32', 'address', 'bytes16'],
        [1, secret.chainId, secret.consumer, secret.requestId, secret.grantee, secret.keyId],
      ),
    ).to.equal(salus.secretEnvelope.secret)
  })
})
