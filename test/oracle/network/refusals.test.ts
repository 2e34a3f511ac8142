import { expect } from 'chai'
import type { NodeEvent } from '../../../oracle/network/events.ts'
import { tellDisagreements } from '../../../oracle/network/landReport.ts'
import { createMemory } from '../../../oracle/network/memory.ts'
import type { NodeContext } from '../../../oracle/network/nodeContext.ts'
import type { ChainRequest } from '../../../oracle/requests/openRequest.ts'
import { eventually, grantTo, revokeFrom } from '../../helpers/world.ts'
import { type Doorkeeper, openDoor, refusal } from './support/door.ts'
import { OPEN, openStage, refusals, type Stage, told } from './support/story.ts'

describe('oracle/network: what is refused for a while', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await openStage()
  })
  afterEach(() => stage.world.close())

  const onReports: Doorkeeper = (method, path) =>
    method === 'POST' && path.startsWith('/v1/reports') ? refusal('REPORT_MISMATCH') : undefined

  for (const [what, code, said] of [
    [
      'a key request that is too late by the clock of the gateway',
      'SIGNATURE_EXPIRED',
      refusal('SIGNATURE_EXPIRED'),
    ],
    ['a proxy whose gateway is started again', 'GATEWAY_REFUSED', { status: 404, body: 'Not found' }],
    [
      'a proxy that answers with a page of its own',
      'MESSAGE_INVALID',
      { status: 200, body: 'Come back soon' },
    ],
  ] as const) {
    it(`outlives ${what}`, async () => {
      let isShut = true
      const gatewayUrl = await openDoor(stage, (_method, path) =>
        isShut && path.startsWith('/v1/key-requests') ? said : undefined,
      )
      const nodes = await stage.startLinked([0, 1, 2], { gatewayUrl })
      const story = await stage.story()
      await eventually(() => refusals(nodes).filter((one) => one === code).length >= 3)
      isShut = false
      await stage.delivered(story)
    })
  }

  it('a consent that is gone takes the answer along, and the request goes on once there is one again', async () => {
    let peers: string[] = []
    const nodes = await stage.startLinked([0, 1, 2], { peers: () => peers })
    const { world } = stage
    const story = await stage.story()
    await eventually(() => told(nodes, 'signed').length >= 3)
    await revokeFrom(world, story.patient, world.committee)
    peers = nodes.map(({ url }) => url)
    // A node whose turn has come finds the consent gone.
    const refused = await eventually(() =>
      told(nodes, 'refused').find(({ error }) => (error as { code: string }).code === 'CONSENT_MISSING'),
    )
    const url = nodes.find(({ account }) => account === refused.account)?.url
    expect((await fetch(`${url}/v1/shares/${story.requestId}`)).status).to.equal(404)
    expect(await stage.statusOf(story)).to.equal(OPEN)
    await grantTo(world, story.patient, world.committee)
    await stage.delivered(story)
    expect(await stage.landings(story)).to.have.length(1)
  })

  it('a model that is suspended and reinstated answers what was asked before', async () => {
    let peers: string[] = []
    const nodes = await stage.startLinked([0, 1, 2], { peers: () => peers })
    const { modelRegistry } = stage.world.chain.contracts
    const story = await stage.story()
    await eventually(() => told(nodes, 'signed').length >= 3)
    await modelRegistry.suspend(stage.version)
    peers = nodes.map(({ url }) => url)
    await eventually(() => refusals(nodes).includes('MODEL_NOT_APPROVED'))
    await modelRegistry.reinstate(stage.version)
    await stage.delivered(story)
  })

  it('a gateway that does not see the landing yet gets a recovered report, which is computed once', async () => {
    const story = await stage.story()
    const shut = await openDoor(stage, (_method, path) =>
      path.startsWith('/v1/reports') ? 'hang up' : undefined,
    )
    const first = await stage.startLinked([0, 1, 2], { gatewayUrl: shut })
    await stage.landed(story)
    for (const node of first) await node.close()

    let mismatches = 0
    const behind = await openDoor(stage, (method, path) => {
      const said = mismatches < 3 ? onReports(method, path) : undefined
      if (said) mismatches += 1
      return said
    })
    const second = [await stage.start(0, { gatewayUrl: behind })]
    await stage.delivered(story)
    expect(mismatches).to.equal(3)
    expect(told(second, 'recovered')).to.have.length(1)
    await eventually(() => told(second, 'delivered').length >= 1)
  })
})

describe('oracle/network: a peer that signs another hash each time', () => {
  it('is told of once', () => {
    const memory = createMemory()
    const events: NodeEvent[] = []
    memory.remember({ requestId: 'a', blockNumber: 1 } as ChainRequest)
    const entry = memory.find('a')
    if (!entry) throw new Error('It is not remembered.')
    const node = {
      opener: { account: 'own' },
      memory,
      options: { onEvent: (event: NodeEvent) => void events.push(event) },
    } as unknown as NodeContext
    for (let poll = 0; poll < 100; poll++) {
      const outputHash = `0x${poll}`
      tellDisagreements(node, entry, [
        { signer: 'liar', outputHash },
        { signer: 'other', outputHash: '0x00' },
      ])
    }
    expect(events.map((event) => event.kind === 'disagreed' && [event.peer, event.outputHash])).to.deep.equal(
      [
        ['liar', '0x0'],
        ['other', '0x00'],
      ],
    )
  })

  it('adds nothing without end to what a node remembers', () => {
    const memory = createMemory()
    memory.remember({ requestId: 'a', blockNumber: 1 } as ChainRequest)
    const entry = memory.find('a')
    if (!entry) throw new Error('It is not remembered.')
    const news = Array.from({ length: 1000 }, (_, index) => memory.isNews(entry, `${index}`))
    expect(news.filter(Boolean)).to.have.length(128)
  })
})
