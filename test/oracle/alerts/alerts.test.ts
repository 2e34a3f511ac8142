import { expect } from 'chai'
import type { Assessor } from '../../../oracle/requests/assessRequest.ts'
import { chainTime, deadlineIn } from '../../../sdk/chain/time.ts'
import { relayRestriction, signRestriction } from '../../../sdk/consent/signedRestriction.ts'
import { endMonitoring } from '../../../sdk/monitoring/endMonitoring.ts'
import { alertIdOf } from '../../../sdk/monitoring/standingRequest.ts'
import { enrolPatient, eventually, revokeFrom, type StartedNode, startHospital } from '../../helpers/world.ts'
import { openDoor } from '../network/support/door.ts'
import { deteriorating, openWard, stable, told, type Ward, type Watched } from './support/ward.ts'

describe('oracle/alerts', () => {
  let ward: Ward
  beforeEach(async () => {
    ward = await openWard()
  })
  afterEach(() => ward.world.close())

  const kill = async (nodes: readonly StartedNode[]) => {
    for (const node of nodes) await node.close()
  }
  const codes = (nodes: readonly StartedNode[]) =>
    told(nodes, 'refused').map(({ error }) => String((error as { code?: unknown }).code))
  /** Another record of the same ward is alerted on: the nodes have looked at everything before it. */
  async function afterAnother(nodes: readonly StartedNode[], watched?: Watched): Promise<void> {
    const other = watched ?? (await ward.watch({ nonce: '77' }))
    ward.link.isCut = true
    const recordId = await ward.measure(other.patient, stable)
    await ward.linkWhenSigned(nodes, other, recordId)
    await ward.raised(other, recordId)
  }
  /** What the gateway wrote down of questions about a record, answered or refused. */
  const askedFor = async (recordId: string) =>
    (await ward.hospital.staff.listDisclosures(recordId)).filter(
      ({ receipt: { disclosure } }) => disclosure.kind !== 'locator',
    )

  it('raises one critical alert about a patient who grows worse, signed by three, and hands in the report', async () => {
    ward.link.isCut = true
    const nodes = await ward.startNodes()
    const watched = await ward.watch()
    const recordId = await ward.measure(watched.patient, deteriorating)
    await ward.linkWhenSigned(nodes, watched, recordId)
    const report = await ward.delivered(watched, recordId)
    const [alert, ...others] = await ward.alertsOf(watched)
    expect(others).to.deep.equal([])
    expect(alert).to.include({ severity: 'critical', eventHash: recordId })
    expect(await ward.signaturesOf(alert?.transactionHash ?? '')).to.equal(3)
    expect(report.outcome).to.deep.include({ status: 'answered', kind: 'score', band: 'high' })
    const { anchoredAt } = await ward.world.relayer.contracts.recordRegistry.stateOf(recordId)
    expect(report.request).to.deep.equal({
      requestId: alertIdOf(watched.standingId, recordId),
      patient: watched.patient.wallet.address,
      requester: watched.standing.requester,
      recordIds: [recordId],
      requestedAt: new Date(Number(anchoredAt) * 1_000).toISOString(),
    })
    await eventually(() => told(nodes, 'transmitted').length >= 1)
    await eventually(() => told(nodes, 'agreed').length >= 3)
    expect(told(nodes, 'differed')).to.deep.equal([])
    expect(new Set(told(nodes, 'signed').map(({ outputHash }) => outputHash)).size).to.equal(1)
    expect(codes(nodes)).to.deep.equal([])
  })

  it('raises a low alert about a stable one, so that silence means something, and one for each record', async () => {
    await ward.startNodes()
    const watched = await ward.watch()
    for (let count = 1; count <= 2; count++) {
      const recordId = await ward.measure(watched.patient, stable)
      const report = await ward.delivered(watched, recordId)
      expect(report.outcome).to.deep.include({ kind: 'score', band: 'low' })
      expect((await ward.alertsOf(watched)).map(({ severity }) => severity)).to.deep.equal(
        Array.from({ length: count }, () => 'low'),
      )
    }
  })

  it('tells of a record once, also when every node is started again, at whatever moment', async () => {
    const watched = await ward.watch()
    const first = await ward.startNodes({ peers: () => [] })
    const recordId = await ward.measure(watched.patient, deteriorating)
    await eventually(() => told(first, 'signed').length >= 4)
    await kill(first)
    const second = await ward.startNodes()
    await ward.delivered(watched, recordId)
    await eventually(() => told(second, 'transmitted').length >= 1)
    await kill(second)
    const third = await ward.startNodes()
    await afterAnother(third, watched)
    const [alert, ...others] = (await ward.alertsOf(watched)).filter(
      ({ eventHash }) => eventHash === recordId,
    )
    expect(others).to.deep.equal([])
    const alertId = alert?.alertId
    const outputs = told([...first, ...second, ...third], 'signed').filter(
      ({ requestId }) => requestId === alertId,
    )
    expect(new Set(outputs.map(({ outputHash }) => outputHash)).size).to.equal(1)
    expect(told(third, 'signed').map(({ requestId }) => requestId)).to.not.include(alertId)
  })

  it('keeps a report for a gateway that is down when the alert lands', async () => {
    ward.link.isCut = true
    const nodes = await ward.startNodes()
    const watched = await ward.watch()
    const recordId = await ward.measure(watched.patient, deteriorating)
    await eventually(() => told(nodes, 'signed').length >= 4)
    const { dataFolder, url } = ward.hospital
    await ward.hospital.close()
    ward.link.isCut = false
    await ward.raised(watched, recordId)
    await eventually(() => codes(nodes).includes('GATEWAY_UNAVAILABLE'))
    await startHospital(ward.world, { dataFolder, port: Number(new URL(url).port) })
    const report = await ward.delivered(watched, recordId)
    expect(report.outcome).to.include({ band: 'high' })
    expect(await ward.alertsOf(watched)).to.have.length(1)
  })

  it('computes a report again that landed and was lost with every node that had it', async () => {
    ward.link.isCut = true
    const first = await ward.startNodes()
    const watched = await ward.watch()
    const recordId = await ward.measure(watched.patient, deteriorating)
    await eventually(() => told(first, 'signed').length >= 4)
    const { dataFolder, url } = ward.hospital
    await ward.hospital.close()
    ward.link.isCut = false
    await ward.raised(watched, recordId)
    await kill(first)
    await startHospital(ward.world, { dataFolder, port: Number(new URL(url).port) })
    const second = await ward.startNodes()
    const report = await ward.delivered(watched, recordId)
    expect(report.outcome).to.include({ band: 'high' })
    expect(told(second, 'recovered').length).to.be.greaterThan(0)
    expect(told(second, 'signed')).to.deep.equal([])
    expect(await ward.alertsOf(watched)).to.have.length(1)
  })

  it('says nothing of what came before, or of another category or patient', async () => {
    const nodes = await ward.startNodes()
    const other = await enrolPatient(ward.world, ward.hospital.client)
    const now = await chainTime(ward.world.relayer.contracts)
    const later = await ward.watch({ start: now + 3_600 })
    const watched = await ward.watch()
    const ignored = [
      await ward.measure(later.patient, deteriorating),
      await ward.measure(other, deteriorating),
      await ward.measure(watched.patient, deteriorating, 'cardiology'),
    ]
    await afterAnother(nodes, watched)
    expect(await ward.alertsOf(later)).to.deep.equal([])
    expect(await ward.alertsOf(watched)).to.have.length(1)
    for (const recordId of ignored) expect(await askedFor(recordId)).to.deep.equal([])
    expect(codes(nodes)).to.deep.equal([])
  })

  it('says nothing once the monitoring was ended, or its period is over', async () => {
    const ended = await ward.watch()
    const over = await ward.watch({ end: (await chainTime(ward.world.relayer.contracts)) + 1_000 })
    const records = [
      await ward.measure(ended.patient, deteriorating),
      await ward.measure(over.patient, deteriorating),
    ]
    await endMonitoring(ward.world.clinician.contracts, ended.standing)
    await ward.world.chain.networkHelpers.time.increase(2_000)
    await afterAnother(await ward.startNodes())
    for (const watched of [ended, over]) expect(await ward.alertsOf(watched)).to.deep.equal([])
    for (const recordId of records) expect(await askedFor(recordId)).to.deep.equal([])
  })

  it('1: asks for no key, and says nothing, once requester or committee has lost the consent', async () => {
    const nodes = await ward.startNodes()
    for (const who of ['requester', 'committee'] as const) {
      const watched = await ward.watch()
      const principal = who === 'committee' ? ward.world.committee : watched.standing.requester
      await revokeFrom(ward.world, watched.patient, principal)
      const before = told(nodes, 'refused').length
      const recordId = await ward.measure(watched.patient, deteriorating)
      await eventually(() => told(nodes, 'refused').length >= before + 4)
      expect(await askedFor(recordId)).to.deep.equal([])
      await afterAnother(nodes)
      expect(await ward.alertsOf(watched)).to.deep.equal([])
    }
    expect(new Set(codes(nodes))).to.deep.equal(new Set(['CONSENT_MISSING']))
  })

  it('1: signs nothing where a consent ends while a record is assessed', async () => {
    const watched = await ward.watch()
    const { contracts, wallet } = watched.patient
    // Signed before: signing asks the chain, too.
    const revocation = await signRestriction(contracts, wallet, {
      restriction: 'revoke',
      patient: wallet.address,
      grantee: ward.world.committee,
      deadline: await deadlineIn(contracts, 600),
    })
    let revoked: Promise<unknown> | undefined
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const revoking: Assessor = (given, opened) => {
      revoked ??= relayRestriction(ward.world.relayer.contracts, revocation)
      begin()
      return ward.honest(given, opened)
    }
    // The chain answers nobody's question about the monitoring before the revocation is in.
    ward.world.line.before = async (method) => {
      if (method === 'eth_call') await revoked
    }
    // Nor do the other nodes get the key before: the gateway re-keys the record, and who reads it then finds nothing.
    let asked = 0
    const gatewayUrl = await openDoor(ward, async (_method, path) => {
      if (!path.startsWith('/v1/alert-key-requests') || asked++ === 0) return undefined
      await begun
      await revoked
      return undefined
    })
    const nodes = await ward.startNodes({ gatewayUrl }, () => revoking)
    await ward.measure(watched.patient, deteriorating)
    await eventually(() => told(nodes, 'refused').length >= 4)
    expect(told(nodes, 'signed')).to.deep.equal([])
    expect(new Set(codes(nodes))).to.deep.equal(new Set(['CONSENT_MISSING']))
    expect(await ward.alertsOf(watched)).to.deep.equal([])
  })

  it('7: lets a lying node of four change nothing', async () => {
    const liar: Assessor = (contracts, opened) => {
      const report = ward.honest(contracts, opened)
      return { ...report, outcome: { ...report.outcome, band: 'low', score: 0 } as typeof report.outcome }
    }
    ward.link.isCut = true
    const nodes = await ward.startNodes({}, (index) => (index === 2 ? liar : ward.honest))
    const watched = await ward.watch()
    const recordId = await ward.measure(watched.patient, deteriorating)
    // A liar that comes late has nothing of its own to hold against what landed.
    await ward.linkWhenSigned(nodes, watched, recordId)
    const report = await ward.delivered(watched, recordId)
    expect(report.outcome).to.include({ band: 'high' })
    expect((await ward.alertsOf(watched)).map(({ severity }) => severity)).to.deep.equal(['critical'])
    await eventually(() => codes(nodes).includes('REPORT_MISMATCH'))
    expect(new Set(told(nodes, 'refused').map(({ account }) => account))).to.deep.equal(
      new Set([nodes[2]?.account]),
    )
  })

  it('7: raises nothing where two nodes of four lie alike', async () => {
    const liar: Assessor = (contracts, opened) => {
      const report = ward.honest(contracts, opened)
      return { ...report, outcome: { ...report.outcome, score: 0 } as typeof report.outcome }
    }
    const nodes = await ward.startNodes({}, (index) => (index < 2 ? liar : ward.honest))
    const watched = await ward.watch()
    await ward.measure(watched.patient, deteriorating)
    await eventually(() => nodes.every(({ events }) => events.some(({ kind }) => kind === 'disagreed')))
    expect(told(nodes, 'transmitted')).to.deep.equal([])
    expect(await ward.alertsOf(watched)).to.deep.equal([])
  })

  it('raises again what a reorganisation took back, with the same output', async () => {
    const watched = await ward.watch()
    const nodes = await ward.startNodes({ confirmations: 8 })
    const recordId = await ward.measure(watched.patient, deteriorating)
    const { provider } = ward.world.chain
    // One by one: of blocks that are mined at once the simulated chain makes up some, at which it knows no contract.
    const mine = async (blocks: number) => {
      for (let block = 0; block < blocks; block++) await provider.request({ method: 'evm_mine', params: [] })
    }
    const before = String(await provider.request({ method: 'evm_snapshot', params: [] }))
    ward.link.isCut = true
    await mine(8)
    await ward.linkWhenSigned(nodes, watched, recordId)
    const first = await ward.raised(watched, recordId)
    await eventually(() => told(nodes, 'transmitted').length >= 1)
    // Each has seen it land, and none is about to transmit: else one could raise it again before anybody looks.
    await eventually(() => told(nodes, 'agreed').length >= 4)
    ward.link.isCut = true
    await provider.request({ method: 'evm_revert', params: [before] })
    expect(await ward.alertsOf(watched)).to.deep.equal([])
    ward.link.isCut = false
    await mine(8)
    const second = await ward.raised(watched, recordId)
    expect(second.reportHash).to.equal(first.reportHash)
    expect(second.severity).to.equal('critical')
    expect(new Set(told(nodes, 'signed').map(({ outputHash }) => outputHash)).size).to.equal(1)
  })
})
