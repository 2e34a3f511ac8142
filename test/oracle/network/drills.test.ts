import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { id, ZeroAddress } from 'ethers'
import { type Share, serveShares } from '../../../oracle/quorum/exchange.ts'
import type { Contracts } from '../../../sdk/chain/contracts.ts'
import { type Report, signReport } from '../../../sdk/inference/signedReport.ts'
import { eventually, type StartedNode } from '../../helpers/world.ts'
import { OPEN, openStage, type Stage, type Story, told } from './support/story.ts'

const GIGABYTE = 2 ** 30
/** What sockets of this machine may hold before a reader that has stopped is noticed. */
const BUFFERED = 16 * 2 ** 20

describe('oracle/network: drills with a member that is faulty', () => {
  let stage: Stage
  let honest: StartedNode[]
  /** At first it has no share: a node may ask before a drill has begun. */
  let answer: (request: IncomingMessage, response: ServerResponse) => unknown = (_request, response) =>
    response.writeHead(404).end()
  const asked: string[] = []
  const servers: Server[] = []

  /**
   * Two honest nodes of four, and a third member whose key the test holds: with its share there is a quorum, without it
   * there is none.
   */
  before(async () => {
    stage = await openStage()
    const faulty = createServer((request, response) => {
      asked.push(request.url ?? '')
      answer(request, response)
    })
    servers.push(faulty)
    await new Promise<void>((resolve) => faulty.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(faulty.address() as AddressInfo).port}`
    const nodes: StartedNode[] = []
    const peers = () => [url, ...nodes.map((node) => node.url)]
    for (const index of [0, 1]) nodes.push(await stage.start(index, { peers, turn: 100 }))
    honest = nodes
  })
  after(async () => {
    for (const server of servers) {
      server.closeAllConnections()
      server.close()
    }
    await stage.world.close()
  })

  const shareOf = async ({ requestId }: Story): Promise<Share | undefined> => {
    const response = await fetch(`${honest[0]?.url}/v1/shares/${requestId}`)
    return response.ok ? ((await response.json()) as Share) : undefined
  }
  /** The faulty member's share: that of an honest node, altered, and signed by its own key as if it were for `contracts`. */
  async function forged(
    story: Story,
    change: Partial<Report>,
    contracts?: Contracts,
  ): Promise<Share | undefined> {
    const share = await shareOf(story)
    if (!share) return undefined
    const { wallet, contracts: own } = stage.oracle(2)
    const report = {
      consumer: stage.world.deployment.contracts.inferenceOracle,
      configDigest: share.configDigest,
      requestId: story.requestId,
      modelVersion: stage.version,
      outputHash: share.outputHash,
      ...change,
    }
    const signature = await signReport(contracts ?? own, wallet, report)
    return { configDigest: share.configDigest, outputHash: report.outputHash, signature }
  }
  const answering =
    (share: () => Promise<object | undefined>) => async (_request: unknown, response: ServerResponse) => {
      const found = await share()
      if (found) response.end(JSON.stringify(found))
      else response.writeHead(404).end()
    }
  /** The honest nodes have signed and asked the faulty one, several times where that is told, and nothing landed. */
  async function expectNothingLands(story: Story, times = 1): Promise<void> {
    const count = () => asked.filter((url) => url.endsWith(story.requestId)).length
    await eventually(() =>
      honest.every((node) => told([node], 'signed').some(({ requestId }) => requestId === story.requestId)),
    )
    // What was asked before had perhaps nothing to forge.
    const before = count()
    await eventually(() => count() >= before + times)
    expect(await stage.statusOf(story)).to.equal(OPEN)
  }

  /** The member does what it should from now on, and the request is answered. */
  async function behave(story: Story): Promise<void> {
    answer = answering(() => forged(story, {}))
    await stage.delivered(story)
  }

  it('whose share is right is the third that it takes: so each drill below fails for its own reason', async () => {
    const story = await stage.story()
    answer = answering(() => forged(story, {}))
    await stage.delivered(story)
    expect(await stage.landings(story)).to.have.length(1)
  })

  const forgeries: Record<string, (story: Story) => Promise<Share | undefined>> = {
    'signs another output': (story) => forged(story, { outputHash: id('another output') }),
    'replays its share of an older request': (story) => forged(story, { requestId: id('an older request') }),
    'signs under an old signer set': (story) => forged(story, { configDigest: id('an older committee') }),
    'signs for another model': (story) => forged(story, { modelVersion: id('another model') }),
    'signs for another consumer': (story) => forged(story, { consumer: ZeroAddress }),
    'signs for another chain': (story) => forged(story, {}, { ...stage.oracle(2).contracts, chainId: 1n }),
    'signs for another committee contract': (story) => {
      const { contracts } = stage.oracle(2)
      const { deployment } = contracts
      const elsewhere = { ...deployment.contracts, oracleCommittee: ZeroAddress }
      return forged(story, {}, { ...contracts, deployment: { ...deployment, contracts: elsewhere } })
    },
    'echoes the share of another': (story) => shareOf(story),
    'says one output and signs another': async (story) => {
      const share = await forged(story, { outputHash: id('another output') })
      const honestShare = await shareOf(story)
      return share && honestShare && { ...share, outputHash: honestShare.outputHash }
    },
  }
  for (const [name, share] of Object.entries(forgeries)) {
    it(`that ${name}: nothing lands`, async () => {
      const story = await stage.story()
      answer = answering(() => share(story))
      await expectNothingLands(story, 3)
      await behave(story)
    })
  }

  it('that tells one node this and the other that: the output of the honest lands, and it is named', async () => {
    const story = await stage.story()
    // Nothing lands without it: it is silent until the shares are made.
    const share = await eventually(() => shareOf(story))
    const right = await forged(story, {})
    const wrong = await forged(story, { outputHash: id('another output') })
    // It cannot tell who asks, so it tells every second who asks the other.
    let answered = 0
    answer = answering(async () => (answered++ % 2 === 0 ? wrong : right))
    await stage.delivered(story)
    expect(await stage.outputHashOf(story)).to.equal(share.outputHash)
    const named = await eventually(() => {
      const about = told(honest, 'disagreed').filter(({ requestId }) => requestId === story.requestId)
      return about.length >= 1 && about
    })
    expect(new Set(named.map(({ peer }) => peer))).to.deep.equal(new Set([stage.oracle(2).wallet.address]))
  })

  it('that is late: its share counts whenever it comes', async () => {
    const story = await stage.story()
    answer = answering(async () => undefined)
    await expectNothingLands(story, 3)
    await behave(story)
  })

  it('that sends a gigabyte as fast as it can: it is not read', async () => {
    const story = await stage.story()
    let most = 0
    let closed = 0
    answer = (_request, response) => {
      const piece = Buffer.alloc(65_536, 32)
      let sent = 0
      const push = () => {
        while (sent < GIGABYTE && !response.destroyed) {
          sent += piece.length
          most = Math.max(most, sent)
          if (!response.write(piece)) return
        }
      }
      response.on('drain', push)
      response.once('close', () => {
        closed += 1
      })
      push()
    }
    await expectNothingLands(story)
    await eventually(() => closed >= 1)
    expect(most).to.be.lessThan(BUFFERED)
    await behave(story)
  })

  it('that sends it a byte at a time, or nothing at all: nobody waits for it', async () => {
    const story = await stage.story()
    const open = new Set<NodeJS.Timeout>()
    answer = (_request, response) => {
      const timer = setInterval(() => response.write(' '), 100)
      open.add(timer)
      response.once('close', () => clearInterval(timer))
    }
    await expectNothingLands(story)
    // A node that is there is heard meanwhile.
    const other = await stage.story()
    const third = await stage.start(3, { peers: () => honest.map(({ url }) => url), turn: 100 })
    await stage.delivered(other)
    await stage.delivered(story)
    await third.close()
    for (const timer of open) clearInterval(timer)
  })

  it('who pushes a gigabyte at a node, fast or slowly, is cut off', async () => {
    const { port } = new URL(honest[0]?.url ?? '')
    for (const pause of [0, 50]) {
      const socket = connect(Number(port), '127.0.0.1')
      let sent = 0
      let isCut = false
      const closed = new Promise<void>((resolve) => {
        socket.once('close', () => {
          isCut = true
          resolve()
        })
      })
      socket.once('error', () => undefined)
      socket.write(`POST /v1/shares/x HTTP/1.1\r\nhost: x\r\ncontent-length: ${GIGABYTE}\r\n\r\n`)
      const piece = Buffer.alloc(65_536)
      while (!isCut && sent < GIGABYTE) {
        sent += piece.length
        if (!socket.write(piece)) {
          await Promise.race([new Promise((done) => socket.once('drain', done)), closed])
        }
        await sleep(pause)
      }
      expect(isCut).to.equal(true)
      expect(sent).to.be.lessThan(BUFFERED)
      socket.destroy()
    }
    expect((await fetch(`${honest[0]?.url}/health`)).status).to.equal(200)
  })

  it('who asks without end is asked to wait', async () => {
    const exchange = await serveShares(() => undefined, {
      host: '127.0.0.1',
      port: 0,
      questionsPerMinute: 10,
    })
    const statuses: number[] = []
    for (let question = 0; question < 12; question++) {
      statuses.push((await fetch(`${exchange.url}/v1/shares/${id('a request')}`)).status)
    }
    expect(statuses.slice(0, 10)).to.deep.equal(Array.from({ length: 10 }, () => 404))
    expect(statuses.slice(10)).to.deep.equal([429, 429])
    await exchange.close()
  })
})
