import { expect } from 'chai'
import fc from 'fast-check'
import { turnOf } from '../../../oracle/quorum/turnOf.ts'
import { anyAddress, anyHash } from '../../helpers/arbitraries.ts'

describe('oracle/quorum/turnOf', () => {
  it('gives every signer a place of its own, whatever the order they are listed in', () => {
    fc.assert(
      fc.property(
        anyHash,
        fc.uniqueArray(anyAddress, { minLength: 1, maxLength: 7 }),
        (requestId, signers) => {
          const turns = signers.map((account) => turnOf(requestId, account, signers))
          expect([...turns].sort()).to.deep.equal(signers.map((_, index) => index))
          const reversed = signers.toReversed()
          expect(signers.map((account) => turnOf(requestId, account, reversed))).to.deep.equal(turns)
        },
      ),
    )
  })

  it('puts whoever is no signer last', () => {
    const signers = ['0x70997970C51812dc3A010C7d01b50e0d17dc79C8']
    expect(turnOf(`0x${'11'.repeat(32)}`, '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC', signers)).to.equal(1)
  })
})
