import { expect } from 'chai'
import { createNonces } from '../../../gateway/access/nonces.ts'

const MINUTE = 60_000

describe('gateway/access/nonces', () => {
  const clock = () => {
    const state = { time: 1_800_000_000_000 }
    return { state, nonces: createNonces(() => state.time) }
  }

  it('takes a nonce once', () => {
    const { nonces } = clock()
    const { nonce } = nonces.issue()
    expect(nonces.isLive(nonce)).to.equal(true)
    expect(nonces.use(nonce)).to.equal(true)
    expect(nonces.use(nonce)).to.equal(false)
  })

  it('issues what EIP-4361 takes as a nonce, never the same', () => {
    const { nonces } = clock()
    const issued = Array.from({ length: 100 }, () => nonces.issue().nonce)
    expect(new Set(issued).size).to.equal(100)
    for (const nonce of issued) expect(nonce).to.match(/^[a-zA-Z0-9]{8,}$/)
  })

  it('takes no nonce after five minutes, used or not', () => {
    const { state, nonces } = clock()
    const [early, late] = [nonces.issue(), nonces.issue()]
    expect(early.expiresAt.getTime()).to.equal(state.time + 5 * MINUTE)
    state.time += 5 * MINUTE - 1
    expect(nonces.use(early.nonce)).to.equal(true)
    state.time += 1
    expect(nonces.isLive(late.nonce)).to.equal(false)
    expect(nonces.use(late.nonce)).to.equal(false)
    expect(nonces.use(early.nonce)).to.equal(false)
  })

  it('takes none that it did not issue: made up, altered in any letter, of another process', () => {
    const { nonces } = clock()
    const { nonce } = nonces.issue()
    for (let index = 0; index < nonce.length; index++) {
      const letter = nonce[index] === '0' ? '1' : '0'
      expect(nonces.use(nonce.slice(0, index) + letter + nonce.slice(index + 1)), String(index)).to.equal(
        false,
      )
    }
    const foreign = clock().nonces.issue().nonce
    for (const other of [
      '',
      'x',
      foreign,
      nonce.toUpperCase(),
      `${nonce}0`,
      nonce.slice(1),
      '0'.repeat(108),
    ]) {
      expect(nonces.use(other), other).to.equal(false)
    }
    expect(nonces.use(nonce)).to.equal(true)
  })

  it('keeps nothing of those that are only asked for', () => {
    const { nonces } = clock()
    const { nonce } = nonces.issue()
    for (let count = 0; count < 110_000; count++) nonces.issue()
    expect(nonces.use(nonce)).to.equal(true)
  })

  it('remembers used ones up to a bound, and makes room by forgetting the expired alone', () => {
    const { state, nonces } = clock()
    const first = nonces.issue().nonce
    nonces.use(first)
    for (let count = 1; count < 100_000; count++) nonces.use(nonces.issue().nonce)
    const next = nonces.issue().nonce
    expect(() => nonces.use(next)).to.throw('Too many people sign in')
    expect(nonces.use(first)).to.equal(false)
    state.time += 5 * MINUTE
    expect(nonces.use(nonces.issue().nonce)).to.equal(true)
  })
})
