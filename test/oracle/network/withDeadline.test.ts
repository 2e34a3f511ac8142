import { getEventListeners } from 'node:events'
import { expect } from 'chai'
import { createBell } from '../../../oracle/network/bell.ts'
import { withDeadline } from '../../../oracle/network/withDeadline.ts'
import { expectError } from '../../helpers/expectError.ts'

/** Work that goes on until it is told to stop. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })

describe('oracle/network/withDeadline', () => {
  it('stops work that takes too long, and work of a node that stops', async () => {
    const stopping = new AbortController()
    await expectError(() => withDeadline(stopping.signal, 5, untilAborted), 'MESSAGE_SLOW', /too long/)
    const reason = new Error('stopped')
    const working = withDeadline(stopping.signal, 60_000, untilAborted)
    stopping.abort(reason)
    expect(await working.catch((error: unknown) => error)).to.equal(reason)
    let began = false
    const late = withDeadline(stopping.signal, 60_000, async () => {
      began = true
    })
    expect(await late.catch((error: unknown) => error)).to.equal(reason)
    expect(began).to.equal(false)
  })

  it('leaves nothing behind on the signal of the node', async () => {
    const { signal } = new AbortController()
    for (let time = 0; time < 10; time++) {
      expect(await withDeadline(signal, 60_000, async () => time)).to.equal(time)
      await withDeadline(signal, 60_000, () => Promise.reject(new Error('failed'))).catch(() => undefined)
    }
    expect(getEventListeners(signal, 'abort')).to.have.length(0)
  })
})

describe('oracle/network/bell', () => {
  it('wakes who waits, and lets sleep who comes after', async () => {
    const bell = createBell()
    bell.ring()
    const woken: string[] = []
    const first = bell.wait(60_000).then(() => woken.push('by the bell'))
    bell.ring()
    await first
    await bell.wait(5).then(() => woken.push('by itself'))
    expect(woken).to.deep.equal(['by the bell', 'by itself'])
  })
})
