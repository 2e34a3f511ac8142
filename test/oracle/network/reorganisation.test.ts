import { expect } from 'chai'
import { followChain } from '../../../oracle/network/followChain.ts'
import { firstBlockSince } from '../../../oracle/requests/readEvents.ts'
import { chainTime } from '../../../sdk/chain/time.ts'
import { eventually, type StartedNode } from '../../helpers/world.ts'
import { OPEN, openStage, REPORTED, type Stage, told } from './support/story.ts'

describe('oracle/network: reorganisations', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await openStage()
  })
  afterEach(() => stage.world.close())

  const rpc = (method: string, ...params: unknown[]) => stage.world.chain.provider.request({ method, params })
  const mine = async (blocks: number) => {
    for (let block = 0; block < blocks; block++) await rpc('evm_mine')
  }

  /** The latest block that a node has seen. */
  const seenBy = async ({ url }: StartedNode) =>
    ((await (await fetch(`${url}/health`)).json()) as { latestBlock: number }).latestBlock

  it('sees each block once, what a branch took back, and what took its place', async () => {
    const { contracts } = stage.world.relayer
    const follower = followChain(contracts, 0)
    const first = await follower.look()
    expect(first?.branch).to.equal(undefined)
    expect(await follower.look()).to.equal(undefined)
    const snapshot = await rpc('evm_snapshot')
    const standing = first?.head.number ?? 0
    const gone = await stage.story()
    const second = await follower.look()
    expect(second?.requests.map(({ requestId }) => requestId)).to.deep.equal([gone.requestId])
    const depth = (second?.head.number ?? 0) - standing

    await rpc('evm_revert', snapshot)
    await mine(1)
    const third = await follower.look()
    expect(third?.branch).to.deep.equal({ block: standing, depth })
    expect(third?.requests).to.deep.equal([])
    expect(await follower.look()).to.equal(undefined)
  })

  it('finds the first block at a time', async () => {
    const { contracts } = stage.world.relayer
    const now = await chainTime(contracts)
    await rpc('evm_increaseTime', 1_000)
    await mine(3)
    const latest = await stage.world.provider.getBlockNumber()
    expect(await firstBlockSince(contracts, now + 900)).to.equal(latest - 2)
    expect(await firstBlockSince(contracts, 0)).to.equal(0)
    expect(await firstBlockSince(contracts, now + 1_000_000)).to.equal(latest)
  })

  it('does not answer a request before it is as deep as the node waits for', async () => {
    const [node] = await stage.startLinked([0], { confirmations: 3 })
    if (!node) throw new Error('There is no node.')
    const story = await stage.story(false)
    await stage.announce(story)
    const height = await stage.world.provider.getBlockNumber()
    await mine(2)
    await eventually(async () => (await seenBy(node)) === height + 2)
    expect(told([node], 'signed')).to.have.length(0)
    await mine(1)
    await eventually(() => told([node], 'signed').length >= 1)
  })

  it('forgets a request that a reorganisation took back', async () => {
    const snapshot = await rpc('evm_snapshot')
    const nodes = await stage.startLinked([0, 1], { confirmations: 0 })
    const story = await stage.story()
    await eventually(() => told(nodes, 'signed').length >= 2)
    const shareOf = (url: string) => fetch(`${url}/v1/shares/${story.requestId}`)
    expect((await shareOf(nodes[0]?.url ?? '')).status).to.equal(200)
    await rpc('evm_revert', snapshot)
    await mine(1)
    await eventually(() => nodes.every((node) => told([node], 'reorganised').length >= 1))
    for (const { url } of nodes) expect((await shareOf(url)).status).to.equal(404)
  })

  it('lands a report again byte for byte that a reorganisation took back, and delivers it once', async () => {
    const nodes = await stage.startLinked([0, 1, 2], { confirmations: 3 })
    const story = await stage.story()
    // Of the blocks that stay each node has seen the last: one that had not would read the request anew.
    const height = await stage.world.provider.getBlockNumber()
    for (const node of nodes) await eventually(async () => (await seenBy(node)) === height)
    const snapshot = await rpc('evm_snapshot')
    await mine(3)
    await stage.delivered(story)
    const [before] = await stage.landings(story)
    const calldata = async (hash = '') => (await stage.world.provider.getTransaction(hash))?.data
    const first = await calldata(before?.transactionHash)
    await eventually(() => told(nodes, 'delivered').length >= 3)
    const deliveries = told(nodes, 'delivered').length
    // What the gateway anchored is gone with the blocks too: its own to mend.
    // The nodes see it once the test has: they land the report again at once.
    const line = stage.world.line
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    line.before = () => held
    await rpc('evm_revert', snapshot)
    await mine(4)
    const { inferenceOracle } = stage.world.chain.contracts
    expect((await inferenceOracle.requestOf(story.requestId)).status).to.equal(OPEN)
    line.before = undefined
    letGo()

    await stage.landed(story)
    const [after] = await stage.landings(story)
    expect(await calldata(after?.transactionHash)).to.equal(first)
    expect(after?.blockHash).to.not.equal(before?.blockHash)
    await eventually(() => told(nodes, 'resubmitted').length >= 1)
    expect(told(nodes, 'signed')).to.have.length(3)
    // Once it is as deep as it must be, the nodes let go of it.
    await mine(4)
    for (const { url } of nodes) {
      await eventually(async () => (await fetch(`${url}/v1/shares/${story.requestId}`)).status === 404)
    }
    expect(told(nodes, 'delivered')).to.have.length(deliveries)
    expect(await stage.statusOf(story)).to.equal(REPORTED)
  })
})
