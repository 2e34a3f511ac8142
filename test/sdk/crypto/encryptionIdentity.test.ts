import { expect } from 'chai'
import { Wallet } from 'ethers'
import {
  deriveEncryptionIdentity,
  encryptionIdentityFromSeed,
  encryptionKeyId,
  randomEncryptionIdentity,
} from '../../../sdk/crypto/encryptionIdentity.ts'
import { formatRecoveryCode } from '../../../sdk/crypto/recoveryCode.ts'
import type { MessageSigner } from '../../../sdk/crypto/typedDataSigner.ts'
import { InvalidInputError, RefusedError } from '../../../sdk/errors/index.ts'
import { rejection } from './rejection.ts'

const wallet = new Wallet(`0x${'11'.repeat(32)}`)
const recoveryCode = formatRecoveryCode(new Uint8Array(16).fill(9))
const request = { signer: wallet, account: wallet.address, chainId: 31337n, keyEpoch: 1, recoveryCode }

describe('encryption identity', () => {
  it('is the same each time for the same wallet, chain, epoch and recovery code', async () => {
    const first = await deriveEncryptionIdentity(request)
    const second = await deriveEncryptionIdentity({ ...request, account: wallet.address.toLowerCase() })
    expect(second).to.deep.equal(first)
    expect(first.publicKey).to.have.length(32)
    expect(first.privateKey).to.have.length(32)
    expect(first.keyType).to.equal(1)
    expect(first.keyId)
      .to.equal(encryptionKeyId(first.publicKey))
      .and.match(/^0x[0-9a-f]{32}$/)
  })

  it('changes with any of them', async () => {
    const other = new Wallet(`0x${'22'.repeat(32)}`)
    const identities = await Promise.all([
      deriveEncryptionIdentity(request),
      deriveEncryptionIdentity({ ...request, chainId: 1n }),
      deriveEncryptionIdentity({ ...request, keyEpoch: 2 }),
      deriveEncryptionIdentity({ ...request, recoveryCode: formatRecoveryCode(new Uint8Array(16).fill(8)) }),
      deriveEncryptionIdentity({ ...request, signer: other, account: other.address }),
    ])
    expect(new Set(identities.map(({ keyId }) => keyId))).to.have.property('size', 5)
  })

  it('tells the user in plain words what is signed and that it is for Salus only', async () => {
    const texts: Record<string, unknown>[] = []
    const watching: MessageSigner = {
      signTypedData(domain, types, value) {
        texts.push({ ...domain, ...value })
        return wallet.signTypedData(domain, types, value)
      },
    }
    await deriveEncryptionIdentity({ ...request, signer: watching })
    expect(texts).to.have.length(2)
    expect(texts[0]).to.include({ name: 'Salus', account: wallet.address, keyEpoch: 1 })
    expect(texts[0]?.purpose).to.match(/medical records/)
    expect(texts[0]?.warning).to.match(/only in Salus/)
  })

  it('refuses a wallet that signs differently each time', async () => {
    let calls = 0
    const random: MessageSigner = {
      signTypedData(domain, types, value) {
        calls += 1
        return wallet.signTypedData(domain, types, { ...value, keyEpoch: calls })
      },
    }
    const error = await rejection(deriveEncryptionIdentity({ ...request, signer: random }))
    expect(error).to.be.instanceOf(RefusedError).with.property('code', 'SIGNATURE_NOT_DETERMINISTIC')
  })

  it('refuses a signature of another account, or of a contract wallet', async () => {
    const other = new Wallet(`0x${'22'.repeat(32)}`)
    const contractWallet: MessageSigner = { signTypedData: async () => `0x${'ab'.repeat(97)}` }
    for (const signer of [other, contractWallet]) {
      const error = await rejection(deriveEncryptionIdentity({ ...request, signer }))
      expect(error).to.be.instanceOf(RefusedError).with.property('code', 'SIGNER_MISMATCH')
    }
  })

  it('asks the wallet nothing when the recovery code is mistyped', async () => {
    const never: MessageSigner = {
      signTypedData() {
        throw new Error('the wallet was asked')
      },
    }
    const error = await rejection(
      deriveEncryptionIdentity({ ...request, signer: never, recoveryCode: 'nonsense' }),
    )
    expect(error).to.have.property('code', 'RECOVERY_CODE_INVALID')
  })

  it('comes from a seed or from chance for servers', async () => {
    const seed = new Uint8Array(32).fill(5)
    expect(await encryptionIdentityFromSeed(seed)).to.deep.equal(await encryptionIdentityFromSeed(seed))
    expect((await randomEncryptionIdentity()).keyId).not.to.equal((await randomEncryptionIdentity()).keyId)
    expect(await rejection(encryptionIdentityFromSeed(new Uint8Array(31)))).to.be.instanceOf(
      InvalidInputError,
    )
  })
})
