import { expect } from 'chai'
import { createMemory } from '../../../oracle/network/memory.ts'
import type { ChainRequest } from '../../../oracle/requests/openRequest.ts'
import type { SignedAnswer } from '../../../oracle/requests/signAnswer.ts'

const request = { requestId: 'a' } as ChainRequest
const answer = {
  report: { outputHash: '0x1', configDigest: '0x2' },
  signature: '0x3',
  riskReport: { probability: 0.5 },
} as unknown as SignedAnswer

describe('oracle/network/memory', () => {
  it('keeps a request with its answer until it is over, and then nothing of it', () => {
    const memory = createMemory(() => 7)
    memory.remember(request)
    memory.keep('a', answer)
    memory.remember({ ...request })
    expect(memory.answerOf('a')).to.equal(answer)
    expect(memory.signedAt('a')).to.equal(7)
    expect(memory.shareOf('a')).to.deep.equal({ outputHash: '0x1', configDigest: '0x2', signature: '0x3' })
    memory.forget('a')
    expect(memory.pending()).to.have.length(0)
    expect(memory.answerOf('a')).to.equal(undefined)
    expect(memory.shareOf('a')).to.equal(undefined)
  })

  it('shows peers the hash and the signature only', () => {
    const memory = createMemory()
    memory.remember(request)
    memory.keep('a', answer)
    expect(JSON.stringify(memory.shareOf('a'))).to.not.contain('probability')
  })

  it('waits longer each time that a request cannot go on, and a minute at most', () => {
    let now = 0
    const memory = createMemory(() => now)
    memory.remember(request)
    let longest = 0
    for (let time = 0; time < 20; time++) {
      memory.postpone('a')
      const from = now
      while (memory.pending().length === 0) now += 100
      expect(now - from).to.be.greaterThanOrEqual(longest)
      longest = now - from
    }
    expect(longest).to.equal(60_000)
  })

  it('says the same thing of a request once', () => {
    const memory = createMemory()
    memory.remember(request)
    expect([1, 2].map(() => memory.isNews('a', 'x'))).to.deep.equal([true, false])
    expect(memory.isNews('b', 'x')).to.equal(false)
  })
})
