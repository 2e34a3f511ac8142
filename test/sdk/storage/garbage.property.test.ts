import { expect } from 'chai'
import fc from 'fast-check'
import type { Blockstore } from '../../../sdk/storage/blockstore.ts'
import { type EmbeddedContentStore, embeddedContentStore } from '../../../sdk/storage/embeddedContentStore.ts'
import { memoryBlockstore } from '../../../sdk/storage/memoryBlockstore.ts'
import { memoryPins, type PinSet } from '../../../sdk/storage/pins.ts'
import { mebibyte } from './contentStoreContract.ts'

// Three contents of two leaves each that share the first one, so that each can take a block from the others.
const shared = new Uint8Array(mebibyte)
const contents = [1, 2, 3].map((last) => [shared, Uint8Array.of(last)])
const cids = await Promise.all(
  contents.map(
    async (content) => (await embeddedContentStore(memoryBlockstore(), memoryPins()).add(content)).cid,
  ),
)

/** Blocks and pins whose every call starts and ends when the scheduler says so. */
function scheduled(scheduler: fc.Scheduler): { blocks: Blockstore; pins: PinSet } {
  const blocks = memoryBlockstore()
  const pins = memoryPins()
  const turn = () => scheduler.schedule(Promise.resolve())
  const delayed =
    <Arguments extends unknown[], Result>(call: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments) => {
      await turn()
      const result = await call(...given)
      await turn()
      return result
    }
  return {
    blocks: {
      ...blocks,
      get: delayed(blocks.get),
      has: delayed(blocks.has),
      put: delayed(blocks.put),
      delete: delayed(blocks.delete),
      async *list(options) {
        for await (const cid of blocks.list(options)) {
          await turn()
          yield cid
        }
      },
    },
    pins: { ...pins, add: delayed(pins.add), delete: delayed(pins.delete) },
  }
}

type Step = { act: 'add' | 'pin' | 'unpin'; index: number } | { act: 'collect' }

async function perform(store: EmbeddedContentStore, step: Step): Promise<void> {
  if (step.act === 'collect') {
    await store.collectGarbage()
    return
  }
  const cid = cids[step.index] ?? ''
  if (step.act === 'add') await store.add(contents[step.index] ?? [])
  else if (step.act === 'unpin') await store.unpin(cid)
  else {
    // What is not there, or not any more, cannot be pinned.
    await store.pin(cid).catch((error: unknown) => expect(error).to.have.property('code', 'BLOCK_NOT_FOUND'))
  }
}

const steps = fc.array(
  fc.oneof(
    fc.record({
      act: fc.constantFrom('add' as const, 'pin' as const, 'unpin' as const),
      index: fc.nat({ max: cids.length - 1 }),
    }),
    fc.constant({ act: 'collect' as const }),
  ),
  { minLength: 2, maxLength: 8 },
)

describe('garbage collection under way with adds, pins and unpins', () => {
  it('never drops a block of what is pinned, whatever comes in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(steps, { maxLength: 3 }), async (scheduler, rounds) => {
        const { blocks, pins } = scheduled(scheduler)
        const store = embeddedContentStore(blocks, pins)
        for (const round of rounds) {
          await scheduler.waitFor(Promise.all(round.map((step) => perform(store, step))))
          for await (const cid of pins.list()) {
            expect(await scheduler.waitFor(store.has(cid.toString())), `${cid}`).to.equal(true)
          }
        }
        for (const cid of cids) await scheduler.waitFor(store.unpin(cid))
        expect((await scheduler.waitFor(store.collectGarbage())).kept).to.equal(0)
      }),
      { numRuns: 200 },
    )
  })
})
