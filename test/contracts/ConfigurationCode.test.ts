import { expect } from 'chai'
import { getCreateAddress, ZeroAddress, ZeroHash } from 'ethers'
import fc from 'fast-check'
import { anyAddress, anyHash } from '../helpers/arbitraries.ts'
import { connectChain } from '../helpers/chain.ts'
import { freshState } from './support/freshState.ts'

const anyConfiguration = fc.record({
  digest: anyHash,
  from: fc.integer({ min: 0, max: 2 ** 40 - 1 }),
  faults: fc.integer({ min: 0, max: 255 }),
  signers: fc.array(anyAddress, { maxLength: 31 }),
})

describe('ConfigurationCode', () => {
  const state = freshState(async () => {
    const chain = await connectChain()
    const keeper = await chain.ethers.deployContract('ConfigurationKeeper')
    const [keep, load, accountOf] = ['keep', 'load', 'accountOf'].map((name) => keeper.getFunction(name))
    if (!keep || !load || !accountOf) throw new Error('The mock lacks a function.')
    return { chain, keeper, keep, load, accountOf }
  })

  it('gives back every configuration that it keeps, under its number', async () => {
    const { keep, load } = state()
    const kept: { readonly digest: string }[] = []
    await fc.assert(
      fc.asyncProperty(anyConfiguration, async (configuration) => {
        kept.push(configuration)
        await keep(configuration, kept.length)
        const loaded = await load(kept.length)
        expect(loaded).to.deep.equal([
          configuration.digest,
          BigInt(configuration.from),
          BigInt(configuration.faults),
          configuration.signers,
        ])
      }),
      { numRuns: 40 },
    )
    for (const [index, { digest }] of kept.entries()) {
      expect((await load(index + 1)).digest).to.equal(digest)
    }
  })

  it('refuses a number that is not the next', async () => {
    const { keeper, keep } = state()
    const configuration = { digest: ZeroHash, from: 0, faults: 1, signers: [ZeroAddress] }
    for (const number of [0, 2, 2 ** 32 - 1]) {
      await expect(keep(configuration, number))
        .to.be.revertedWithCustomError(keeper, 'NotKept')
        .withArgs(number)
    }
    await keep(configuration, 1)
    await expect(keep(configuration, 1)).to.be.revertedWithCustomError(keeper, 'NotKept')
  })

  it('keeps code that does nothing when it is called', async () => {
    const { chain, keeper, keep, accountOf } = state()
    await keep({ digest: ZeroHash, from: 0, faults: 1, signers: [] }, 1)
    const account = await accountOf(await keeper.getAddress(), 1)
    expect((await chain.ethers.provider.getCode(account)).slice(0, 4)).to.equal('0x00')
    expect(await chain.ethers.provider.call({ to: account, data: '0x12345678' })).to.equal('0x')
  })

  it('finds the account of every nonce where Ethereum makes it', async () => {
    const { accountOf } = state()
    const edges = [0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000, 0xffffff, 0x1000000, 2 ** 32 - 1]
    const anyNonce = fc.oneof(fc.constantFrom(1, ...edges), fc.integer({ min: 1, max: 2 ** 32 - 1 }))
    await fc.assert(
      fc.asyncProperty(anyAddress, anyNonce, async (from, nonce) => {
        expect(await accountOf(from, nonce)).to.equal(getCreateAddress({ from, nonce }))
      }),
      { numRuns: 60 },
    )
  })
})
