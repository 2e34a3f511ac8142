import { expect } from 'chai'
import { getAddress } from 'ethers'
import fc from 'fast-check'
import { checksummed } from '../../../sdk/chain/checksummed.ts'
import { anyAddress } from '../../helpers/arbitraries.ts'

describe('sdk/chain/checksummed', () => {
  it('gives an address its checksum, the first time and every other', () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        for (const text of [address, address.toLowerCase(), address.toLowerCase()])
          expect(checksummed(text)).to.equal(getAddress(address))
      }),
      { numRuns: 1_500 },
    )
  })

  it('knows what is no address, a wrong checksum too, however often it is asked', () => {
    const right = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
    expect(checksummed(right)).to.equal(right)
    for (const wrong of ['', '0x', right.slice(1), `${right}0`, right.replace('C5', 'c5')]) {
      expect(checksummed(wrong), wrong).to.equal(undefined)
      expect(checksummed(wrong), wrong).to.equal(undefined)
    }
  })
})
