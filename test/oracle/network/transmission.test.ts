import { expect } from 'chai'
import { byAddress, organisation } from '../../helpers/chain.ts'
import { roles } from '../../helpers/terms.ts'
import { eventually } from '../../helpers/world.ts'
import { OPEN, openStage, type Stage, told } from './support/story.ts'

interface PoolTransaction {
  readonly hash: string
  readonly from: string
  readonly to: string
  readonly nonce: string
  readonly maxFeePerGas: string
}

interface Block {
  readonly transactions: readonly PoolTransaction[]
}

describe('oracle/network: transmission in turns', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await openStage()
  })
  afterEach(() => stage.world.close())

  const rpc = (method: string, ...params: unknown[]) => stage.world.chain.provider.request({ method, params })
  const reportsIn = (transactions: readonly PoolTransaction[]) => {
    const oracle = stage.world.deployment.contracts.inferenceOracle.toLowerCase()
    return transactions.filter(({ to }) => to === oracle)
  }
  /** Reports that wait to be mined. */
  async function pool(): Promise<PoolTransaction[]> {
    const block = (await rpc('eth_getBlockByNumber', 'pending', true)) as Block
    return reportsIn(block.transactions)
  }
  /** A story whose reports wait to be mined: nothing is mined any more when the nodes hear of it. */
  async function unminedStory() {
    const story = await stage.story(false)
    await rpc('evm_setAutomine', false)
    await stage.announce(story)
    return story
  }
  const firstInPool = () => eventually(async () => (await pool())[0])

  it('sends one transaction for a request, by the node whose turn it is', async () => {
    // So long that no other turn comes while the first node is at it.
    const nodes = await stage.startLinked([0, 1, 2, 3], { turn: 100_000 })
    const story = await stage.story()
    await stage.landed(story)
    await eventually(() => told(nodes, 'transmitted').length >= 1)
    const first = Number(BigInt(story.requestId) % 4n)
    expect(told(nodes, 'transmitted')[0]?.account).to.equal(stage.oracle(first).wallet.address)
    expect(await stage.landings(story)).to.have.length(1)
  })

  it('lets the next node transmit where the first is not there', async () => {
    // Turns count from each node's own signature: they are longer than the signatures are apart.
    const nodes = await stage.startLinked([0, 1, 2, 3], { turn: 5_000 })
    const story = await stage.story(false)
    const missing = Number(BigInt(story.requestId) % 4n)
    await nodes[missing]?.close()
    await stage.announce(story)
    await stage.landed(story)
    await eventually(() => told(nodes, 'transmitted').length >= 1)
    const next = stage.oracle((missing + 1) % 4).wallet.address
    expect(told(nodes, 'transmitted')[0]?.account).to.equal(next)
  })

  it('sends again, later each time, where a transaction was lost', async () => {
    await stage.startLinked([0, 1, 2], { turn: 100 })
    const story = await unminedStory()
    for (let lost = 0; lost < 3; lost++) {
      // One that was replaced meanwhile is not there to be lost.
      await eventually(async () => rpc('hardhat_dropTransaction', (await firstInPool()).hash))
    }
    expect(await stage.statusOf(story)).to.equal(OPEN)
    await firstInPool()
    await rpc('evm_setAutomine', true)
    await rpc('evm_mine')
    await stage.landed(story)
    expect(await stage.landings(story)).to.have.length(1)
  })

  it('replaces a transaction that is stuck, under the same nonce and for more', async () => {
    await stage.startLinked([0, 1, 2], { turn: 100 })
    const story = await unminedStory()
    const stuck = await firstInPool()
    const replacement = await eventually(async () =>
      (await pool()).find(({ from, hash }) => from === stuck.from && hash !== stuck.hash),
    )
    expect(replacement.nonce).to.equal(stuck.nonce)
    expect(BigInt(replacement.maxFeePerGas) > BigInt(stuck.maxFeePerGas)).to.equal(true)
    await rpc('evm_setAutomine', true)
    await rpc('evm_mine')
    await stage.landed(story)
    expect(await stage.landings(story)).to.have.length(1)
  })

  it('sends again where a transaction failed when it was mined: the committee changed in the same block', async () => {
    const { accreditationRegistry, oracleCommittee } = stage.world.chain.contracts
    const joining = await stage.world.make()
    const operator = organisation('a new oracle')
    await accreditationRegistry.accredit(joining.wallet.address, operator, roles.oracle, 2 ** 36)
    await stage.startLinked([0, 1, 2], { turn: 100 })
    const story = await unminedStory()
    await firstInPool()
    const members = [...stage.world.oracles.slice(0, 3), joining].map(({ wallet }) => wallet).sort(byAddress)
    const fee = { maxFeePerGas: 10n ** 12n, maxPriorityFeePerGas: 10n ** 12n, gasLimit: 2_000_000 }
    await oracleCommittee.configure(
      members.map(({ address }) => address),
      1,
      fee,
    )
    await rpc('evm_mine')
    // Whichever are there by now: one that waits is replaced.
    const { transactions } = (await rpc('eth_getBlockByNumber', 'latest', true)) as Block
    const failed = reportsIn(transactions)
    expect(failed).to.not.be.empty
    for (const { hash } of failed) {
      expect((await stage.world.provider.getTransactionReceipt(hash))?.status).to.equal(0)
    }
    await rpc('evm_setAutomine', true)
    await stage.delivered(story)
    expect(await stage.landings(story)).to.have.length(1)
  })
})
