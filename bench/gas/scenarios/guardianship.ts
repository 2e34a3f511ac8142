import type { Recorder } from '../recorder.ts'
import { signDearest, WORDS } from '../typedData.ts'
import type { World } from '../world.ts'

const NAME = 'Guardianship'
const DAY = 86_400

export async function guardianship(world: World, recorder: Recorder): Promise<void> {
  const { hospital, clinic, guardian, newcomer, relayer } = world.accounts
  const contract = world.contracts[NAME]
  const until = world.clock.now() + 365 * DAY
  const patient = world.patient(0)
  const act = (sender: typeof patient, method: string, args: readonly unknown[], variant?: string) =>
    recorder.transaction(sender, NAME, method, [patient.address, ...args], variant)
  const relay = (method: string, act: { request: unknown; signature: string }, variant?: string) =>
    recorder.transaction(relayer, NAME, method, [act.request, act.signature], variant)
  const deadline = () => world.clock.now() + 3600

  await act(patient, 'appoint', [guardian.address, until], 'first')
  await act(patient, 'appoint', [guardian.address, until + 1], 'renewed')
  await recorder.call(NAME, 'mandateEnd', [patient.address, guardian.address])
  await recorder.call(NAME, 'mandateOf', [patient.address, guardian.address])
  await act(patient, 'dismiss', [guardian.address], 'by the patient')
  await act(patient, 'appoint', [guardian.address, until], 'again after a dismissal')
  await act(guardian, 'dismiss', [guardian.address], 'by the guardian')

  const generation = async () =>
    (await world.contracts.ConsentRegistry.getFunction('headerOf')(patient.address)).generation as bigint
  const appointment = async (named: string) => {
    const { changes } = await contract.getFunction('mandateOf')(patient.address, named)
    const request = {
      patient: patient.address,
      guardian: named,
      until,
      changes: changes as bigint,
      generation: await generation(),
    }
    return signDearest(patient, contract, 'Appointment', WORDS.appoint, request, deadline())
  }
  await relay('appointBySignature', await appointment(newcomer.address), 'first')
  await relay('appointBySignature', await appointment(newcomer.address), 'renewed')
  const dismissal = { patient: patient.address, guardian: newcomer.address, count: 0 }
  await relay(
    'dismissBySignature',
    await signDearest(patient, contract, 'Dismissal', WORDS.dismiss, dismissal, deadline()),
  )

  await act(hospital, 'proposeGuardian', [relayer.address, until])
  await act(clinic, 'confirmGuardian', [relayer.address, until, hospital.address])

  await act(hospital, 'proposeRecovery', [newcomer.address], 'by an accredited party')
  await act(clinic, 'confirmRecovery', [newcomer.address, hospital.address], 'first')
  await act(patient, 'cancelRecovery', [])
  await world.send(hospital, NAME, 'proposeRecovery', [patient.address, newcomer.address])
  const { count } = await contract.getFunction('recoveryOf')(patient.address)
  const cancellation = { patient: patient.address, count: count as bigint }
  await relay(
    'cancelRecoveryBySignature',
    await signDearest(patient, contract, 'Cancellation', WORDS.cancel, cancellation, deadline()),
  )
  world.clock.advance(15 * DAY)
  await act(relayer, 'proposeRecovery', [newcomer.address], 'by a guardian')
  await act(clinic, 'confirmRecovery', [newcomer.address, relayer.address], 'later')
  await recorder.call(NAME, 'recoveryOf', [patient.address])
  world.clock.advance(31 * DAY)
  await act(newcomer, 'completeRecovery', [])
}
