import { expect } from 'chai'
import { Wallet } from 'ethers'
import { signKeyProof, verifyKeyProof } from '../../../sdk/crypto/keyProof.ts'

const wallet = new Wallet(`0x${'33'.repeat(32)}`)
const statement = {
  chainId: 31337n,
  account: wallet.address,
  publicKey: new Uint8Array(32).fill(7),
  keyEpoch: 1,
}

describe('encryption key proof', () => {
  it('holds for the key, account, chain and epoch that were signed', async () => {
    const signature = await signKeyProof(wallet, statement)
    expect(verifyKeyProof(statement, signature)).to.equal(true)
    expect(verifyKeyProof({ ...statement, account: wallet.address.toLowerCase() }, signature)).to.equal(true)
  })

  it('fails when any field differs', async () => {
    const signature = await signKeyProof(wallet, statement)
    const altered = [
      { ...statement, chainId: 1n },
      { ...statement, keyEpoch: 2 },
      { ...statement, publicKey: new Uint8Array(32).fill(8) },
      { ...statement, account: Wallet.createRandom().address },
    ]
    for (const claim of altered) expect(verifyKeyProof(claim, signature)).to.equal(false)
  })

  it('fails without an error for malformed values', () => {
    for (const signature of ['', '0x', 'text', `0x${'00'.repeat(65)}`, `0x${'ff'.repeat(64)}1b`]) {
      expect(verifyKeyProof(statement, signature)).to.equal(false)
    }
    expect(verifyKeyProof({ ...statement, publicKey: new Uint8Array(31) }, `0x${'11'.repeat(65)}`)).to.equal(
      false,
    )
    expect(verifyKeyProof({ ...statement, account: 'nobody' }, `0x${'11'.repeat(65)}`)).to.equal(false)
  })
})
