import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { getAddress, id } from 'ethers'
import fc from 'fast-check'
import { type BlockPoint, type ChainEvent, endOfBlock } from '../../../gateway/index/chainEvent.ts'
import type { IndexStore, IndexWindow } from '../../../gateway/index/indexStore.ts'
import { KEPT_BLOCKS } from '../../../gateway/index/indexStore.ts'
import { openSqliteIndexStore } from '../../../gateway/index/sqliteIndexStore.ts'
import { tablesHash } from '../../../gateway/index/tablesHash.ts'
import { abis } from '../../../sdk/chain/contracts.ts'
import type { ContractName, Deployment } from '../../../sdk/chain/deployment.ts'
import { expectError } from '../../helpers/expectError.ts'

const address = (name: string) => getAddress(`0x${id(name).slice(-40)}`)

const DEPLOYMENT: Deployment = {
  chainId: 31337,
  block: 0,
  compiler: 'test',
  sourceHash: id('source'),
  contracts: Object.fromEntries(
    Object.keys(abis).map((name) => [name, address(name)]),
  ) as Deployment['contracts'],
}
const [ANNA, BERT] = [address('Anna'), address('Bert')]

const point = (number: number, fork = ''): BlockPoint => ({ number, hash: id(`${number}${fork}`) })

const revoked = (blockNumber: number, logIndex: number, change: Partial<ChainEvent> = {}): ChainEvent => ({
  blockNumber,
  logIndex,
  blockHash: point(blockNumber).hash,
  time: 1_800_000_000 + blockNumber,
  seed: id(`seed ${blockNumber}`),
  transactionHash: id(`transaction ${blockNumber}`),
  contract: 'consentRegistry',
  name: 'ConsentRevoked',
  args: { patient: ANNA, grantee: BERT },
  ...change,
})

/** Blocks `from` to `to`, those in `counts` with so many events. */
function windowOf(
  after: BlockPoint | undefined,
  from: number,
  to: number,
  counts: Record<number, number> = {},
) {
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  return {
    after,
    blocks: numbers.map((number) => point(number)),
    events: numbers.flatMap((number) =>
      Array.from({ length: counts[number] ?? 0 }, (_, index) => revoked(number, index)),
    ),
  }
}

const positions = (events: readonly ChainEvent[]) =>
  events.map(({ blockNumber, logIndex }) => `${blockNumber}.${logIndex}`)

describe('gateway/index/sqliteIndexStore', () => {
  let store: IndexStore
  beforeEach(() => {
    store = openSqliteIndexStore(':memory:', DEPLOYMENT)
  })
  afterEach(() => store.close())

  it('keeps what it is given, and gives it back in order', async () => {
    expect(await store.head()).to.equal(undefined)
    expect(await store.eventsAfter(undefined, 9)).to.deep.equal([])
    await store.append(windowOf(undefined, 0, 3, { 1: 2, 3: 1 }))
    await store.append(windowOf(point(3), 4, 5, { 4: 1 }))
    expect(await store.head()).to.deep.equal(point(5))
    const all = await store.eventsAfter(undefined, 9)
    expect(all).to.deep.equal([revoked(1, 0), revoked(1, 1), revoked(3, 0), revoked(4, 0)])
    const ask = async (...asked: Parameters<IndexStore['eventsAfter']>) =>
      positions(await store.eventsAfter(...asked))
    expect(await ask({ blockNumber: 1, logIndex: 0 }, 2)).to.deep.equal(['1.1', '3.0'])
    expect(await ask(endOfBlock(1), 9)).to.deep.equal(['3.0', '4.0'])
    expect(await ask(endOfBlock(-1), 9)).to.deep.equal(['1.0', '1.1', '3.0', '4.0'])
    expect(await ask({ blockNumber: 4, logIndex: 0 }, 9)).to.deep.equal([])
    expect(await store.counts()).to.deep.equal([
      { contract: 'consentRegistry', name: 'ConsentRevoked', count: 4 },
    ])
  })

  it('finds events by contract, name, patient, subject and organisation, and what belongs to a patient', async () => {
    const [org, record, request] = [address('org'), id('record'), id('request')]
    const at = (logIndex: number, contract: ContractName, name: string, args: ChainEvent['args']) =>
      revoked(1, logIndex, { contract, name, args })
    const events = [
      at(0, 'recordRegistry', 'RecordAnchored', { recordId: record, custodianOrg: org, patient: ANNA }),
      at(1, 'recordRegistry', 'RecordRetired', { recordId: record, custodianOrg: org, status: '4' }),
      at(2, 'inferenceOracle', 'InferenceRequested', { requestId: request, patient: BERT, requester: ANNA }),
      at(3, 'inferenceOracle', 'ReportLanded', { requestId: request, outputHash: id('output') }),
      at(4, 'didRegistry', 'DIDOwnerChanged', { identity: ANNA, owner: BERT, previousChange: '0' }),
      at(5, 'recordRegistry', 'BatchAnchored', { custodianOrg: org, root: id('root'), size: '2' }),
    ]
    await store.append({ after: undefined, blocks: [point(1)], events })
    const found = async (filter: Parameters<IndexStore['visit']>[0]) => {
      const indexes: number[] = []
      await store.visit(filter, ({ logIndex }) => indexes.push(logIndex))
      return indexes
    }
    expect(await found({})).to.deep.equal([0, 1, 2, 3, 4, 5])
    expect(await found({ patient: ANNA })).to.deep.equal([0, 1, 4])
    expect(await found({ patient: BERT })).to.deep.equal([2, 3])
    expect(await found({ patient: org })).to.deep.equal([])
    expect(await found({ contracts: ['inferenceOracle', 'didRegistry'] })).to.deep.equal([2, 3, 4])
    expect(await found({ contracts: [] })).to.deep.equal([])
    expect(await found({ names: ['ReportLanded', 'BatchAnchored'] })).to.deep.equal([3, 5])
    expect(await found({ subject: record })).to.deep.equal([0, 1])
    expect(await found({ organisation: org })).to.deep.equal([0, 1, 5])
    expect(
      await found({ organisation: org, names: ['BatchAnchored'], contracts: ['recordRegistry'] }),
    ).to.deep.equal([5])
    expect(
      positions(await store.eventsAfter({ blockNumber: 1, logIndex: 0 }, 1, { patient: ANNA })),
    ).to.deep.equal(['1.1'])
    expect(await found({ subject: `' OR TRUE --` })).to.deep.equal([])
  })

  it('visits more events than one page holds, each once', async () => {
    await store.append(windowOf(undefined, 0, 3, { 1: 999, 2: 1002, 3: 500 }))
    const seen: ChainEvent[] = []
    await store.visit({}, (event) => seen.push(event))
    expect(new Set(positions(seen)).size).to.equal(2501)
    expect(seen).to.have.length(2501)
  })

  it('rewinds to an ancestor, and hands over what it removed once, until it is forgotten', async () => {
    await store.append(windowOf(undefined, 0, 5, { 1: 1, 3: 2, 5: 1 }))
    expect(await store.rewind(2)).to.equal(3)
    expect(await store.head()).to.deep.equal(point(2))
    expect(positions(await store.eventsAfter(undefined, 9))).to.deep.equal(['1.0'])
    await store.append({
      after: point(2),
      blocks: [point(3, 'b')],
      events: [revoked(3, 0, { blockHash: point(3, 'b').hash })],
    })
    expect(await store.rewind(2)).to.equal(1)
    const orphaned = await store.orphaned(9)
    expect(orphaned.map(({ ancestor }) => ancestor)).to.deep.equal([2, 2, 2, 2])
    expect(orphaned.map(({ event }) => event)).to.deep.equal([
      revoked(3, 0),
      revoked(3, 1),
      revoked(5, 0),
      revoked(3, 0, { blockHash: point(3, 'b').hash }),
    ])
    await store.forgetOrphaned(orphaned[2]?.id ?? -1)
    expect((await store.orphaned(9)).map(({ id }) => id)).to.deep.equal([orphaned[3]?.id])
    expect(await store.rewind(-1)).to.equal(1)
    expect(await store.head()).to.equal(undefined)
  })

  it('writes a window whole or not at all, wherever it breaks off', async () => {
    await store.append(windowOf(undefined, 0, 2, { 1: 3 }))
    const before = await tablesHash(store)
    await fc.assert(
      fc.asyncProperty(fc.nat(19), fc.boolean(), async (place, isEvent) => {
        const window = windowOf(point(2), 3, 22, { 3: 10, 15: 10 })
        breakAt(isEvent ? window.events : window.blocks, place)
        const error = await store.append(window).then(
          () => undefined,
          (thrown: Error) => thrown,
        )
        expect(error?.message).to.equal('the plug is pulled')
        expect(await store.head()).to.deep.equal(point(2))
        expect(await tablesHash(store)).to.equal(before)
        expect(await store.blocksDown(99, 99)).to.have.length(3)
      }),
    )
    await store.append(windowOf(point(2), 3, 22, { 3: 10, 15: 10 }))
    expect(await store.head()).to.deep.equal(point(22))
  })

  it('adds no window to another head than the one it was read for', async () => {
    await store.append(windowOf(undefined, 0, 2))
    for (const after of [undefined, point(1), point(2, 'b'), point(3)]) {
      await expectError(() => store.append(windowOf(after, 3, 4)), 'STORE_UNAVAILABLE', /something else/i)
    }
    // Two of one place, as of a node that repeats itself.
    const twice: IndexWindow = { after: point(2), blocks: [point(3)], events: [revoked(3, 0), revoked(3, 0)] }
    await expectError(() => store.append(twice), 'STORE_UNAVAILABLE', /could not be read or written/)
    expect(await store.head()).to.deep.equal(point(2))
  })

  it('keeps the hashes of blocks with events, and of the last 128 blocks', async () => {
    await store.append(windowOf(undefined, 0, 50, { 7: 1 }))
    await store.append(windowOf(point(50), 51, 400, { 60: 1 }))
    const kept = (await store.blocksDown(1_000, 1_000)).map(({ number }) => number)
    const newest = Array.from({ length: KEPT_BLOCKS + 1 }, (_, index) => 400 - index)
    expect(kept).to.deep.equal([...newest, 60, 7])
    expect((await store.blocksDown(61, 1)).map(({ number }) => number)).to.deep.equal([60])
  })

  it('has the same hash for the same events, however they were written, and another for any other', async () => {
    await store.append(windowOf(undefined, 0, 5, { 1: 2, 4: 1 }))
    const other = openSqliteIndexStore(':memory:', DEPLOYMENT)
    await other.append(windowOf(undefined, 0, 1, { 1: 2 }))
    expect(await tablesHash(other)).to.not.equal(await tablesHash(store))
    await other.append(windowOf(point(1), 4, 5, { 4: 1 }))
    expect(await tablesHash(other)).to.equal(await tablesHash(store))
    await other.rewind(1)
    await other.append({
      after: point(1),
      blocks: [point(4)],
      events: [revoked(4, 0, { args: { patient: ANNA, grantee: ANNA } })],
    })
    expect(await tablesHash(other)).to.not.equal(await tablesHash(store))
    await other.close()
  })

  describe('on a disk', () => {
    let folder: string
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'salus-index-'))
    })
    after(() => rm(folder, { recursive: true, force: true }))

    it('is there again after a restart', async () => {
      const path = join(folder, 'restart.sqlite')
      const first = openSqliteIndexStore(path, DEPLOYMENT)
      await first.append(windowOf(undefined, 0, 2, { 1: 1 }))
      await first.rewind(0)
      await first.append(windowOf(point(0), 1, 3, { 2: 1 }))
      const hash = await tablesHash(first)
      await first.close()
      const second = openSqliteIndexStore(path, DEPLOYMENT)
      expect(await second.head()).to.deep.equal(point(3))
      expect(await tablesHash(second)).to.equal(hash)
      expect(await second.orphaned(9)).to.have.length(1)
      await second.close()
    })

    it('refuses the index of another deployment, a damaged one and a file that is none', async () => {
      const path = join(folder, 'other.sqlite')
      await openSqliteIndexStore(path, DEPLOYMENT).close()
      for (const other of [
        { ...DEPLOYMENT, chainId: 1 },
        { ...DEPLOYMENT, block: 1 },
        { ...DEPLOYMENT, contracts: { ...DEPLOYMENT.contracts, disclosureLog: BERT } },
      ]) {
        await expectError(() => openSqliteIndexStore(path, other), 'INDEX_INVALID', /another deployment/)
      }
      const database = new DatabaseSync(path)
      const insert = database.prepare(
        "INSERT INTO events (position, block_hash, time, seed, transaction_hash, contract, name, args) VALUES (?, '', 0, '', '', 'consentRegistry', 'ConsentRevoked', ?)",
      )
      for (const [position, args] of ['{', 'null'].entries()) insert.run(position, args)
      database.close()
      const damaged = openSqliteIndexStore(path, DEPLOYMENT)
      for (const logIndex of [-1, 0]) {
        const read = () => damaged.eventsAfter({ blockNumber: 0, logIndex }, 1)
        await expectError(read, 'INDEX_INVALID', /delete the file/)
      }
      await damaged.close()

      const garbage = join(folder, 'garbage.sqlite')
      await writeFile(garbage, 'no database, but long enough to be taken for one'.repeat(100))
      await expectError(() => openSqliteIndexStore(garbage, DEPLOYMENT), 'INDEX_INVALID', /delete the file/)
    })

    it('says so when its file vanishes, and loses nothing but what it says', async () => {
      const path = join(folder, 'vanishing.sqlite')
      const vanishing = openSqliteIndexStore(path, DEPLOYMENT)
      await vanishing.append(windowOf(undefined, 0, 2, { 1: 1 }))
      await rm(path)
      await expectError(
        () => vanishing.append(windowOf(point(2), 3, 4)),
        'STORE_UNAVAILABLE',
        /moved or deleted/,
      )
      await vanishing.close()
    })
  })
})

/** Makes reading one item of a list fail, as a crash in the middle of writing it. */
function breakAt(list: unknown[], index: number): void {
  Object.defineProperty(list, index, {
    get() {
      throw new Error('the plug is pulled')
    },
  })
}
