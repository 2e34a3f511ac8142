import { expect } from 'chai'
import type { NodeContext } from '../../../oracle/network/nodeContext.ts'
import { runWorks } from '../../../oracle/works/runWorks.ts'
import { loadOf, newWork, type Work } from '../../../oracle/works/work.ts'
import { eventually } from '../../helpers/world.ts'

interface NamedWork extends Work {
  readonly name: string
}

/** Runs works, two at once; those whose name says that they are slow do not end before all are stopped. */
function run(...names: readonly string[]) {
  const stopping = new AbortController()
  const options = { interval: 1 }
  const node = { options, opener: { account: '' }, signal: stopping.signal } as unknown as NodeContext
  const all: NamedWork[] = names.map((name) => ({ ...newWork(), name }))
  const held: (() => void)[] = []
  const taken: string[] = []
  const running = runWorks(node, {
    look: async () => undefined,
    all: () => all,
    atOnce: 2,
    patience: 10,
    async step(work) {
      taken.push(work.name)
      work.isDone = true
      if (work.name.startsWith('slow')) await new Promise<void>((resolve) => held.push(resolve))
    },
  })
  return {
    taken,
    async stop() {
      stopping.abort()
      for (const letGo of held) letGo()
      await running
    },
  }
}

describe('oracle/works/runWorks', () => {
  it('takes others while some are slow, and each once', async () => {
    const { taken, stop } = run('slow 1', 'slow 2', 'quick 1', 'quick 2')
    await eventually(() => taken.length >= 4)
    await stop()
    expect(taken).to.deep.equal(['slow 1', 'slow 2', 'quick 1', 'quick 2'])
  })

  it('counts what waits and what is under way, and not what is done', () => {
    const works = [newWork(), newWork(), { ...newWork(), isTaken: true }, { ...newWork(), isDone: true }]
    expect(loadOf(works)).to.deep.equal({ waiting: 2, underWay: 1 })
  })

  it('takes no more than twice as many at once', async () => {
    const { taken, stop } = run('slow 1', 'slow 2', 'slow 3', 'slow 4', 'quick')
    await eventually(() => taken.length >= 4)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(taken).to.not.include('quick')
    await stop()
  })
})
