import { readFileSync } from 'node:fs'
import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import { expect } from 'chai'
import * as independent from 'hpke'
import { bytesToHex, hexToBytes, randomBytes, utf8Bytes } from '../../../sdk/crypto/bytes.ts'
import {
  encryptionIdentityFromSeed,
  randomEncryptionIdentity,
} from '../../../sdk/crypto/encryptionIdentity.ts'
import {
  type Envelope,
  type EnvelopeContext,
  openEnvelope,
  openSecret,
  parseEnvelope,
  type SecretContext,
  sealEnvelope,
  sealSecret,
} from '../../../sdk/crypto/envelope.ts'
import { hpkeKeyPair, hpkeOpen, hpkeSeal } from '../../../sdk/crypto/hpke.ts'
import { createDataKey } from '../../../sdk/crypto/payload.ts'
import { IntegrityError, InvalidInputError } from '../../../sdk/errors/index.ts'
import { rejection } from './rejection.ts'

const address = (byte: string) => `0x${byte.repeat(20)}`
const word = (byte: string) => `0x${byte.repeat(32)}`

// RFC 9180 appendix A.1.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode.
const rfc9180 = {
  info: '0x4f6465206f6e2061204772656369616e2055726e',
  ikmE: '0x7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234',
  skEm: '0x52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736',
  enc: '0x37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431',
  ikmR: '0x6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037',
  skRm: '0x4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8',
  pkRm: '0x3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d',
  aad: '0x436f756e742d30',
  pt: '0x4265617574792069732074727574682c20747275746820626561757479',
  ct: '0xf938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a',
}

const suiteVector = JSON.parse(
  readFileSync(new URL('./vectors/hpke.json', import.meta.url), 'utf8'),
) as Record<'info' | 'ikmR' | 'ikmE' | 'skRm' | 'pkRm' | 'enc' | 'aad' | 'pt' | 'ct', string>

describe('HPKE', () => {
  it('derives the key pairs of RFC 9180 appendix A.1.1', async () => {
    const ephemeral = await hpkeKeyPair(hexToBytes(rfc9180.ikmE))
    expect(bytesToHex(ephemeral.privateKey)).to.equal(rfc9180.skEm)
    expect(bytesToHex(ephemeral.publicKey)).to.equal(rfc9180.enc)
    const recipient = await hpkeKeyPair(hexToBytes(rfc9180.ikmR))
    expect(bytesToHex(recipient.privateKey)).to.equal(rfc9180.skRm)
    expect(bytesToHex(recipient.publicKey)).to.equal(rfc9180.pkRm)
  })

  it('opens the vector of RFC 9180 for its very suite, which is in the CFRG file and not in the RFC', async () => {
    const recipient = await hpkeKeyPair(hexToBytes(suiteVector.ikmR))
    expect(bytesToHex(recipient.privateKey)).to.equal(suiteVector.skRm)
    expect(bytesToHex(recipient.publicKey)).to.equal(suiteVector.pkRm)
    const ephemeral = await hpkeKeyPair(hexToBytes(suiteVector.ikmE))
    expect(bytesToHex(ephemeral.publicKey)).to.equal(suiteVector.enc)
    const { info, aad, enc, ct } = suiteVector
    const sealed = { ephemeral: hexToBytes(enc), ciphertext: hexToBytes(ct) }
    const opened = await hpkeOpen(recipient.privateKey, hexToBytes(info), hexToBytes(aad), sealed)
    expect(bytesToHex(opened)).to.equal(suiteVector.pt)
  })

  it('rests on a library that gives the ciphertext of appendix A.1.1 (AES-128)', async () => {
    const suite = new CipherSuite({
      kem: new DhkemX25519HkdfSha256(),
      kdf: new HkdfSha256(),
      aead: new Aes128Gcm(),
    })
    const sender = await suite.createSenderContext({
      recipientPublicKey: await suite.kem.deserializePublicKey(hexToBytes(rfc9180.pkRm)),
      info: hexToBytes(rfc9180.info),
      ekm: hexToBytes(rfc9180.ikmE).buffer,
    })
    const sealed = await sender.seal(hexToBytes(rfc9180.pt), hexToBytes(rfc9180.aad))
    expect(bytesToHex(new Uint8Array(sender.enc))).to.equal(rfc9180.enc)
    expect(bytesToHex(new Uint8Array(sealed))).to.equal(rfc9180.ct)
  })

  describe('with the independent implementation in package hpke', () => {
    const suite = new independent.CipherSuite(
      independent.KEM_DHKEM_X25519_HKDF_SHA256,
      independent.KDF_HKDF_SHA256,
      independent.AEAD_AES_256_GCM,
    )
    const info = utf8Bytes('info')
    const aad = utf8Bytes('associated data')
    const secret = utf8Bytes('a secret')

    it('opens what the other seals', async () => {
      const { publicKey, privateKey } = await randomEncryptionIdentity()
      const recipient = await suite.DeserializePublicKey(publicKey)
      const sealed = await suite.Seal(recipient, secret, { info, aad })
      const opened = await hpkeOpen(privateKey, info, aad, {
        ephemeral: sealed.encapsulatedSecret,
        ciphertext: sealed.ciphertext,
      })
      expect(opened).to.deep.equal(secret)
    })

    it('seals what the other opens', async () => {
      const { publicKey, privateKey } = await randomEncryptionIdentity()
      const sealed = await hpkeSeal(publicKey, info, aad, secret)
      const recipient = await suite.DeserializePrivateKey(privateKey, true)
      const opened = await suite.Open(recipient, sealed.ephemeral, sealed.ciphertext, { info, aad })
      expect(new Uint8Array(opened)).to.deep.equal(new Uint8Array(secret))
    })
  })

  it('refuses keys of the wrong length, and public keys of low order', async () => {
    const empty = new Uint8Array()
    const lowOrder = [new Uint8Array(32), Uint8Array.of(1, ...new Uint8Array(31))]
    for (const key of [empty, new Uint8Array(31), new Uint8Array(33), ...lowOrder]) {
      const error = await rejection(hpkeSeal(key, empty, empty, randomBytes(1)))
      expect(error).to.be.instanceOf(InvalidInputError).with.property('code', 'KEY_INVALID')
    }
    const sealed = { ephemeral: new Uint8Array(32), ciphertext: new Uint8Array(32) }
    expect(await rejection(hpkeOpen(new Uint8Array(31), empty, empty, sealed))).to.have.property(
      'code',
      'KEY_INVALID',
    )
    const { privateKey } = await randomEncryptionIdentity()
    expect(await rejection(hpkeOpen(privateKey, empty, empty, sealed))).to.have.property(
      'code',
      'ENVELOPE_INVALID',
    )
  })
})

describe('envelope of a data key', () => {
  const secret = createDataKey()
  let privateKey: Uint8Array
  let context: EnvelopeContext
  let envelope: Envelope

  before(async () => {
    const identity = await encryptionIdentityFromSeed(new Uint8Array(32).fill(1))
    privateKey = identity.privateKey
    context = {
      chainId: 31337n,
      registry: address('a1'),
      recordId: word('b2'),
      commitment: word('c3'),
      cid: 'bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e',
      grantee: address('d4'),
      keyId: identity.keyId,
      keyEpoch: 3,
    }
    envelope = await sealEnvelope(identity.publicKey, context, secret)
  })

  it('opens for its grantee, also after a trip through JSON', async () => {
    const received = parseEnvelope(JSON.parse(JSON.stringify(envelope)))
    expect(await openEnvelope(privateKey, context, received)).to.deep.equal(secret)
  })

  it('adds 80 bytes to a 32-byte key: 32 of the ephemeral key, 16 of the tag', () => {
    expect(hexToBytes(envelope.ephemeral).length + hexToBytes(envelope.ciphertext).length).to.equal(80)
  })

  it('takes an address in either spelling', async () => {
    const spelled = { ...context, grantee: address('D4'), registry: address('A1') }
    expect(await openEnvelope(privateKey, spelled, envelope)).to.deep.equal(secret)
  })

  it('does not open when any field of the context differs (invariant 9)', async () => {
    const altered: Record<keyof EnvelopeContext, EnvelopeContext> = {
      chainId: { ...context, chainId: 31338n },
      registry: { ...context, registry: address('a2') },
      recordId: { ...context, recordId: word('b3') },
      commitment: { ...context, commitment: word('c4') },
      cid: { ...context, cid: `${context.cid.slice(0, -1)}f` },
      grantee: { ...context, grantee: address('d5') },
      keyId: { ...context, keyId: `0x${'00'.repeat(16)}` },
      keyEpoch: { ...context, keyEpoch: 4 },
    }
    for (const [field, other] of Object.entries(altered)) {
      const error = await rejection(openEnvelope(privateKey, other, { ...envelope, keyId: other.keyId }))
      expect(error, field).to.be.instanceOf(IntegrityError).with.property('code', 'ENVELOPE_INVALID')
    }
  })

  it('does not open with another key, or with any byte altered', async () => {
    const stranger = await randomEncryptionIdentity()
    expect(await rejection(openEnvelope(stranger.privateKey, context, envelope))).to.be.instanceOf(
      IntegrityError,
    )
    for (const field of ['ephemeral', 'ciphertext'] as const) {
      const bytes = hexToBytes(envelope[field])
      for (let position = 0; position < bytes.length; position++) {
        const altered = bytes.slice()
        altered[position] = (altered[position] ?? 0) ^ 1
        const error = await rejection(
          openEnvelope(privateKey, context, { ...envelope, [field]: bytesToHex(altered) }),
        )
        expect(error, `${field} ${position}`).to.have.property('code', 'ENVELOPE_INVALID')
      }
    }
  })

  it('names the key it is for when that is not the one asked for', async () => {
    const other = { ...envelope, keyId: `0x${'00'.repeat(16)}` }
    const error = await rejection(openEnvelope(privateKey, context, other))
    expect(error.message).to.include(other.keyId).and.include(context.keyId)
  })

  it('is refused when malformed, naming the field', () => {
    const malformed: [unknown, string][] = [
      [null, 'as a whole'],
      ['text', 'as a whole'],
      [{ ...envelope, keyType: 2 }, 'keyType'],
      [{ ...envelope, keyId: '0x12' }, 'keyId'],
      [{ ...envelope, ephemeral: `0x${'00'.repeat(31)}` }, 'ephemeral'],
      [{ ...envelope, ciphertext: '0x' }, 'ciphertext'],
      [{ ...envelope, ciphertext: `0x${'00'.repeat(2000)}` }, 'ciphertext'],
      [{ ...envelope, ciphertext: envelope.ciphertext.toUpperCase() }, 'ciphertext'],
      [{ ...envelope, extra: 1 }, 'as a whole'],
    ]
    for (const [value, place] of malformed) {
      expect(() => parseEnvelope(value))
        .to.throw(InvalidInputError)
        .that.satisfies((error: InvalidInputError) => {
          expect(error.code).to.equal('ENVELOPE_INVALID')
          expect(error.message).to.include(place)
          return true
        })
    }
  })

  it('is not made from a context or secret of the wrong form', async () => {
    const { publicKey } = await randomEncryptionIdentity()
    const wrong: EnvelopeContext[] = [
      { ...context, registry: 'nowhere' },
      { ...context, recordId: '0x12' },
      { ...context, keyEpoch: -1 },
      { ...context, chainId: -1n },
      { ...context, keyId: '0x12' },
    ]
    for (const other of wrong) {
      const error = await rejection(sealEnvelope(publicKey, other, secret))
      expect(error).to.be.instanceOf(InvalidInputError)
    }
    for (const length of [0, 1025]) {
      const error = await rejection(sealEnvelope(publicKey, context, new Uint8Array(length)))
      expect(error).to.have.property('code', 'BYTES_INVALID')
    }
  })
})

describe('envelope of a request secret', () => {
  it('opens for its grantee only, and for each field as sealed', async () => {
    const identity = await randomEncryptionIdentity()
    const context: SecretContext = {
      chainId: 31337n,
      consumer: address('a1'),
      requestId: word('b2'),
      grantee: address('d4'),
      keyId: identity.keyId,
    }
    const secret = randomBytes(32)
    const envelope = await sealSecret(identity.publicKey, context, secret)
    expect(await openSecret(identity.privateKey, context, envelope)).to.deep.equal(secret)
    const altered: Record<keyof SecretContext, SecretContext> = {
      chainId: { ...context, chainId: 1n },
      consumer: { ...context, consumer: address('a2') },
      requestId: { ...context, requestId: word('b3') },
      grantee: { ...context, grantee: address('d5') },
      keyId: { ...context, keyId: `0x${'00'.repeat(16)}` },
    }
    for (const [field, other] of Object.entries(altered)) {
      const error = await rejection(
        openSecret(identity.privateKey, other, { ...envelope, keyId: other.keyId }),
      )
      expect(error, field).to.have.property('code', 'ENVELOPE_INVALID')
    }
  })
})
