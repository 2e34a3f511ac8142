import { expect } from 'chai'
import { RefusedError, UnavailableError } from '../../../sdk/errors/index.ts'
import { retry } from '../../../sdk/storage/retry.ts'
import { rejection } from '../crypto/rejection.ts'

const unavailable = new UnavailableError('STORE_UNAVAILABLE', 'as if')

describe('retry', () => {
  it('waits four times as long each time, and gives the last error', async () => {
    const pauses: number[] = []
    let calls = 0
    const failing = async () => {
      calls += 1
      throw unavailable
    }
    const sleep = async (milliseconds: number) => void pauses.push(milliseconds)
    expect(await rejection(retry(failing, { attempts: 4, sleep }))).to.equal(unavailable)
    expect(calls).to.equal(4)
    expect(pauses).to.deep.equal([200, 800, 3200])
  })

  it('gives the first answer', async () => {
    let calls = 0
    const second = async () => {
      calls += 1
      if (calls < 2) throw unavailable
      return calls
    }
    expect(await retry(second, { sleep: async () => {} })).to.equal(2)
  })

  it('does not call again what was answered with no', async () => {
    let calls = 0
    const refused = new RefusedError('STORE_DENIED', 'as if')
    const failing = async () => {
      calls += 1
      throw refused
    }
    expect(await rejection(retry(failing, {}))).to.equal(refused)
    expect(calls).to.equal(1)
  })

  it('really waits, and stops waiting with the reason of its signal', async () => {
    let calls = 0
    const second = async () => {
      calls += 1
      if (calls < 2) throw unavailable
    }
    await retry(second, {})
    const reason = new Error('enough')
    const failing = () => Promise.reject(unavailable)
    expect(await rejection(retry(failing, {}, AbortSignal.abort(reason)))).to.equal(reason)
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 10)
    expect(await rejection(retry(failing, {}, controller.signal))).to.equal(reason)
  })
})
