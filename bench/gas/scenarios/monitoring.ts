import { AbiCoder, id, keccak256 } from 'ethers'
import type { Recorder } from '../recorder.ts'
import { signReport } from '../report.ts'
import { signDearest, WORDS } from '../typedData.ts'
import { CARDIOLOGY, TREATMENT, type World } from '../world.ts'

const NAME = 'Monitoring'
const LOW = 0
const CRITICAL = 2
const DAY = 86_400

export async function monitoring(world: World, recorder: Recorder): Promise<void> {
  const { clinician, relayer } = world.accounts
  const contract = world.contracts[NAME]
  const patient = world.patient(0)
  for (const grantee of [clinician.address, world.committee]) {
    await world.send(patient, 'ConsentRegistry', 'grant', [patient.address, grantee, world.treatment()])
  }
  const configDigest = await world.configure(4)
  const standingOf = (nonce: number) => ({
    patient: patient.address,
    requester: clinician.address,
    modelVersion: world.modelVersion,
    purpose: TREATMENT,
    category: CARDIOLOGY,
    secretHash: id('secret'),
    start: world.clock.now(),
    end: world.clock.now() + 7 * DAY,
    heartbeat: 3600,
    nonce,
  })
  const standing = standingOf(1)
  const standingId = (await contract.getFunction('standingIdOf')(standing)) as string

  await recorder.call(NAME, 'standingIdOf', [standing])
  await recorder.call(NAME, 'alertIdOf', [standingId, id('event')])
  await recorder.call(NAME, 'approvalWords', [standing])
  await recorder.transaction(patient, NAME, 'approve', [standing])
  const { generation } = await world.contracts.ConsentRegistry.getFunction('headerOf')(patient.address)
  const other = standingOf(2)
  const words = (await contract.getFunction('approvalWords')(other)) as string
  const approval = await signDearest(
    patient,
    contract,
    'ApproveMonitoring',
    words,
    { standing: other, generation: generation as bigint },
    world.clock.now() + 3600,
    ({ standing: members, ...rest }) => ({ ...members, ...rest }),
  )
  await recorder.transaction(relayer, NAME, 'approveBySignature', [approval.request, approval.signature])
  await recorder.call(NAME, 'standingOf', [standingId])
  await recorder.call(NAME, 'offReasonOf', [standing])

  const report = async (event: string, severity: number, variant: string) => {
    const eventHash = id(event)
    const reportHash = id(`${event} report`)
    const outputHash = keccak256(
      AbiCoder.defaultAbiCoder().encode(['uint8', 'bytes32'], [severity, reportHash]),
    )
    const requestId = (await contract.getFunction('alertIdOf')(standingId, eventHash)) as string
    const consumer = await contract.getAddress()
    const signatures = await signReport(
      world,
      { consumer, configDigest, requestId, modelVersion: world.modelVersion, outputHash },
      4,
    )
    await recorder.transaction(
      relayer,
      NAME,
      'report',
      [standing, eventHash, severity, reportHash, configDigest, signatures],
      `${variant}, 3 signatures`,
    )
    return requestId
  }
  await report('first', LOW, 'first')
  const alertId = await report('second', CRITICAL, 'later')
  await recorder.call(NAME, 'alertOf', [alertId])
  world.clock.advance(DAY)
  await recorder.transaction(relayer, NAME, 'escalate', [standingId, id('second')])
  await recorder.transaction(clinician, NAME, 'acknowledge', [standing, id('second')])
  await recorder.transaction(relayer, NAME, 'declareOff', [standing])
  await report('third', LOW, 'after it was declared off')
  await recorder.transaction(patient, NAME, 'end', [standing])
  const otherId = (await contract.getFunction('standingIdOf')(other)) as string
  const end = await signDearest(
    patient,
    contract,
    'EndMonitoring',
    WORDS.endMonitoring,
    { patient: patient.address, standingId: otherId },
    world.clock.now() + 3600,
  )
  await recorder.transaction(relayer, NAME, 'endBySignature', [other, end.request.deadline, end.signature])
}
