import { expect } from 'chai'
import type { JsonRpcProvider, TransactionResponse } from 'ethers'
import { followSent } from '../../../portal/wallet/followSent.ts'

const HASH = `0x${'11'.repeat(32)}`
const PENDING = { hash: HASH, nonce: 3, blockNumber: null }
const MINED = { ...PENDING, blockNumber: 7 }

/** Follows a transaction of which the node gives these answers, one each time that it is asked, the last again and again. */
function follow(answers: readonly (object | null | Error)[], signal = new AbortController().signal) {
  const away: boolean[] = []
  let asked = 0
  const provider = {
    async getTransaction() {
      const answer = answers[Math.min(asked, answers.length - 1)]
      asked += 1
      if (answer instanceof Error) throw answer
      return answer as TransactionResponse | null
    },
    getTransactionCount: async () => 3,
  } as unknown as JsonRpcProvider
  const followed = followSent(HASH, { provider, from: 6, signal, onAway: (isAway) => away.push(isAway) })
  return { followed, away }
}

describe('following what a wallet has sent', () => {
  it('waits until it is mined, past a node that does not know it yet, or forgets it', async () => {
    const { followed, away } = follow([null, PENDING, null, MINED])
    expect(await followed).to.equal(MINED)
    expect(away).to.deep.equal([false, false, false, false])
  })

  it('goes on looking while the node is away, and says so', async () => {
    const { followed, away } = follow([PENDING, new Error('down'), new Error('down'), MINED])
    expect(await followed).to.equal(MINED)
    expect(away).to.deep.equal([false, true, true, false])
  })

  it('stops when it is told to', async () => {
    const stop = new AbortController()
    const { followed } = follow([PENDING], stop.signal)
    stop.abort(new Error('enough'))
    const error = await followed.then(
      () => undefined,
      (failure: Error) => failure,
    )
    expect(error?.message).to.equal('enough')
  })
})
