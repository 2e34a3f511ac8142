import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { createKeyedMutex, createMutex } from '../../gateway/mutex.ts'

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

  it('with keys, lets tasks of other keys go on meanwhile', async () => {
    const mutex = createKeyedMutex()
    const seen: string[] = []
    const task = (key: string, name: string, milliseconds: number) =>
      mutex(key, async () => {
        seen.push(`${name} starts`)
        await sleep(milliseconds)
        seen.push(`${name} ends`)
        if (name === 'a') throw new Error(name)
      })
    await Promise.allSettled([task('1', 'a', 20), task('1', 'b', 0), task('2', 'c', 0)])
    expect(seen.indexOf('c ends')).to.be.below(seen.indexOf('a ends'))
    expect(seen.indexOf('b starts')).to.be.above(seen.indexOf('a ends'))
    await task('1', 'd', 0)
    expect(seen.at(-1)).to.equal('d ends')
  })
})
