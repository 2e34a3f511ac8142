import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { Signature } from 'ethers'
import type { RiskModel } from '../../../oracle/models/risk/riskModel.ts'
import type { NodeEvent } from '../../../oracle/network/events.ts'
import type { Share } from '../../../oracle/quorum/exchange.ts'
import { type Assessor, modelAssessor } from '../../../oracle/requests/assessRequest.ts'
import { askNode } from '../../../sdk/inference/askNode.ts'
import type { ClinicalReport } from '../../../sdk/inference/clinicalReport.ts'
import { readLandedReport } from '../../../sdk/inference/landedReport.ts'
import { openRecord } from '../../../sdk/records/openRecord.ts'
import { loadHeartModel } from '../../helpers/heartModel.ts'
import {
  addBundle,
  createWorld,
  enrolPatient,
  eventually,
  faultyAssessor,
  grantTo,
  type Person,
  readerOf,
  recordRequestOf,
  revokeFrom,
  type SentRequest,
  type StartedGateway,
  type StartedNode,
  sendRequest,
  startCommittee,
  startHospital,
  startOracle,
  termsFor,
  type World,
} from '../../helpers/world.ts'

const OPEN = 1n
const REPORTED = 2n

describe('oracle/network', () => {
  let world: World
  let hospital: StartedGateway
  let model: RiskModel
  let version = ''
  let honest: Assessor
  before(async () => {
    model = await loadHeartModel()
  })
  beforeEach(async () => {
    world = await createWorld()
    hospital = await startHospital(world)
    version = await world.approveModel(model)
    honest = modelAssessor(model)
  })
  afterEach(() => world.close())

  interface Story extends SentRequest {
    readonly patient: Person
  }
  /** A patient whose record the clinician and the committee may use, and the clinician's request on chain. */
  async function story(isAnnounced = true): Promise<Story> {
    const patient = await enrolPatient(world, hospital.client)
    const { recordId } = await addBundle(hospital.staff, patient)
    await grantTo(
      world,
      patient,
      world.clinician.wallet.address,
      await termsFor(patient, ['cardiology', 'risk-reports']),
    )
    await grantTo(world, patient, world.committee)
    const own = await recordRequestOf(patient, recordId, { purpose: 'PATRQT' })
    const { ref } = (await hospital.client.requestRecord(own)).record
    const sent = await sendRequest(world.clinician, version, [ref])
    if (isAnnounced) await hospital.client.announceRequest(sent.request, sent.secret)
    return { ...sent, patient }
  }
  const oracle = (index: number): Person => {
    const person = world.oracles[index]
    if (!person) throw new Error(`There is no oracle ${index}.`)
    return person
  }
  const statusOf = async ({ requestId }: SentRequest) =>
    (await world.relayer.contracts.inferenceOracle.requestOf(requestId)).status
  const landed = (sent: SentRequest) => eventually(async () => (await statusOf(sent)) === REPORTED)
  const delivered = ({ requestId }: SentRequest) =>
    eventually(() => hospital.client.findReport(requestId).catch(() => undefined))
  const of = <K extends NodeEvent['kind']>(nodes: readonly StartedNode[], kind: K) =>
    nodes.flatMap(({ events }) => events).filter((event) => event.kind === kind) as Extract<
      NodeEvent,
      { kind: K }
    >[]
  const assessors = (assessor = honest) => new Map([[version, assessor]])

  it('lands the report of three nodes; the fourth, whose model differs, is outvoted and named', async () => {
    const faulty = oracle(2).wallet.address
    let areLinked = false
    const nodes = await startCommittee(
      world,
      hospital.url,
      version,
      (index) => (index === 2 ? faultyAssessor(model) : honest),
      // The faulty one keeps its share up until all others have heard it, however slow they are.
      { areLinked: () => areLinked, turnOf: (index) => (index === 2 ? 3_600_000 : 300) },
    )
    const sent = await story()
    await eventually(() => of(nodes, 'signed').length >= 4)
    areLinked = true
    const { recordId } = await delivered(sent)
    await eventually(() => of(nodes, 'delivered').length >= 3)

    const report = await readLandedReport(world.relayer.contracts, sent.requestId)
    expect(report.signers.map(({ address }) => address))
      .to.have.length(3)
      .and.not.include(faulty)
    expect(of(nodes, 'transmitted')).to.have.length(1)
    const disagreements = await eventually(() => {
      const heard = of(nodes, 'disagreed').filter(({ account }) => account !== faulty)
      return heard.length >= 3 && heard
    })
    expect(new Set(disagreements.map(({ account }) => account)).size).to.equal(3)
    for (const { peer, outputHash } of disagreements) {
      expect(peer).to.equal(faulty)
      expect(outputHash).to.not.equal(report.outputHash)
    }

    const told = (kind: NodeEvent['kind']) => of(nodes, kind) as readonly { readonly account?: string }[]
    await eventually(() => told('agreed').length === 3 && told('differed').length === 1)
    expect(told('differed')[0]?.account, 'what landed is not what it had signed').to.equal(faulty)
    const [{ url = '' } = {}] = nodes
    const status = await eventually(async () => {
      const said = await askNode(url)
      return said.queue.requests.waiting + said.queue.requests.underWay === 0 && said
    })
    expect(status).to.deep.include({
      account: oracle(0).wallet.address,
      status: 'ok',
      landed: { agreed: 1, differed: 0 },
      disagreements: 1,
      models: [version],
    })
    expect(JSON.stringify(status)).to.not.contain(sent.requestId)

    const request = await recordRequestOf(world.clinician, recordId)
    const { record } = await hospital.client.requestRecord(request)
    const bytes = await openRecord(readerOf(world.clinician, hospital.url), recordId, record)
    const read = JSON.parse(new TextDecoder().decode(bytes)) as ClinicalReport
    expect(read.request.requestId).to.equal(sent.requestId)
    expect(read.outcome.status).to.equal('answered')
  })

  it('7: lands nothing where two nodes of four are faulty, whether they agree with each other or not', async () => {
    const shifts = [0, 0, 0.1, 0.2]
    const nodes = await startCommittee(world, hospital.url, version, (index) =>
      shifts[index] ? faultyAssessor(model, shifts[index]) : honest,
    )
    const sent = await story()
    await eventually(() => of(nodes, 'signed').length >= 4)
    // Every node has seen what every other signed: none of them has anything left to wait for.
    await eventually(() =>
      nodes.every(({ events }, index) => {
        const seen = events.filter(({ kind }) => kind === 'disagreed').length
        return seen === (index < 2 ? 2 : 3)
      }),
    )
    expect(await statusOf(sent)).to.equal(OPEN)
    expect(of(nodes, 'transmitted')).to.have.length(0)
  })

  it('6: a node that was killed takes up its requests again and signs the same; nothing is posted twice', async () => {
    const first = await startOracle(world, oracle(0), { gatewayUrl: hospital.url, assessors: assessors() })
    const sent = await story()
    const [before] = await eventually(() => of([first], 'signed').length >= 1 && of([first], 'signed'))
    await first.close()

    let areLinked = false
    const options = { areLinked: () => areLinked }
    const nodes = await startCommittee(world, hospital.url, version, () => honest, options)
    await eventually(() => of(nodes, 'signed').length >= 4)
    areLinked = true
    await delivered(sent)
    const again = of(nodes, 'signed').find(({ account }) => account === oracle(0).wallet.address)
    expect(again?.outputHash).to.equal(before?.outputHash)
    for (const { wallet } of world.oracles) {
      expect(of(nodes, 'signed').filter(({ account }) => account === wallet.address)).to.have.length(1)
    }
    const { inferenceOracle } = world.relayer.contracts
    expect(
      await inferenceOracle.queryFilter(inferenceOracle.filters.ReportLanded(sent.requestId)),
    ).to.have.length(1)

    // Another start after all is done: there is nothing to do, and nothing is sent.
    const late = await startOracle(world, oracle(0), { gatewayUrl: hospital.url, assessors: assessors() })
    const next = await story()
    await landed(next)
    expect(of([late], 'signed').map(({ requestId }) => requestId)).to.not.include(sent.requestId)
  })

  it('waits for a request that is announced later', async () => {
    const nodes = await startCommittee(world, hospital.url, version, () => honest)
    const sent = await story(false)
    await eventually(() => of(nodes, 'refused').length >= 4)
    expect(new Set(of(nodes, 'refused').map(({ error }) => (error as { code: string }).code))).to.deep.equal(
      new Set(['REQUEST_NOT_OPEN']),
    )
    await hospital.client.announceRequest(sent.request, sent.secret)
    await landed(sent)
  })

  it('1: a consent that is revoked after the signing and before the landing keeps the report from landing', async () => {
    const peers: string[] = []
    const nodes: StartedNode[] = []
    for (const person of world.oracles.slice(0, 3)) {
      const others = () =>
        peers.filter((url) => url !== nodes.find(({ account }) => account === person.wallet.address)?.url)
      nodes.push(
        await startOracle(world, person, { gatewayUrl: hospital.url, assessors: assessors(), peers: others }),
      )
    }
    const sent = await story()
    await eventually(() => of(nodes, 'signed').length >= 3)
    await revokeFrom(world, sent.patient, world.committee)
    peers.push(...nodes.map(({ url }) => url))
    const refused = await eventually(() =>
      of(nodes, 'refused').find(({ error }) => (error as { code: string }).code === 'CONSENT_MISSING'),
    )
    expect(await statusOf(sent)).to.equal(OPEN)
    expect(of(nodes, 'transmitted')).to.have.length(0)
    const share = await fetch(
      `${nodes.find(({ account }) => account === refused.account)?.url}/v1/shares/${sent.requestId}`,
    )
    expect(share.status).to.equal(404)
  })

  it('comes through a gateway and a chain that are dead for a while', async () => {
    const { port } = new URL(hospital.url)
    const sent = await story()
    await hospital.close()
    const nodes = await startCommittee(world, hospital.url, version, () => honest)
    const refused = await eventually(() => of(nodes, 'refused')[0])
    expect((refused.error as { code: string }).code).to.equal('GATEWAY_UNAVAILABLE')

    world.line.isCut = true
    const failed = await eventually(() => of(nodes, 'failed')[0])
    expect((failed.error as { code: string }).code).to.equal('CHAIN_UNAVAILABLE')
    world.line.isCut = false
    hospital = await startHospital(world, { dataFolder: hospital.dataFolder, port: Number(port) })
    await delivered(sent)
  })

  it('lands its report among hostile peers, of whom one is a member', async () => {
    const hostile: Server[] = []
    const listen = async (answer: () => Promise<string>) => {
      // A node that is asked for its share while the test ends does not answer.
      const server = createServer(async (_request, response) => response.end(await answer().catch(() => '')))
      hostile.push(server)
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    }
    const urls: string[] = []
    const nodes: StartedNode[] = []
    let requestId = ''
    const shareFrom = async (index: number): Promise<Share | undefined> => {
      const response = await fetch(`${nodes[index]?.url}/v1/shares/${requestId}`)
      return response.ok ? ((await response.json()) as Share) : undefined
    }
    for (const person of world.oracles.slice(0, 3)) {
      nodes.push(
        await startOracle(world, person, {
          gatewayUrl: hospital.url,
          assessors: assessors(),
          peers: () => [...urls, ...nodes.slice(0, 2).map(({ url }) => url)],
        }),
      )
    }
    // Rubbish; the echo of each node's own share; and the third member, whose signature is spelt as no contract takes it.
    urls.push(
      await listen(async () => 'rubbish'),
      await listen(async () => JSON.stringify((await shareFrom(0)) ?? null)),
      await listen(async () => JSON.stringify((await shareFrom(1)) ?? null)),
      await listen(async () => {
        const share = await shareFrom(2)
        if (!share) return 'null'
        const { yParity } = Signature.from(share.signature)
        return JSON.stringify({ ...share, signature: `${share.signature.slice(0, -2)}0${yParity}` })
      }),
    )
    const sent = await story(false)
    requestId = sent.requestId
    await hospital.client.announceRequest(sent.request, sent.secret)
    await landed(sent)
    expect(of(nodes, 'refused').map(({ error }) => (error as { code: string }).code)).to.not.include(
      'QUORUM_INVALID',
    )
    for (const server of hostile) server.close()
  })

  it('leaves a request alone whose model it does not run', async () => {
    const other = await startOracle(world, oracle(0), { gatewayUrl: hospital.url, assessors: new Map() })
    const sent = await story()
    const nodes: StartedNode[] = []
    for (const person of world.oracles.slice(1)) {
      const peers = () => nodes.map(({ url }) => url)
      nodes.push(
        await startOracle(world, person, { gatewayUrl: hospital.url, assessors: assessors(), peers }),
      )
    }
    await landed(sent)
    expect(other.events).to.deep.equal([])
  })

  it('takes up several requests at once, each with a report of its own', async () => {
    await startCommittee(world, hospital.url, version, () => honest)
    const many = [await story(), await story(), await story()]
    const reports = await Promise.all(many.map(delivered))
    expect(new Set(reports.map(({ recordId }) => recordId)).size).to.equal(3)
  })
})
