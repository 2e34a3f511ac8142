import { expect } from 'chai'
import { getAddress, hexlify, id, randomBytes, toQuantity } from 'ethers'
import { endOfBlock } from '../../../gateway/index/chainEvent.ts'
import { type IndexStore, KEPT_BLOCKS } from '../../../gateway/index/indexStore.ts'
import { openSqliteIndexStore } from '../../../gateway/index/sqliteIndexStore.ts'
import { createSync, type SyncIndex } from '../../../gateway/index/syncIndex.ts'
import { tablesHash } from '../../../gateway/index/tablesHash.ts'
import { UnavailableError } from '../../../sdk/errors/index.ts'
import { errorOf, expectError } from '../../helpers/expectError.ts'
import { grantTreatment } from '../../helpers/scenario.ts'
import {
  createIndexedChain,
  type IndexedChain,
  type Interceptor,
  type Request,
  rebuiltHash,
} from './support.ts'

interface RawLog {
  readonly address: string
  readonly blockNumber: string
  readonly blockHash: string
  readonly logIndex: string
}

describe('gateway/index/syncIndex', () => {
  let indexed: IndexedChain
  let store: IndexStore
  let sync: SyncIndex
  let start: unknown
  before(async () => {
    indexed = await createIndexedChain()
  })
  after(() => indexed.close())
  beforeEach(async () => {
    start = await indexed.request('evm_snapshot')
    store = openSqliteIndexStore(':memory:', indexed.deployment)
    sync = createSync(indexed.contracts, store)
    indexed.requests.length = 0
  })
  afterEach(async () => {
    indexed.interceptor = undefined
    await indexed.request('evm_setAutomine', true)
    await indexed.request('evm_revert', start)
    await store.close()
  })

  const revoke = (grantee = getAddress(hexlify(randomBytes(20)))) => {
    const { patient } = indexed.chain.accounts
    return indexed.chain.contracts.consentRegistry.connect(patient).revoke(patient.address, grantee)
  }
  const latest = async () => Number(await indexed.request('eth_blockNumber'))
  const grantees = async () =>
    (await store.eventsAfter(undefined, 10_000, { names: ['ConsentRevoked'] })).map(
      ({ args }) => args.grantee,
    )
  const expectRebuilt = async () => expect(await tablesHash(store)).to.equal(await rebuiltHash(indexed))
  const methods = () => indexed.requests.map(({ method }) => method)

  it('reads everything since the deployment, then only what is new', async () => {
    await grantTreatment(
      indexed.chain,
      indexed.chain.accounts.patient,
      indexed.chain.accounts.clinician.address,
    )
    const first = await sync()
    expect(first.head?.number).to.equal(await latest())
    expect(first.added).to.be.greaterThan(0)
    const [granted] = await store.eventsAfter(undefined, 9, { names: ['ConsentGranted'] })
    const block = await indexed.contracts.runner.provider?.getBlock('latest')
    expect(granted).to.deep.include({
      blockNumber: block?.number,
      blockHash: block?.hash,
      time: block?.timestamp,
      contract: 'consentRegistry',
      transactionHash: block?.transactions[0],
    })

    indexed.requests.length = 0
    expect(await sync()).to.deep.equal({ head: first.head, added: 0 })
    expect(methods()).to.deep.equal(['eth_blockNumber', 'eth_getBlockByNumber'])
    const { hash } = await revoke()
    const second = await sync()
    expect(second).to.deep.include({ added: 1 })
    const news = await store.eventsAfter(endOfBlock(first.head?.number ?? -1), 9)
    expect(news.map(({ name, transactionHash }) => [name, transactionHash])).to.deep.equal([
      ['ConsentRevoked', hash],
    ])
    await expectRebuilt()
  })

  it('is empty where the chain has not reached the deployment yet, and starts when it has', async () => {
    const block = (await latest()) + 3
    const late = { ...indexed.contracts, deployment: { ...indexed.deployment, block } }
    const lateSync = createSync(late, store)
    expect(await lateSync()).to.deep.equal({ head: undefined, added: 0 })
    await indexed.mine(3)
    await revoke()
    expect(await lateSync()).to.deep.include({ added: 1 })
  })

  it('reads old blocks in ranges, the newest by their hashes, and keeps few hashes', async () => {
    await indexed.mine(700)
    await revoke()
    await indexed.mine(700)
    await revoke()
    const step = await sync()
    expect(step.added).to.equal((await store.eventsAfter(undefined, 10_000)).length)
    expect((await grantees()).length).to.equal(2)
    const ranges = indexed.requests.filter((request) => rangeOf(request))
    expect(ranges).to.have.length(2)
    expect(indexed.requests.length).to.be.lessThan(2 * KEPT_BLOCKS + 50)
    expect((await store.blocksDown(10_000, 10_000)).length).to.be.lessThan(KEPT_BLOCKS + 50)
    await expectRebuilt()
  })

  it('needs a provider that speaks JSON-RPC', async () => {
    const runner = { provider: null }
    const other = createSync({ ...indexed.contracts, runner }, store)
    await expectError(() => other(), 'CHAIN_MISMATCH', /JSON-RPC/)
  })

  it('tells how far it is', async () => {
    await indexed.mine(400)
    const progress: [number, number][] = []
    const step = await sync({ onProgress: (done, total) => progress.push([done, total]) })
    const total = (step.head?.number ?? 0) + 1
    expect(progress.at(-1)).to.deep.equal([total, total])
    expect(progress.length).to.be.greaterThan(2)
    expect(progress.map(([done]) => done)).to.deep.equal(
      progress.map(([done]) => done).toSorted((a, b) => a - b),
    )
  })

  describe('reorganisations', () => {
    it('deletes what the chain took back, adds what is there instead, and hands over what it deleted', async () => {
      await revoke()
      const ancestor = await latest()
      const fork = await indexed.request('evm_snapshot')
      const lost = [await revoke(), await revoke()]
      await sync()
      await indexed.request('evm_revert', fork)
      await indexed.mine(1)
      const kept = await revoke()
      await indexed.mine(3)
      const step = await sync()
      expect(step).to.deep.include({ reorgedTo: ancestor, added: 1 })
      const hashes = (await store.eventsAfter(endOfBlock(ancestor), 9)).map((event) => event.transactionHash)
      expect(hashes).to.deep.equal([kept.hash])
      const orphaned = await store.orphaned(9)
      expect(orphaned.map(({ ancestor, event }) => [ancestor, event.transactionHash])).to.deep.equal(
        lost.map(({ hash }) => [ancestor, hash]),
      )
      await expectRebuilt()
      expect(await sync()).to.not.have.property('reorgedTo')
    })

    it('finds one that goes back further than the hashes of empty blocks', async () => {
      await revoke()
      const ancestor = await latest()
      const fork = await indexed.request('evm_snapshot')
      await indexed.mine(KEPT_BLOCKS)
      await revoke()
      await indexed.mine(2 * KEPT_BLOCKS)
      await sync()
      await indexed.request('evm_revert', fork)
      await indexed.mine(3)
      await revoke()
      await indexed.mine(3 * KEPT_BLOCKS)
      const step = await sync()
      expect(step.reorgedTo).to.be.at.most(ancestor)
      expect(await store.orphaned(999)).to.have.length(1)
      await expectRebuilt()
    })

    it('follows a chain that got shorter', async () => {
      const ancestor = await latest()
      const fork = await indexed.request('evm_snapshot')
      await revoke()
      await sync()
      await indexed.request('evm_revert', fork)
      const step = await sync()
      expect(step).to.deep.include({ reorgedTo: ancestor, added: 0 })
      expect(step.head?.number).to.equal(ancestor)
      await expectRebuilt()
    })

    it('starts anew where nothing of the chain is left', async () => {
      await sync()
      const before = await store.eventsAfter(undefined, 10_000)
      const other = await createIndexedChain()
      try {
        // The same deployment on a chain that was started again: every hash differs.
        const step = await createSync(other.contracts, store)()
        expect(step.reorgedTo).to.equal(-1)
        expect(await tablesHash(store)).to.equal(await rebuiltHash(other))
        expect(await store.orphaned(10_000)).to.have.length(before.length)
      } finally {
        await other.close()
      }
    })

    it('accepts the blocks of hardhat_mine, which name no parent', async () => {
      await sync()
      await indexed.request('hardhat_mine', '0x400')
      await revoke()
      await indexed.request('hardhat_mine', '0x40')
      await revoke()
      await sync()
      expect(await grantees()).to.have.length(2)
      await expectRebuilt()
    })

    /**
     * When the index asks for this the nth time, the chain takes back the last block, where something was revoked, and
     * makes two others. Resolves when that is done.
     */
    const forkAt = async (method: string, count: number, isBefore: boolean) => {
      const fork = await indexed.request('evm_snapshot')
      await revoke()
      const forked = Promise.withResolvers<void>()
      let seen = 0
      indexed.interceptor = async (request, answer) => {
        if (request.method !== method || ++seen !== count) return answer()
        indexed.interceptor = undefined
        const early = isBefore ? undefined : await answer()
        await indexed.request('evm_revert', fork)
        await indexed.mine(1)
        await revoke()
        forked.resolve()
        return isBefore ? answer() : early
      }
      return { forked: forked.promise }
    }
    const places: [string, number][] = [
      ['eth_blockNumber', 1],
      ['eth_getBlockByNumber', 1],
      ['eth_getBlockByNumber', 2],
      ['eth_getBlockByNumber', 8],
      ['eth_getLogs', 1],
      ['eth_getLogs', 2],
      ['eth_getLogs', 7],
    ]
    for (const isBefore of [true, false]) {
      for (const [method, count] of places) {
        it(`between two requests: ${isBefore ? 'before' : 'after'} ${method} ${count}`, async () => {
          await sync()
          await indexed.mine(6)
          const { forked } = await forkAt(method, count, isBefore)
          const step = await sync().catch((error: unknown) => error)
          if (step instanceof Error) expect(step).to.be.instanceOf(UnavailableError)
          await forked
          await sync()
          expect(await grantees()).to.have.length(1)
          await expectRebuilt()
        })
      }
    }

    it('of old blocks while their logs are read', async () => {
      await indexed.mine(2)
      for (const hadEvents of [true, false]) {
        const fork = await indexed.request('evm_snapshot')
        const before = await store.head()
        if (hadEvents) await revoke()
        await indexed.mine(KEPT_BLOCKS + 5)
        indexed.interceptor = async (request, answer) => {
          if (!rangeOf(request)) return answer()
          indexed.interceptor = undefined
          const early = await answer()
          await indexed.request('evm_revert', fork)
          await revoke()
          await indexed.mine(KEPT_BLOCKS + 5)
          return early
        }
        await expectError(() => sync(), 'CHAIN_UNAVAILABLE', /changed at block/)
        expect(await store.head()).to.deep.equal(before)
        await sync()
        await expectRebuilt()
      }
    })

    it('between two ranges of old blocks', async () => {
      const fork = await indexed.request('evm_snapshot')
      await revoke()
      await indexed.mine(KEPT_BLOCKS + 200)
      let ranges = 0
      indexed.interceptor = async (request, answer) => {
        const [fromBlock, toBlock] = rangeOf(request) ?? [0, 0]
        if (toBlock - fromBlock >= 50) throw new Error('too many blocks')
        if (ranges === 1) {
          ranges++
          await indexed.request('evm_revert', fork)
          await indexed.mine(KEPT_BLOCKS + 300)
        }
        return answer()
      }
      const stepping = sync({ onProgress: () => void ranges++ })
      await expectError(() => stepping, 'CHAIN_UNAVAILABLE', /changed at block/)
      expect(await grantees()).to.have.length(1)
      indexed.interceptor = undefined
      await sync()
      expect(await grantees()).to.have.length(0)
      await expectRebuilt()
    })

    it('among the newest blocks, on a node that still answers for those that it took back', async () => {
      await sync()
      const before = await store.head()
      const fork = await indexed.request('evm_snapshot')
      await revoke()
      const lost = await latest()
      const header = (await indexed.request('eth_getBlockByNumber', toQuantity(lost), false)) as {
        hash: string
      }
      const logs = await indexed.request('eth_getLogs', { blockHash: header.hash })
      await indexed.mine(2)
      const forked = Promise.withResolvers<void>()
      indexed.interceptor = async ({ method, params: [asked] }, answer) => {
        if (method === 'eth_getLogs' && (asked as { blockHash: string }).blockHash === header.hash)
          return logs
        if (method !== 'eth_getBlockByNumber' || Number(asked) < lost) return answer()
        if (Number(asked) > lost) {
          await forked.promise
          return answer()
        }
        const early = await answer()
        await indexed.request('evm_revert', fork)
        await indexed.mine(5)
        forked.resolve()
        return early
      }
      await expectError(() => sync(), 'CHAIN_UNAVAILABLE', /changed at block/)
      expect(await store.head()).to.deep.equal(before)
      indexed.interceptor = undefined
      await sync()
      expect(await grantees()).to.have.length(0)
      await expectRebuilt()
    })
  })

  describe('a node that lies', () => {
    const alterLogs = (alter: (logs: RawLog[]) => RawLog[]): Interceptor => {
      return async ({ method }, answer) => {
        const given = await answer()
        return method === 'eth_getLogs' ? alter(given as RawLog[]) : given
      }
    }
    const first = (change: object) => (logs: RawLog[]) =>
      logs.map((log, index) => (index ? log : { ...log, ...change }))

    const cases: [string, (logs: RawLog[]) => RawLog[], RegExp, string?][] = [
      [
        'a log of another contract',
        first({ address: `0x${'ab'.repeat(20)}` }),
        /log of block \d+ that no contract/,
      ],
      ['a log without topics', first({ topics: [] }), /log of block \d+ that is no event/],
      ['a log of another event', first({ topics: [id('Paid()')] }), /log of block \d+ that is no event/],
      [
        'a log that does not decode',
        first({ data: '0x00' }),
        /log of block \d+ that is not a ConsentRevoked/,
      ],
      ['a log twice', (logs) => [...logs, ...logs], /log of block \d+ that has the place of another/],
      ['a log that is no log', first({ data: 'nothing' }), /malformed/],
      ['a log of another block', first({ blockNumber: '0x1' }), /changed at block/, 'CHAIN_UNAVAILABLE'],
      ['a log of another fork', first({ blockHash: id('fork') }), /changed at block/, 'CHAIN_UNAVAILABLE'],
      ['a log that was taken back', first({ removed: true }), /changed at block/, 'CHAIN_UNAVAILABLE'],
    ]
    for (const isOld of [false, true]) {
      for (const [name, alter, words, code = 'CHAIN_LOG_INVALID'] of cases) {
        it(`tells ${name} of ${isOld ? 'an old' : 'a new'} block: nothing is written, and nothing is lost`, async () => {
          await sync()
          const head = await store.head()
          await revoke()
          if (isOld) await indexed.mine(KEPT_BLOCKS)
          indexed.interceptor = alterLogs(alter)
          const error = await errorOf(() => sync())
          const isOutside = isOld && name === 'a log of another block'
          expect(error.code).to.equal(isOutside ? 'CHAIN_LOG_INVALID' : code)
          expect(error.message).to.match(isOutside ? /lies outside/ : words)
          expect(await store.head()).to.deep.equal(head)
          indexed.interceptor = undefined
          await sync()
          expect(await grantees()).to.have.length(1)
          await expectRebuilt()
        })
      }
    }

    it('tells a header without what the contracts draw from', async () => {
      indexed.interceptor = async ({ method }, answer) => {
        const given = (await answer()) as object
        return method === 'eth_getBlockByNumber' ? { ...given, mixHash: null } : given
      }
      await expectError(() => sync(), 'CHAIN_LOG_INVALID', /malformed mixHash/)
    })

    it('has not caught up: an answer that lacks the newest block is no answer', async () => {
      await sync()
      await revoke()
      const behind = (await latest()) - 1
      indexed.interceptor = async ({ method, params: [block] }, answer) =>
        method === 'eth_getBlockByNumber' && Number(block) > behind ? null : answer()
      await expectError(() => sync(), 'CHAIN_UNAVAILABLE', /changed at block/)
      indexed.interceptor = undefined
      expect(await sync()).to.deep.include({ added: 1 })
    })
  })

  describe('a node that gives little at once', () => {
    const limit = (blocks: number, refusal: () => Error): Interceptor => {
      return async (request, answer) => {
        const [fromBlock, toBlock] = rangeOf(request) ?? []
        if (fromBlock === undefined || toBlock === undefined) return answer()
        if (toBlock - fromBlock + 1 > blocks) throw refusal()
        return answer()
      }
    }
    const refusals: [string, () => Error][] = [
      [
        'too many results',
        () => Object.assign(new Error('query returned more than 10000 results'), { code: -32005 }),
      ],
      ['too many blocks', () => Object.assign(new Error('exceed maximum block range: 40'), { code: -32000 })],
    ]
    for (const [name, refusal] of refusals) {
      it(`is asked for less after '${name}', and for more again later`, async () => {
        await indexed.mine(300)
        await revoke()
        await indexed.mine(300)
        indexed.interceptor = limit(40, refusal)
        await sync()
        const asked = indexed.requests.flatMap((request) => {
          const [fromBlock = 0, toBlock = -1] = rangeOf(request) ?? []
          return toBlock < 0 ? [] : [toBlock - fromBlock + 1]
        })
        const granted = asked.filter((size) => size <= 40)
        expect(granted.length).to.be.lessThan(40)
        expect(asked.length - granted.length).to.be.lessThan(granted.length)
        expect(granted.some((size, index) => size > (granted[index - 1] ?? size))).to.equal(true)
        await expectRebuilt()
      })
    }

    it('refuses even one block: the error is told, and what was read before stays', async () => {
      await indexed.mine(KEPT_BLOCKS + 300)
      const refusal = () => Object.assign(new Error('rate limit'), { code: -32005 })
      indexed.interceptor = limit(0, refusal)
      await expectError(() => sync(), 'CHAIN_UNAVAILABLE', /did not answer/)
      expect(await store.head()).to.equal(undefined)
    })
  })

  describe('stopping', () => {
    it('stops between two windows with the reason, and goes on from there', async () => {
      await indexed.mine(400)
      const stopping = new AbortController()
      const reason = new Error('the gateway stops')
      const stopped = sync({ signal: stopping.signal, onProgress: () => stopping.abort(reason) })
      expect(await stopped.catch((error: unknown) => error)).to.equal(reason)
      const head = await store.head()
      expect(head).to.not.equal(undefined)
      indexed.requests.length = 0
      await sync()
      await expectRebuilt()
    })

    for (const method of ['eth_blockNumber', 'eth_getBlockByNumber', 'eth_getLogs']) {
      it(`does not wait for a node that never answers ${method}`, async () => {
        const stopping = new AbortController()
        const reason = new Error('the gateway stops')
        indexed.interceptor = (request, answer) => {
          if (request.method !== method) return answer()
          setTimeout(() => stopping.abort(reason), 5)
          return new Promise(() => undefined)
        }
        const stopped = sync({ signal: stopping.signal })
        expect(await stopped.catch((error: unknown) => error)).to.equal(reason)
      })
    }

    it('says when the node is gone, and goes on when it is back', async () => {
      await revoke()
      indexed.interceptor = async () => {
        throw new TypeError('fetch failed')
      }
      await expectError(() => sync(), 'CHAIN_UNAVAILABLE', /did not answer/)
      indexed.interceptor = undefined
      await sync()
      await expectRebuilt()
    })
  })
})

/** First and last block of a request for the logs of a range of blocks. */
function rangeOf({ method, params: [filter] }: Request): [number, number] | undefined {
  const { fromBlock, toBlock } = (filter ?? {}) as { fromBlock?: string; toBlock?: string }
  return method === 'eth_getLogs' && fromBlock ? [Number(fromBlock), Number(toBlock)] : undefined
}
