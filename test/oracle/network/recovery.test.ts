import { expect } from 'chai'
import { readLandedReport } from '../../../sdk/inference/landedReport.ts'
import { openReport } from '../../../sdk/inference/openReport.ts'
import { eventually, readerOf, recordRequestOf, revokeFrom, type StartedNode } from '../../helpers/world.ts'
import { openDoor } from './support/door.ts'
import { openStage, REPORTED, refusals, type Stage, type Story, told } from './support/story.ts'

/** A node killed: it says nothing any more, and whatever it had in memory is gone. */
const kill = async (nodes: readonly StartedNode[]) => {
  for (const node of nodes) await node.close()
}

describe('oracle/network: a node that is killed', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await openStage()
  })
  afterEach(() => stage.world.close())

  /** What lands and is kept is one report, that of an undisturbed node. */
  async function expectWhole(story: Story) {
    const { recordId } = await stage.delivered(story)
    expect(await stage.landings(story)).to.have.length(1)
    const { clinician, relayer } = stage.world
    const landed = await readLandedReport(relayer.contracts, story.requestId)
    const { record } = await stage.hospital.client.requestRecord(await recordRequestOf(clinician, recordId))
    const reader = readerOf(clinician, stage.hospital.url)
    const report = await openReport(reader, story.secret, landed, recordId, record)
    expect(report.outcome.status).to.equal('answered')
  }

  it('before it fetched a key, is started again and answers', async () => {
    const first = await stage.startLinked([0, 1, 2])
    await kill(first)
    const story = await stage.story()
    await stage.startLinked([0, 1, 2])
    await expectWhole(story)
  })

  it('after it signed, signs the same again', async () => {
    // They do not hear of one another, so that nothing lands.
    const first = await stage.startLinked([0, 1, 2], { peers: () => [] })
    const story = await stage.story()
    await eventually(() => told(first, 'signed').length >= 3)
    await kill(first)
    const second = await stage.startLinked([0, 1, 2])
    await expectWhole(story)
    const hashes = [...told(first, 'signed'), ...told(second, 'signed')].map(({ outputHash }) => outputHash)
    expect(new Set(hashes).size).to.equal(1)
  })

  it('after it transmitted and before anything was mined, finds the report landed, and nothing lands twice', async () => {
    const { provider } = stage.world.chain
    const first = await stage.startLinked([0, 1, 2])
    // Nothing is mined any more when the nodes hear of it.
    const story = await stage.story(false)
    await provider.request({ method: 'evm_setAutomine', params: [false] })
    await stage.announce(story)
    await eventually(async () => {
      const pool = (await provider.request({
        method: 'eth_getBlockByNumber',
        params: ['pending', true],
      })) as {
        transactions: { to: string }[]
      }
      const { inferenceOracle } = stage.world.deployment.contracts
      return pool.transactions.some(({ to }) => to === inferenceOracle.toLowerCase())
    })
    await kill(first)
    await provider.request({ method: 'evm_setAutomine', params: [true] })
    await provider.request({ method: 'evm_mine', params: [] })
    expect(await stage.statusOf(story)).to.equal(REPORTED)
    const second = await stage.startLinked([0, 1, 2])
    await expectWhole(story)
    expect(told(second, 'signed')).to.have.length(0)
  })

  describe('with all the others, after landing and before delivery', () => {
    /** All nodes are dead, and nobody has the report that landed. */
    async function lost(): Promise<Story> {
      const story = await stage.story()
      // The gateway is there for keys, and gone when the report is to be handed in.
      const gatewayUrl = await openDoor(stage, (_method, path) =>
        path.startsWith('/v1/reports') ? 'hang up' : undefined,
      )
      const first = await stage.startLinked([0, 1, 2], { gatewayUrl })
      await stage.landed(story)
      await eventually(() => refusals(first).includes('GATEWAY_UNAVAILABLE'))
      await kill(first)
      expect(told(first, 'delivered')).to.have.length(0)
      return story
    }

    it('computes the report again, to the same bytes, and delivers it', async () => {
      const story = await lost()
      const second = await stage.startLinked([0, 1, 2])
      await expectWhole(story)
      expect(told(second, 'signed')).to.have.length(0)
      expect(told(second, 'recovered').length).to.be.greaterThanOrEqual(1)
      for (const { outputHash } of told(second, 'recovered')) {
        expect(outputHash).to.equal(await stage.outputHashOf(story))
      }
    })

    it('does nothing of the kind once the consent is gone', async () => {
      const story = await lost()
      await revokeFrom(stage.world, story.patient, stage.world.committee)
      const second = await stage.startLinked([0, 1, 2])
      await eventually(() => refusals(second).filter((code) => code === 'CONSENT_MISSING').length >= 3)
      expect(told(second, 'recovered')).to.have.length(0)
    })
  })

  it('leaves alone what was delivered before', async () => {
    const first = await stage.startLinked([0, 1, 2])
    const story = await stage.story()
    await stage.delivered(story)
    await kill(first)
    const second = await stage.startLinked([0, 1, 2])
    const next = await stage.story()
    await expectWhole(next)
    const again = [...told(second, 'recovered'), ...told(second, 'signed'), ...told(second, 'delivered')]
    expect(again.map(({ requestId }) => requestId)).to.not.include(story.requestId)
  })
})
