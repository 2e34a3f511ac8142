import { expect } from 'chai'
import { createKnownWatches } from '../../../oracle/alerts/knownWatches.ts'
import type { NodeContext } from '../../../oracle/network/nodeContext.ts'
import type { Assessor } from '../../../oracle/requests/assessRequest.ts'
import { chainTime } from '../../../sdk/chain/time.ts'
import type { NodeStatus } from '../../../sdk/inference/nodeStatus.ts'
import { endMonitoring } from '../../../sdk/monitoring/endMonitoring.ts'
import { alertIdOf } from '../../../sdk/monitoring/standingRequest.ts'
import type { RecordRef } from '../../../sdk/records/recordRef.ts'
import { retireRecord } from '../../../sdk/records/retireRecord.ts'
import { eventually, type StartedNode } from '../../helpers/world.ts'
import { openDoor, refusal } from '../network/support/door.ts'
import { deteriorating, openWard, stable, told, type Ward } from './support/ward.ts'

describe('oracle/alerts: what is refused, fails or gets stuck', () => {
  let ward: Ward
  beforeEach(async () => {
    ward = await openWard()
  })
  afterEach(() => ward.world.close())

  const codes = (nodes: readonly StartedNode[]) =>
    told(nodes, 'refused').map(({ error }) => String((error as { code?: unknown }).code))

  /** Whether a node has an alert that it has not let go of. */
  const isBusy = async (url: string) => {
    const { queue } = (await (await fetch(new URL('status', url))).json()) as NodeStatus
    return queue.alerts.waiting + queue.alerts.underWay > 0
  }

  for (const [code, said] of [
    ['SIGNATURE_EXPIRED', refusal('SIGNATURE_EXPIRED')],
    ['GATEWAY_REFUSED', { status: 404, body: 'Not found' }],
    ['MESSAGE_INVALID', { status: 200, body: 'Come back soon' }],
  ] as const) {
    it(`raises an alert after the gateway said ${code} for a while`, async () => {
      let isShut = true
      const gatewayUrl = await openDoor(ward, (_method, path) =>
        isShut && path.startsWith('/v1/alert-key-requests') ? said : undefined,
      )
      const nodes = await ward.startNodes({ gatewayUrl })
      const watched = await ward.watch()
      const recordId = await ward.measure(watched.patient, stable)
      await eventually(() => told(nodes, 'refused').length >= 4)
      expect(new Set(codes(nodes))).to.deep.equal(new Set([code]))
      isShut = false
      await ward.raised(watched, recordId)
    })
  }

  it('raises nothing about a record that was entered in error after it was signed for', async () => {
    let ref: RecordRef | undefined
    const noting: Assessor = (contracts, opened) => {
      ref = opened.request.records[0]
      return ward.honest(contracts, opened)
    }
    ward.link.isCut = true
    const nodes = await ward.startNodes({}, () => noting)
    const watched = await ward.watch()
    await ward.measure(watched.patient, deteriorating)
    await eventually(() => told(nodes, 'signed').length >= 4)
    if (!ref) throw new Error('No record was assessed.')
    await retireRecord(ward.world.hospital.contracts, ref, 'entered-in-error')
    // Each has looked at the record again. One that did just before goes on to transmit, which the contract would take.
    for (const { url } of nodes) await eventually(async () => !(await isBusy(url)))
    ward.link.isCut = false
    const other = await ward.watch({ nonce: '2' })
    await ward.raised(other, await ward.measure(other.patient, stable))
    expect(await ward.alertsOf(watched)).to.deep.equal([])
  })

  it('signs nothing about a record that is entered in error while it is assessed', async () => {
    let retired: Promise<unknown> | undefined
    const retiring: Assessor = (contracts, opened) => {
      const [ref] = opened.request.records
      if (ref) retired ??= retireRecord(ward.world.hospital.contracts, ref, 'entered-in-error')
      return ward.honest(contracts, opened)
    }
    // The chain answers nobody's question about the record before it is retired.
    ward.world.line.before = async (method) => {
      if (method === 'eth_call') await retired
    }
    const nodes = await ward.startNodes({}, () => retiring)
    const watched = await ward.watch()
    await ward.measure(watched.patient, deteriorating)
    // Nodes that come to it later let go of it without a word.
    await eventually(() => told(nodes, 'refused').length > 0)
    const other = await ward.watch({ nonce: '2' })
    ward.link.isCut = true
    const recordId = await ward.measure(other.patient, stable)
    const about = alertIdOf(other.standingId, recordId)
    await ward.linkWhenSigned(nodes, other, recordId)
    expect(new Set(told(nodes, 'signed').map(({ requestId }) => requestId))).to.deep.equal(new Set([about]))
    expect(new Set(codes(nodes))).to.deep.equal(new Set(['RECORD_NOT_ACTIVE']))
    expect(await ward.alertsOf(watched)).to.deep.equal([])
  })

  it('replaces a transaction that is stuck, under the same nonce and for more', async () => {
    const { chain, deployment } = ward.world
    const rpc = (method: string, ...params: unknown[]) => chain.provider.request({ method, params })
    const pool = async () => {
      const block = (await rpc('eth_getBlockByNumber', 'pending', true)) as {
        transactions: { hash: string; from: string; to: string; nonce: string; maxFeePerGas: string }[]
      }
      const monitoring = deployment.contracts.monitoring.toLowerCase()
      return block.transactions.filter(({ to }) => to === monitoring)
    }
    ward.link.isCut = true
    const nodes = await ward.startNodes({ turn: 100 })
    const watched = await ward.watch()
    const recordId = await ward.measure(watched.patient, stable)
    await eventually(() => told(nodes, 'signed').length >= 4)
    await rpc('evm_setAutomine', false)
    ward.link.isCut = false
    const stuck = await eventually(async () => (await pool())[0])
    const replacement = await eventually(async () =>
      (await pool()).find(({ from, hash }) => from === stuck.from && hash !== stuck.hash),
    )
    expect(replacement.nonce).to.equal(stuck.nonce)
    expect(BigInt(replacement.maxFeePerGas) > BigInt(stuck.maxFeePerGas)).to.equal(true)
    await rpc('evm_setAutomine', true)
    await rpc('evm_mine')
    await ward.raised(watched, recordId)
    expect(await ward.alertsOf(watched)).to.have.length(1)
  })

  it('knows all watches but one that cannot be read, asks for that alone again, and drops what is ended', async () => {
    const { contracts } = ward.world.relayer
    const now = await chainTime(contracts)
    const over = await ward.watch({ end: now + 600 })
    const [first, second] = [await ward.watch(), await ward.watch()]
    const asked: string[] = []
    let failing: string | undefined = first.standingId
    const { monitoring } = contracts
    const faulty = {
      ...contracts,
      monitoring: {
        filters: monitoring.filters,
        queryFilter: monitoring.queryFilter.bind(monitoring),
        standingOf: async (standingId: string) => {
          asked.push(standingId)
          if (standingId === failing) throw new TypeError('fetch failed')
          return monitoring.standingOf(standingId)
        },
      },
    } as unknown as NodeContext['opener']['contracts']
    const watches = createKnownWatches(faulty, new Map([[ward.version, true]]))
    const later = now + 1_000
    const to = await ward.world.provider.getBlockNumber()
    expect(await watches.update(to, later)).to.be.instanceOf(Error)
    expect(watches.patients()).to.deep.equal(new Set([second.patient.wallet.address]))
    expect(asked).to.have.members([first.standingId, second.standingId])
    expect(asked).to.not.include(over.standingId)

    failing = undefined
    await ward.world.chain.networkHelpers.mine(40)
    asked.length = 0
    expect(await watches.update(to + 40, later)).to.equal(undefined)
    expect(asked).to.include(first.standingId)
    const both = [first, second].map(({ patient }) => patient.wallet.address)
    expect(watches.patients()).to.deep.equal(new Set(both))

    await endMonitoring(ward.world.clinician.contracts, first.standing)
    await ward.world.chain.networkHelpers.mine(40)
    asked.length = 0
    expect(await watches.update(to + 81, later)).to.equal(undefined)
    expect(asked).to.deep.equal([])
    expect(watches.patients()).to.deep.equal(new Set(both.slice(1)))
  })
})
