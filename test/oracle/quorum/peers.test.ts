import { expect } from 'chai'
import type { PeerAnswer } from '../../../oracle/quorum/fetchShare.ts'
import { createPeerBook } from '../../../oracle/quorum/peers.ts'

const PEER = 'http://peer.example'

describe('oracle/quorum/peers', () => {
  it('leaves a peer alone that fails, longer each time and half a minute at most, and forgives it once it answers', async () => {
    let now = 0
    let answer: PeerAnswer = 'failed'
    let asked = 0
    const book = createPeerBook(
      () => now,
      async () => {
        asked += 1
        return answer
      },
    )
    const rests: number[] = []
    for (let failure = 0; failure < 12; failure++) {
      await book.ask(PEER, '0x')
      const from = now
      for (const before = asked; asked === before; now += 50) await book.ask(PEER, '0x')
      rests.push(now - from)
    }
    expect(rests).to.deep.equal([...rests].sort((a, b) => a - b))
    expect(Math.max(...rests)).to.be.lessThanOrEqual(30_100)

    answer = 'absent'
    now += 60_000
    for (const before = asked; asked < before + 3; ) expect(await book.ask(PEER, '0x')).to.equal('absent')
  })

  it('does not blame a peer that it did not wait for', async () => {
    let asked = 0
    const book = createPeerBook(
      () => 0,
      async () => {
        asked += 1
        return 'failed'
      },
    )
    await book.ask(PEER, '0x', AbortSignal.abort())
    await book.ask(PEER, '0x')
    expect(asked).to.equal(2)
  })

  it('has sixteen questions open at one peer at most, and asks the others meanwhile', async () => {
    let open = 0
    let most = 0
    const answers: (() => void)[] = []
    const book = createPeerBook(Date.now, (peer) => {
      if (peer !== PEER) return Promise.resolve('absent')
      most = Math.max(most, ++open)
      return new Promise((resolve) =>
        answers.push(() => {
          open -= 1
          resolve('absent')
        }),
      )
    })
    const asking = Array.from({ length: 40 }, () => book.ask(PEER, '0x'))
    expect(await book.ask('http://other.example', '0x')).to.equal('absent')
    for (const done of answers) done()
    expect((await Promise.all(asking)).filter((answer) => answer === 'failed')).to.have.length(24)
    expect(most).to.equal(16)
  })
})
