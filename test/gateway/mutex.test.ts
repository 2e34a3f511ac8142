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
    const task = (key: string, name: string, until?: Promise<unknown>) =>
      mutex(key, async () => {
        seen.push(`${name} starts`)
        await until
        seen.push(`${name} ends`)
        if (name === 'a') throw new Error(name)
      })
    const other = Promise.withResolvers<void>()
    const tasks = [task('1', 'a', other.promise), task('1', 'b'), task('2', 'c').then(other.resolve)]
    await Promise.allSettled(tasks)
    // The first ends only once the one of the other key has.
    expect(seen).to.deep.equal(['a starts', 'c starts', 'c ends', 'a ends', 'b starts', 'b ends'])
    await task('1', 'd')
    expect(seen.at(-1)).to.equal('d ends')
  })
})
