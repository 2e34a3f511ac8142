import { expect } from 'chai'
import { BrowserProvider, type Eip1193Provider, Network } from 'ethers'
import { type Contracts, connectContracts } from '../../../../sdk/chain/contracts.ts'
import type { BatchBook } from '../../../../sdk/provenance/batchBook.ts'
import { disaggregateUnit } from '../../../../sdk/provenance/disaggregateUnit.ts'
import { findUnit } from '../../../../sdk/provenance/findUnit.ts'
import { listHoldings } from '../../../../sdk/provenance/listHoldings.ts'
import { quarantineUnit } from '../../../../sdk/provenance/quarantineUnit.ts'
import { readHistory } from '../../../../sdk/provenance/readHistory.ts'
import { NO_REASON } from '../../../../sdk/provenance/reason.ts'
import { expectError } from '../../../helpers/expectError.ts'
import { createDrugChain, type DrugChain, makeBatch } from '../support/drugChain.ts'

interface RawLog {
  readonly address: string
  readonly topics: readonly string[]
}

describe('a node that lies about what happened to a batch', () => {
  let drugs: DrugChain
  let book: BatchBook
  let other: BatchBook

  before(async () => {
    drugs = await createDrugChain()
    ;({ book } = await makeBatch(drugs, 13))
    ;({ book: other } = await makeBatch(drugs, 2))
    const { unit } = await findUnit(drugs.reader, book.batchId, { index: 0 })
    await disaggregateUnit(drugs.as('maker'), unit, 2)
    const part = (await findUnit(drugs.reader, book.batchId, { index: 0 })).unit
    await quarantineUnit(drugs.as('maker'), part, NO_REASON)
  })

  /** The contracts at a node that alters its answers. */
  const lying = (lie: (method: string, answer: unknown) => unknown): Contracts => {
    const network = Network.from(drugs.chain.chainId)
    const transport: Eip1193Provider = {
      request: async ({ method, params }) =>
        lie(method, await drugs.chain.provider.request({ method, params: Object.values(params ?? []) })),
    }
    const provider = new BrowserProvider(transport, network, { staticNetwork: network, cacheTimeout: -1 })
    return connectContracts(drugs.deployment, provider)
  }
  const withLogs = (change: (logs: RawLog[]) => unknown[]) =>
    lying((method, answer) => (method === 'eth_getLogs' ? change(answer as RawLog[]) : answer))

  it('by leaving out what its later events need', async () => {
    // The first is the commissioning, the third the disaggregation.
    const { batchId } = book
    await expectError(
      () =>
        listHoldings(
          withLogs((logs) => logs.slice(1)),
          { batchId },
        ),
      'CHAIN_LOG_INVALID',
      /left/,
    )
    await expectError(
      () =>
        listHoldings(
          withLogs((logs) => logs.toSpliced(2, 1)),
          { batchId },
        ),
      'CHAIN_LOG_INVALID',
      /left/,
    )
    await expectError(
      () =>
        readHistory(
          withLogs(() => []),
          batchId,
        ),
      'BATCH_NOT_FOUND',
      /no such batch/,
    )
  })

  it('by answering with events of another batch or contract', async () => {
    const { batchId } = book
    const renamed = withLogs((logs) =>
      logs.map((log) => ({
        ...log,
        topics: log.topics.map((topic) => (topic === batchId ? other.batchId : topic)),
      })),
    )
    await expectError(() => readHistory(renamed, batchId), 'CHAIN_LOG_INVALID', /not asked for/)
    const moved = withLogs((logs) =>
      logs.map((log) => ({ ...log, address: drugs.deployment.contracts.consentRegistry })),
    )
    await expectError(() => readHistory(moved, batchId), 'CHAIN_LOG_INVALID', /not asked for/)
  })

  it('by events of blocks that are not on its chain', async () => {
    const forked = withLogs((logs) => logs.map((log) => ({ ...log, blockHash: `0x${'12'.repeat(32)}` })))
    await expectError(() => readHistory(forked, book.batchId), 'CHAIN_LOG_INVALID', /reorganised|contradicts/)
  })

  it('or answers out of order: events are put in that of the chain', async () => {
    const turned = withLogs((logs) => [...logs].reverse())
    expect(await readHistory(turned, book.batchId)).to.deep.equal(
      await readHistory(drugs.reader, book.batchId),
    )
  })
})
