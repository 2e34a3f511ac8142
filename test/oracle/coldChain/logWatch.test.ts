import { expect } from 'chai'
import { id } from 'ethers'
import { coldChainDescriptor, type LogJudge, shippedLogJudge } from '../../../oracle/coldChain/logJudge.ts'
import { loadColdChainNetwork } from '../../../oracle/monitoring/coldChainNetwork.ts'
import type { NodeEvent } from '../../../oracle/network/events.ts'
import { loadRuntime } from '../../../oracle/runtime/tensorflow.ts'
import { chainTime } from '../../../sdk/chain/time.ts'
import type { ScopedEvent } from '../../../sdk/epcis/event.ts'
import { eventHash } from '../../../sdk/epcis/hash/eventHash.ts'
import { encodeModelDescriptor } from '../../../sdk/inference/modelVersion.ts'
import { profiles } from '../../../sdk/provenance/coldChain/profile.ts'
import { readingsOfEvent } from '../../../sdk/provenance/coldChain/readingsOfEvent.ts'
import { type ColdChainSummary, summarise } from '../../../sdk/provenance/coldChain/summary.ts'
import { anchorLog } from '../../../sdk/provenance/coldChainLog/anchorLog.ts'
import { assignProfile } from '../../../sdk/provenance/coldChainLog/assignProfile.ts'
import { attachLogger } from '../../../sdk/provenance/coldChainLog/attachLogger.ts'
import { readLog } from '../../../sdk/provenance/coldChainLog/readLog.ts'
import { registerLogger, signLoggerConsent } from '../../../sdk/provenance/coldChainLog/registerLogger.ts'
import { eventDigest, logIdOf, NO_MODEL, signLog } from '../../../sdk/provenance/coldChainLog/signLog.ts'
import { organisation } from '../../helpers/chain.ts'
import { roles } from '../../helpers/terms.ts'
import { createWorld, eventually, type StartedNode, startHospital, startOracle } from '../../helpers/world.ts'
import { documentOf } from '../../sdk/epcis/sampleDocument.ts'
import { readingsEvent } from './readings.ts'

const MAKER = organisation('maker')
const depth = 4

/** A commissioned batch under the profile of cold goods, a logger, and what nodes need in order to judge its logs. */
async function openStore(judgeOf: (honest: LogJudge, index: number) => LogJudge = (honest) => honest) {
  const network = await loadColdChainNetwork(await loadRuntime('wasm'))
  const world = await createWorld()
  const hospital = await startHospital(world)
  const { contracts: deployed, networkHelpers } = world.chain
  const [maker, logger] = await Promise.all([world.make(), world.make()])
  const until = 2 ** 36
  await deployed.accreditationRegistry.accredit(maker.wallet.address, MAKER, roles.manufacturer, until)
  await deployed.modelRegistry.approve(encodeModelDescriptor(coldChainDescriptor(network)))
  const { contracts } = maker
  const batchId = await contracts.drugProvenance.batchIdOf(MAKER, 1)
  await contracts.drugProvenance.commission(id('root'), depth, 60_000, 1)
  await assignProfile(contracts, { batchId, nonce: '1' }, profiles.cold)
  const unit = { batchId, level: depth, position: 0 }
  const consent = await signLoggerConsent(contracts, logger.wallet, MAKER, until)
  await registerLogger(contracts, logger.wallet.address, until, consent)
  await attachLogger(contracts, { ...unit, parentLevel: depth }, logger.wallet.address)
  const start = await chainTime(contracts)
  await networkHelpers.time.increase(86_400)

  return {
    world,
    start,
    contracts,
    async startNodes(): Promise<StartedNode[]> {
      const honest = shippedLogJudge(network)
      const nodes: StartedNode[] = []
      for (const [index, oracle] of world.oracles.entries()) {
        const peers = () =>
          nodes.filter(({ account }) => account !== oracle.wallet.address).map(({ url }) => url)
        const logJudge = judgeOf(honest, index)
        // Nobody listens at the first: the next one is asked.
        const readingsUrls = ['http://127.0.0.1:9', hospital.url]
        const options = { gatewayUrl: hospital.url, readingsUrls, assessors: new Map(), logJudge, peers }
        nodes.push(await startOracle(world, oracle, options))
      }
      return nodes
    },
    /** Anchors what the logger signs of an event. @returns the log's id */
    async anchor(event: ScopedEvent, change: Partial<ColdChainSummary> = {}): Promise<string> {
      const now = await chainTime(contracts)
      const summary = { ...summarise(readingsOfEvent(event, now * 1000), profiles.cold), ...change }
      const log = { unit, summary, eventHash: eventDigest(eventHash(event)), modelHash: NO_MODEL }
      await anchorLog(contracts, await signLog(contracts, logger.wallet, log), profiles.cold)
      return logIdOf(contracts, unit, log.eventHash)
    },
    capture: ({ event }: ScopedEvent) => hospital.staff.capture(documentOf(event) as never),
    /** The log once a judgement landed. */
    judged: (logId: string) =>
      eventually(async () => {
        const { judgedAt } = await contracts.coldChain.logOf(logId)
        return judgedAt !== 0n && readLog(contracts, logId)
      }),
    holds: async () => Number((await contracts.drugProvenance.unitOf({ ...unit, parentLevel: depth })).holds),
  }
}

const told = (nodes: readonly StartedNode[], kind: NodeEvent['kind']) =>
  nodes.flatMap(({ events }) => events).filter((event) => event.kind === kind)

describe('oracle/coldChain', () => {
  let store: Awaited<ReturnType<typeof openStore>>
  afterEach(() => store.world.close())

  it('quarantines what the logger’s summary passed and its readings do not, by three signatures, once', async () => {
    store = await openStore()
    const nodes = await store.startNodes()
    const warm = readingsEvent(store.start, (minute) => (minute === 100 ? 16 : 5 + (minute % 3) / 10))
    await store.capture(warm)
    const logId = await store.anchor(warm, { maximum: 700, meanKinetic: 520, minutesOutside: 0 })
    const log = await store.judged(logId)
    expect(log.verdict).to.equal('fail')
    expect(await store.holds()).to.equal(1)
    await eventually(() => told(nodes, 'transmitted').length >= 1)
    const events = await store.contracts.coldChain.queryFilter(
      store.contracts.coldChain.filters.LogJudged(logId),
    )
    expect(events).to.have.length(1)
  })

  it('waits for readings that are captured after their log was anchored, and confirms a pass', async () => {
    store = await openStore()
    const nodes = await store.startNodes()
    const fine = readingsEvent(store.start, (minute) => 5 + Math.sin(minute / 17) / 2)
    const logId = await store.anchor(fine)
    await eventually(() => told(nodes, 'refused').length >= 4)
    await store.capture(fine)
    expect((await store.judged(logId)).verdict).to.equal('pass')
    expect(await store.holds()).to.equal(0)
  })

  it('lands nothing where two nodes judge otherwise, and tells of it', async () => {
    const odd: LogJudge['detectors'] = [
      (channels) => ({
        detector: 'odd',
        scores: new Float64Array(channels[0]?.length ?? 0).fill(2),
        threshold: 1,
      }),
    ]
    store = await openStore((honest, index) => (index < 2 ? { ...honest, detectors: odd } : honest))
    const nodes = await store.startNodes()
    const fine = readingsEvent(store.start, () => 5)
    await store.capture(fine)
    const logId = await store.anchor(fine)
    await eventually(() => told(nodes, 'signed').length >= 4)
    await eventually(() => told(nodes, 'disagreed').length > 0)
    expect((await store.contracts.coldChain.logOf(logId)).judgedAt).to.equal(0n)
  })
})
