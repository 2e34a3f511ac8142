import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { createMutex } from '../../gateway/mutex.ts'

describe('gateway/mutex', () => {
  it('runs one task at a time, in order, and goes on after one that failed', async () => {
    const mutex = createMutex()
    const seen: string[] = []
    const task = (name: string, fails = false) =>
      mutex(async () => {
        seen.push(`${name} starts`)
        await sleep(5)
        seen.push(`${name} ends`)
        if (fails) throw new Error(name)
        return name
      })
    const results = await Promise.allSettled([task('a'), task('b', true), task('c')])
    expect(results.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled'])
    expect(seen).to.deep.equal(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends'])
  })
})
