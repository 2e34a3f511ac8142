import { writeFile } from 'node:fs/promises'
import { Wallet } from 'ethers'
import { bytesToHex, utf8Bytes, utf8Text } from '../../sdk/crypto/bytes.ts'
import { canonicalJson, hashCanonicalJson } from '../../sdk/crypto/canonicalJson.ts'
import { keyCommitment, recordCommitment } from '../../sdk/crypto/commitment.ts'
import { deriveEncryptionIdentity, encryptionIdentityFromSeed } from '../../sdk/crypto/encryptionIdentity.ts'
import { sealEnvelope, sealSecret } from '../../sdk/crypto/envelope.ts'
import { collect, encryptPayload, payloadAssociatedData } from '../../sdk/crypto/payload.ts'
import { formatRecoveryCode } from '../../sdk/crypto/recoveryCode.ts'

/**
 * Writes test/sdk/crypto/vectors/salus.json: what this release makes of fixed inputs. Every later release must open
 * and reproduce it, so it is written anew only when a format gets a new version. Envelopes and payloads hold fresh
 * randomness and differ each time. Then let Tink open the payloads:
 *
 *     node scripts/data/cryptoVectors.ts && python3 scripts/data/tinkVectors.py open
 */
const file = new URL('../../test/sdk/crypto/vectors/salus.json', import.meta.url)
const bytesOf = (first: number, length: number) => Uint8Array.from({ length }, (_, index) => first + index)
const word = (byte: string) => `0x${byte.repeat(32)}`
const address = (byte: string) => `0x${byte.repeat(20)}`

const dataKey = bytesOf(0, 32)
const recordId = word('a1')
const keyEpoch = 3
const associatedData = payloadAssociatedData(recordId, keyEpoch)

async function payload(segmentBytes: number, plaintextBytes: number) {
  const plaintext = Uint8Array.from({ length: plaintextBytes }, (_, index) => (31 * index + 7) % 251)
  const sealed = encryptPayload(dataKey, associatedData, [plaintext], { segmentBytes })
  return { segmentBytes, plaintextBytes, ciphertext: bytesToHex(await collect(sealed, 10_000)) }
}

const payloads = []
for (const length of [0, 1, 100]) payloads.push(await payload(1_048_576, length))
// Around the ends of the first and the second segment: 200 and 240 bytes of plaintext.
for (const length of [199, 200, 201, 439, 440, 441, 1000]) payloads.push(await payload(256, length))

const salt = bytesOf(64, 32)
const value = {
  size: 10,
  sha256: word('ab'),
  category: 'cardiology',
  note: 'Äskulap',
  nested: [1.5, null, true],
}
const manifestHash = hashCanonicalJson(value)

const { privateKey, publicKey, keyId } = await encryptionIdentityFromSeed(bytesOf(128, 32))
const context = {
  chainId: 31337n,
  registry: address('11'),
  recordId,
  commitment: recordCommitment(salt, manifestHash),
  cid: 'bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e',
  grantee: address('22'),
  keyId,
  keyEpoch,
}
const secretContext = {
  chainId: 31337n,
  consumer: address('33'),
  requestId: word('c4'),
  grantee: address('22'),
  keyId,
}
const secret = utf8Bytes('the secret of a request')

const wallet = new Wallet(word('33'))
const recoveryCode = formatRecoveryCode(bytesOf(200, 16))
const derived = await deriveEncryptionIdentity({
  signer: wallet,
  account: wallet.address,
  chainId: 31337n,
  keyEpoch: 1,
  recoveryCode,
})

const plain = <Context extends { chainId: bigint }>(given: Context) => ({
  ...given,
  chainId: Number(given.chainId),
})

const vectors = {
  source: 'scripts/data/cryptoVectors.ts',
  payload: {
    plaintext: 'byte i is (31 i + 7) mod 251',
    dataKey: bytesToHex(dataKey),
    recordId,
    keyEpoch,
    associatedData: bytesToHex(associatedData),
    vectors: payloads,
  },
  keyCommitment: keyCommitment(recordId, keyEpoch, dataKey),
  canonicalJson: { value, text: utf8Text(canonicalJson(value)), hash: manifestHash },
  recordCommitment: { salt: bytesToHex(salt), manifestHash, commitment: context.commitment },
  recordEnvelope: {
    privateKey: bytesToHex(privateKey),
    context: plain(context),
    secret: bytesToHex(dataKey),
    envelope: await sealEnvelope(publicKey, context, dataKey),
  },
  secretEnvelope: {
    privateKey: bytesToHex(privateKey),
    context: plain(secretContext),
    secret: bytesToHex(secret),
    envelope: await sealSecret(publicKey, secretContext, secret),
  },
  encryptionIdentity: {
    walletKey: wallet.privateKey,
    chainId: 31337,
    keyEpoch: 1,
    recoveryCode,
    publicKey: bytesToHex(derived.publicKey),
    privateKey: bytesToHex(derived.privateKey),
    keyId: derived.keyId,
  },
}
await writeFile(file, `${JSON.stringify(vectors, null, 2)}\n`)
