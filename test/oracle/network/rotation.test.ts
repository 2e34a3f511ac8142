import { expect } from 'chai'
import { byAddress, organisation } from '../../helpers/chain.ts'
import { roles } from '../../helpers/terms.ts'
import { eventually, type Person, type StartedNode, startOracle } from '../../helpers/world.ts'
import { OPEN, openStage, type Stage, told } from './support/story.ts'

describe('oracle/network: signers are exchanged while requests are open', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await openStage()
  })
  afterEach(() => stage.world.close())

  async function configure(members: readonly Person[]) {
    const sorted = members.map(({ wallet }) => wallet).sort(byAddress)
    await stage.world.chain.contracts.oracleCommittee.configure(
      sorted.map(({ address }) => address),
      1,
    )
  }
  /** An operator that was not in the committee so far. */
  async function newcomer(): Promise<Person> {
    const person = await stage.world.make()
    await stage.world.chain.contracts.accreditationRegistry.accredit(
      person.wallet.address,
      organisation('a new oracle'),
      roles.oracle,
      2 ** 36,
    )
    return person
  }

  it('6: signs the same output again for the new configuration, and lands it', async () => {
    let areLinked = false
    const nodes: StartedNode[] = []
    const peers = () => (areLinked ? nodes.map(({ url }) => url) : [])
    for (const index of [0, 1, 2]) nodes.push(await stage.start(index, { peers }))
    const story = await stage.story()
    await eventually(() => told(nodes, 'signed').length >= 3)
    const [hash] = new Set(told(nodes, 'signed').map(({ outputHash }) => outputHash))

    await configure([stage.oracle(0), stage.oracle(1), stage.oracle(2), await newcomer()])
    await eventually(() => told(nodes, 'resigned').length >= 3)
    areLinked = true
    await stage.delivered(story)
    expect(await stage.outputHashOf(story)).to.equal(hash)
    expect(new Set(told(nodes, 'resigned').map(({ outputHash }) => outputHash))).to.deep.equal(
      new Set([hash]),
    )
    expect(told(nodes, 'signed')).to.have.length(3)
    const [landing] = await stage.landings(story)
    const { digest } = await stage.world.relayer.contracts.oracleCommittee.currentConfiguration()
    expect(landing?.args.configDigest).to.equal(digest)
  })

  it('lands with a node that came into the committee after the request was made', async () => {
    const { world, hospital, version, honest } = stage
    const joining = await newcomer()
    // Of the four of the first configuration two run: too few.
    const urls: string[] = []
    const peers = () => urls
    const nodes = [await stage.start(0, { peers }), await stage.start(1, { peers })]
    nodes.push(
      await startOracle(world, joining, {
        gatewayUrl: hospital.url,
        assessors: new Map([[version, honest]]),
        peers,
      }),
    )
    urls.push(...nodes.map(({ url }) => url))
    const story = await stage.story()
    await eventually(() => told(nodes, 'signed').length >= 2)
    expect(await stage.statusOf(story)).to.equal(OPEN)

    await configure([stage.oracle(0), stage.oracle(1), stage.oracle(2), joining])
    await stage.delivered(story)
    expect(await stage.landings(story)).to.have.length(1)
    expect(told(nodes, 'signed').map(({ account }) => account)).to.include(joining.wallet.address)
  })

  it('a node that left signs nothing any more', async () => {
    const replacement = await newcomer()
    const [leaving] = await stage.startLinked([3], { peers: () => [] })
    if (!leaving) throw new Error('There is no node.')
    await configure([stage.oracle(0), stage.oracle(1), stage.oracle(2), replacement])
    const nodes = await stage.startLinked([0, 1, 2])
    const story = await stage.story()
    await stage.delivered(story)
    expect(told([leaving], 'signed')).to.have.length(0)
    expect(told(nodes, 'signed').length).to.be.greaterThanOrEqual(3)
  })
})
