import { expect } from 'chai'
import { createMemory, type Entry, type Memory } from '../../../oracle/network/memory.ts'
import type { ChainRequest } from '../../../oracle/requests/openRequest.ts'
import type { Landing } from '../../../oracle/requests/readEvents.ts'
import type { SignedAnswer } from '../../../oracle/requests/signAnswer.ts'

const request = { requestId: 'a', blockNumber: 10 } as ChainRequest
const answer = {
  report: { outputHash: '0x1', configDigest: '0x2' },
  signature: '0x3',
  clinicalReport: { probability: 0.5 },
} as unknown as SignedAnswer
const landing: Landing = { requestId: 'a', outputHash: '0x1', transactionHash: '0x4', blockNumber: 12 }

describe('oracle/network/memory', () => {
  function remembering(memory: Memory): Entry {
    memory.remember(request)
    const entry = memory.find('a')
    if (!entry) throw new Error('It is not remembered.')
    return entry
  }

  it('keeps a request with its answer until it is over, and then nothing of it', () => {
    const memory = createMemory(() => 7)
    const entry = remembering(memory)
    memory.keep(entry, answer)
    memory.remember({ ...request })
    expect(memory.find('a')).to.equal(entry)
    expect(entry).to.include({ answer, turnsFrom: 7 })
    expect(memory.shareOf('a')).to.deep.equal({ outputHash: '0x1', configDigest: '0x2', signature: '0x3' })
    memory.forget(entry)
    expect(memory.size).to.equal(0)
    expect(memory.take(99, 8)).to.have.length(0)
    expect(memory.shareOf('a')).to.equal(undefined)
  })

  it('says what is worked on, and what still has to be', () => {
    const memory = createMemory(() => 7)
    const entry = remembering(memory)
    memory.remember({ ...request, requestId: 'b' })
    expect(memory.load()).to.deep.equal({ waiting: 2, underWay: 0 })
    memory.take(10, 1)
    expect(memory.load()).to.deep.equal({ waiting: 1, underWay: 1 })
    memory.release(entry)
    // Delivered, and kept only until the chain is settled.
    entry.isDelivered = true
    expect(memory.load()).to.deep.equal({ waiting: 1, underWay: 0 })
  })

  it('shows peers the hash and the signature only', () => {
    const memory = createMemory()
    memory.keep(remembering(memory), answer)
    expect(JSON.stringify(memory.shareOf('a'))).to.not.contain('probability')
  })

  it('gives a request to one worker at a time, and not before its block is settled', () => {
    const memory = createMemory(() => 7)
    const entry = remembering(memory)
    expect(memory.take(9, 8)).to.deep.equal([])
    expect(memory.nextIn(9)).to.equal(Number.POSITIVE_INFINITY)
    expect(memory.take(10, 8)).to.deep.equal([entry])
    expect(memory.take(10, 8)).to.deep.equal([])
    memory.release(entry)
    expect(memory.nextIn(10)).to.equal(0)
    expect(memory.take(10, 0)).to.deep.equal([])
    expect(memory.take(10, 8)).to.deep.equal([entry])
  })

  it('waits longer each time that a request cannot go on, and a minute at most', () => {
    let now = 0
    const memory = createMemory(() => now)
    const entry = remembering(memory)
    let longest = 0
    for (let time = 0; time < 20; time++) {
      memory.postpone(entry)
      const from = now
      for (now += memory.nextIn(10); memory.take(10, 1).length === 0; ) throw new Error('It is due.')
      memory.release(entry)
      expect(now - from).to.be.greaterThanOrEqual(longest)
      longest = now - from
    }
    expect(longest).to.equal(60_000)
  })

  it('looks again at once at a request whose report landed, also while it was being worked on', () => {
    const memory = createMemory(() => 7)
    const entry = remembering(memory)
    memory.take(10, 1)
    memory.land(landing)
    memory.wait(entry, 1_000_000)
    memory.release(entry)
    expect(memory.nextIn(10)).to.equal(0)
    expect(entry.landing).to.deep.equal({ ...landing, seenAt: 7 })
    memory.land({ ...landing, requestId: 'unknown' })
    expect(memory.size).to.equal(1)
  })

  it('forgets a request that a reorganisation took back, and keeps the calldata of a report that it took back', () => {
    const memory = createMemory(() => 7)
    const entry = remembering(memory)
    memory.keep(entry, answer)
    memory.land(landing)
    Object.assign(entry.landing as object, { calldata: '0x05' })
    memory.rewind(12)
    expect(entry.landing?.calldata).to.equal('0x05')
    memory.rewind(11)
    expect(entry.landing).to.equal(undefined)
    expect(entry).to.include({ orphaned: '0x05', answer })
    memory.rewind(9)
    expect(memory.find('a')).to.equal(undefined)
    // A worker that still holds it does not touch what took its place.
    memory.remember({ ...request, blockNumber: 11 })
    memory.forget(entry)
    expect(memory.find('a')?.request.blockNumber).to.equal(11)
  })

  it('says the same thing of a request once', () => {
    const memory = createMemory()
    const entry = remembering(memory)
    expect([1, 2].map(() => memory.isNews(entry, 'x'))).to.deep.equal([true, false])
  })
})
