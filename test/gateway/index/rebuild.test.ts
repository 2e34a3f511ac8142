import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { type ChainEvent, endOfBlock, type Position } from '../../../gateway/index/chainEvent.ts'
import { type IndexStore, type IndexWindow, KEPT_BLOCKS } from '../../../gateway/index/indexStore.ts'
import { openSqliteIndexStore } from '../../../gateway/index/sqliteIndexStore.ts'
import { createSync } from '../../../gateway/index/syncIndex.ts'
import { tablesHash } from '../../../gateway/index/tablesHash.ts'
import { anyConsentAct, type Cast, type ConsentAct, castOf } from './consentActs.ts'
import { createIndexedChain, type IndexedChain, rebuiltHash } from './support.ts'

type Step =
  | { readonly kind: 'act'; readonly act: ConsentAct }
  | { readonly kind: 'mine'; readonly count: number }
  /** Remembers the chain as it is, to go back to. */
  | { readonly kind: 'fork' }
  /** The chain goes back to one of the remembered states. */
  | { readonly kind: 'reorganise'; readonly to: number }
  | { readonly kind: 'sync' }
  /** The process dies while it writes its nth window, at this place in it, or right after. */
  | { readonly kind: 'crash'; readonly window: number; readonly place: number }
  /** The node is gone from the nth request on. */
  | { readonly kind: 'silence'; readonly request: number }
  /** A reader dies after so many events. */
  | { readonly kind: 'handle'; readonly count: number }

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: anyConsentAct.map((act): Step => ({ kind: 'act', act })) },
  { weight: 2, arbitrary: fc.constantFrom(1, 3, 40).map((count): Step => ({ kind: 'mine', count })) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'mine', count: KEPT_BLOCKS + 20 }) },
  { weight: 3, arbitrary: fc.constant<Step>({ kind: 'fork' }) },
  { weight: 3, arbitrary: fc.nat(9).map((to): Step => ({ kind: 'reorganise', to })) },
  { weight: 3, arbitrary: fc.constant<Step>({ kind: 'sync' }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat(3), fc.nat(8))
      .map(([window, place]): Step => ({ kind: 'crash', window, place })),
  },
  { weight: 2, arbitrary: fc.nat(40).map((request): Step => ({ kind: 'silence', request })) },
  { weight: 4, arbitrary: fc.nat(9).map((count): Step => ({ kind: 'handle', count })) },
)

/** One of each of what may go wrong, where it does: no chance decides whether all were tried. */
const EVERY_FAULT: Step[] = [
  { kind: 'fork' },
  { kind: 'mine', count: 3 },
  { kind: 'sync' },
  { kind: 'reorganise', to: 0 },
  { kind: 'sync' },
  { kind: 'mine', count: 3 },
  { kind: 'crash', window: 0, place: 0 },
  { kind: 'silence', request: 0 },
]

describe('gateway/index: built again', function () {
  this.timeout(600_000)
  let indexed: IndexedChain
  let cast: Cast
  let folder: string
  before(async () => {
    indexed = await createIndexedChain()
    cast = await castOf(indexed)
    folder = await mkdtemp(join(tmpdir(), 'salus-index-'))
  })
  after(async () => {
    await rm(folder, { recursive: true, force: true })
    await indexed.close()
  })

  it('is identical from the chain alone, whatever reorganisations and crashes there were, and readers miss nothing', async () => {
    let run = 0
    const seen = { reorganised: 0, crashed: 0, silenced: 0 }
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 6, maxLength: 30 }), async (steps) => {
        const start = await indexed.request('evm_snapshot')
        const forks: unknown[] = []
        const path = join(folder, `${run++}.sqlite`)
        const open = () => openSqliteIndexStore(path, indexed.deployment)
        let store = open()
        const reader = createReader()
        const sync = async (over: IndexStore = store) => {
          const { reorgedTo } = await createSync(indexed.contracts, over)()
          if (reorgedTo !== undefined) seen.reorganised++
        }
        const restart = async () => {
          await store.close()
          store = open()
        }
        try {
          for (const step of steps) {
            switch (step.kind) {
              case 'act':
                await cast.perform(step.act)
                break
              case 'mine':
                await indexed.mine(step.count)
                break
              case 'fork':
                forks.push(await indexed.request('evm_snapshot'))
                break
              case 'reorganise': {
                const kept = forks.splice(step.to % Math.max(1, forks.length))
                if (kept.length > 0) await indexed.request('evm_revert', kept[0])
                break
              }
              case 'sync':
                await sync()
                break
              case 'crash':
                await sync(crashing(store, step.window, step.place)).catch((error: Error) => {
                  if (error.message !== CRASH) throw error
                  seen.crashed++
                })
                await restart()
                break
              case 'silence': {
                let left = step.request
                indexed.interceptor = async (_, answer) => {
                  if (left-- > 0) return answer()
                  throw new TypeError('fetch failed')
                }
                await sync().catch(() => seen.silenced++)
                indexed.interceptor = undefined
                break
              }
              case 'handle':
                await reader.handle(store, step.count)
            }
          }
          await sync()
          await restart()
          expect(await tablesHash(store)).to.equal(await rebuiltHash(indexed))
          await reader.handle(store, Number.POSITIVE_INFINITY)
          const all = await store.eventsAfter(undefined, 100_000)
          expect([...reader.known.keys()].toSorted()).to.deep.equal(all.map(keyOf).toSorted())
        } finally {
          indexed.interceptor = undefined
          await store.close()
          await indexed.request('evm_revert', start)
        }
      }),
      { numRuns: 40, endOnFailure: true, examples: [[EVERY_FAULT]] },
    )
    for (const count of Object.values(seen)) expect(count).to.be.greaterThan(0)
  })

  it('is identical after the file was dropped', async () => {
    const path = join(folder, 'dropped.sqlite')
    const build = async () => {
      const store = openSqliteIndexStore(path, indexed.deployment)
      await createSync(indexed.contracts, store)()
      const hash = await tablesHash(store)
      await store.close()
      return hash
    }
    const first = await build()
    for (const suffix of ['', '-wal', '-shm']) await rm(`${path}${suffix}`, { force: true })
    expect(await build()).to.equal(first)
  })
})

const CRASH = 'the process died'

/** The store, until the process dies in its nth window. */
function crashing(store: IndexStore, window: number, place: number): IndexStore {
  let left = window
  return {
    ...store,
    async append(given) {
      if (left-- > 0) return store.append(given)
      await store.append(brokenAt(given, place))
      throw new Error(CRASH)
    },
  }
}

/** A window that cannot be read to its end, where it has a block or an event at this place. */
function brokenAt(window: IndexWindow, place: number): IndexWindow {
  const broken = { ...window, blocks: [...window.blocks], events: [...window.events] }
  const list: unknown[] = place % 2 === 0 ? broken.events : broken.blocks
  if (place < list.length) {
    Object.defineProperty(list, place, {
      get() {
        throw new Error(CRASH)
      },
    })
  }
  return broken
}

/**
 * Somebody who acts on every event once, as the gateway's watcher does: first what was removed, then what is new. It may
 * die after any of them, and knows then only what it has written down.
 */
function createReader() {
  const known = new Map<string, ChainEvent>()
  let cursor: Position | undefined
  return {
    known,
    async handle(store: IndexStore, count: number) {
      let left = count
      for (const { id, ancestor, event } of await store.orphaned(100_000)) {
        if (left-- <= 0) return
        if (cursor && cursor.blockNumber > ancestor) cursor = endOfBlock(ancestor)
        known.delete(keyOf(event))
        await store.forgetOrphaned(id)
      }
      for (const event of await store.eventsAfter(cursor, 100_000)) {
        if (left-- <= 0) return
        known.set(keyOf(event), event)
        cursor = { blockNumber: event.blockNumber, logIndex: event.logIndex }
      }
    },
  }
}

const keyOf = ({ blockHash, logIndex }: ChainEvent) => `${blockHash}.${logIndex}`
