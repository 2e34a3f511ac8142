import { expect } from 'chai'
import { hexlify, randomBytes, toUtf8Bytes } from 'ethers'
import { send } from '../../../sdk/chain/send.ts'
import { encryptionKeyId } from '../../../sdk/crypto/encryptionIdentity.ts'
import { signKeyProof } from '../../../sdk/crypto/keyProof.ts'
import {
  encodeProof,
  KEY_ATTRIBUTE,
  KEY_VALIDITY,
  PROOF_ATTRIBUTE,
} from '../../../sdk/identity/attributes.ts'
import { didOf } from '../../../sdk/identity/did.ts'
import { ensureEncryptionKey } from '../../../sdk/identity/ensureEncryptionKey.ts'
import { publishEncryptionKey, relayEncryptionKey } from '../../../sdk/identity/publishEncryptionKey.ts'
import { readEncryptionKey } from '../../../sdk/identity/readEncryptionKey.ts'
import { resolveDid } from '../../../sdk/identity/resolveDid.ts'
import { expectError } from '../../helpers/expectError.ts'
import { createWorld, type Person, type World } from '../../helpers/world.ts'

describe('sdk/identity', () => {
  let world: World
  before(async () => {
    world = await createWorld()
  })
  after(() => world.close())

  const setAttribute = (person: Person, name: string, value: string | Uint8Array) =>
    send(person.contracts.didRegistry.setAttribute(person.wallet.address, name, value, KEY_VALIDITY))
  const read = ({ wallet }: Person) => readEncryptionKey(world.relayer.contracts, wallet.address)

  it('publishes the key of an account without funds, which the stock resolver finds', async () => {
    const person = await world.make(false)
    await expectError(() => read(person), 'DID_KEY_MISSING', /published no encryption key/)
    const { publicKey, keyId } = person.identity
    await relayEncryptionKey(world.relayer.contracts, person.wallet, { publicKey, keyEpoch: 1 })
    expect(await read(person)).to.deep.include({ account: person.wallet.address, keyEpoch: 1, keyId })

    const document = await resolveDid(person.contracts, world.provider, person.wallet.address)
    expect(document.id).to.equal(didOf(31337n, person.wallet.address))
    expect(document.keyAgreement ?? document.verificationMethod).to.have.length.greaterThan(0)
    expect(JSON.stringify(document)).to.contain('X25519')
  })

  it('gives the key of the highest epoch, and publishes a server key only where it is not published yet', async () => {
    const server = await world.make()
    await ensureEncryptionKey(server.contracts, server.wallet, server.identity)
    const before = await world.provider.getTransactionCount(server.wallet.address)
    await ensureEncryptionKey(server.contracts, server.wallet, server.identity)
    expect(await world.provider.getTransactionCount(server.wallet.address)).to.equal(before)

    const { identity } = await world.make(false)
    await ensureEncryptionKey(server.contracts, server.wallet, identity)
    expect(await read(server)).to.deep.include({ keyEpoch: 2, keyId: identity.keyId })
  })

  it('passes over keys and proofs that the account did not sign', async () => {
    const person = await world.make()
    const { publicKey, keyId } = person.identity
    await publishEncryptionKey(person.contracts, person.wallet, { publicKey, keyEpoch: 1 })

    // Whoever controls the DID writes a key of their own with a proof of their own, and rubbish.
    const thief = await world.make(false)
    const account = person.wallet.address
    const theirs = { chainId: 31337n, account, publicKey: thief.identity.publicKey, keyEpoch: 9 }
    await setAttribute(person, KEY_ATTRIBUTE, thief.identity.publicKey)
    await setAttribute(person, PROOF_ATTRIBUTE, encodeProof(9, await signKeyProof(thief.wallet, theirs)))
    await setAttribute(person, PROOF_ATTRIBUTE, '0x')
    await setAttribute(person, PROOF_ATTRIBUTE, hexlify(randomBytes(69)))
    await setAttribute(person, KEY_ATTRIBUTE, toUtf8Bytes('not a key'))
    expect((await read(person)).keyId).to.equal(keyId)

    // A proof made for another chain or another epoch counts for nothing.
    const own = { chainId: 1n, account, publicKey: thief.identity.publicKey, keyEpoch: 9 }
    await setAttribute(person, PROOF_ATTRIBUTE, encodeProof(9, await signKeyProof(person.wallet, own)))
    const other = await signKeyProof(person.wallet, { ...own, chainId: 31337n, keyEpoch: 2 })
    await setAttribute(person, PROOF_ATTRIBUTE, encodeProof(9, other))
    expect((await read(person)).keyId).to.equal(keyId)
    expect(keyId).to.equal(encryptionKeyId(publicKey))
  })

  it('gives up on a document that was filled to keep its readers busy', async () => {
    const person = await world.make()
    for (let index = 0; index < 17; index++) {
      await setAttribute(person, KEY_ATTRIBUTE, randomBytes(32))
      await setAttribute(person, PROOF_ATTRIBUTE, hexlify(randomBytes(69)))
    }
    await expectError(() => read(person), 'DID_KEY_MISSING', /no encryption key/)
  })
})
