import { expect } from 'chai'
import { hexlify, Wallet } from 'ethers'
import fc from 'fast-check'
import { localSigner } from '../../../../sdk/chain/node/localSigner.ts'
import { fields } from '../../../../sdk/chain/typedData.ts'
import { anyAddress, anyHash } from '../../../helpers/arbitraries.ts'

describe('sdk/chain/node/localSigner', () => {
  it('signs to the same bytes as the wallet, for any key and content', async () => {
    const types = { Note: fields('address about,bytes32 content,uint40 deadline,string words') }
    const content = fc.record({
      about: anyAddress,
      content: anyHash,
      deadline: fc.nat(),
      words: fc.string(),
    })
    const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((bytes) => (bytes[0] ?? 0) % 255 !== 0)
    await fc.assert(
      fc.asyncProperty(key, content, fc.nat(), async (secret, value, chainId) => {
        const wallet = new Wallet(hexlify(secret))
        const signer = localSigner(wallet)
        const domain = { name: 'Salus', version: '1', chainId, verifyingContract: wallet.address }
        const signature = await signer.signTypedData(domain, types, value)
        expect(signature).to.equal(await wallet.signTypedData(domain, types, value))
        expect(await signer.getAddress()).to.equal(wallet.address)
      }),
      { numRuns: 40 },
    )
  })
})
