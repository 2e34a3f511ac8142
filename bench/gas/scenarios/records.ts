import { id } from 'ethers'
import type { Recorder } from '../recorder.ts'
import { signDearest, WORDS } from '../typedData.ts'
import { CARDIOLOGY, LABORATORY, type World } from '../world.ts'

const NAME = 'RecordRegistry'
const ENTERED_IN_ERROR = 3
const ERASED = 4

export async function records(world: World, recorder: Recorder): Promise<void> {
  await world.undone(() => enrolments(world, recorder))
  await world.undone(() => anchors(world, recorder))
}

async function enrolments(world: World, recorder: Recorder): Promise<void> {
  const { relayer } = world.accounts
  const custodianOrg = world.organisations.hospital
  const contract = world.contracts[NAME]
  const [patient, signer] = [world.patient(0), world.patient(1)]
  const act = (method: string, variant?: string) =>
    recorder.transaction(patient, NAME, method, [patient.address, custodianOrg], variant)
  const relay = async (
    method: 'enrolBySignature' | 'departBySignature',
    struct: 'Enrolment' | 'Departure',
    variant?: string,
  ) => {
    const { changes } = await contract.getFunction('enrolmentOf')(signer.address, custodianOrg)
    const request = { patient: signer.address, custodianOrg, changes: changes as bigint }
    const words = struct === 'Enrolment' ? WORDS.enrol : WORDS.depart
    const act = await signDearest(signer, contract, struct, words, request, world.clock.now() + 3600)
    await recorder.transaction(relayer, NAME, method, [act.request, act.signature], variant)
  }

  await act('enrol', 'first')
  await recorder.call(NAME, 'isEnrolled', [patient.address, custodianOrg])
  await recorder.call(NAME, 'enrolmentOf', [patient.address, custodianOrg])
  await recorder.call(NAME, 'wasEnrolled', [patient.address, custodianOrg, world.clock.now()])
  await act('depart')
  await act('enrol', 'again after a departure')
  await relay('enrolBySignature', 'Enrolment', 'first')
  await relay('departBySignature', 'Departure')
  await relay('enrolBySignature', 'Enrolment', 'again after a departure')
}

async function anchors(world: World, recorder: Recorder): Promise<void> {
  const { hospital } = world.accounts
  const patient = await world.enrolled(0)
  const act = (method: string, args: readonly unknown[], variant?: string) =>
    recorder.transaction(hospital, NAME, method, args, variant)

  await act('anchor', [patient.address, CARDIOLOGY, id('anchored')])
  await act('anchorBatch', [id('root'), 1000], '1,000 records')
  const single = await world.anchored(patient, 'single')
  const batched = await world.batched(patient, 'batched')
  await recorder.call(NAME, 'requireActive', [single], 'single')
  await recorder.call(NAME, 'requireActive', [batched], 'batched, depth 20')
  const recordId = await world.contracts[NAME].getFunction('requireActive')(single)
  await recorder.call(NAME, 'stateOf', [recordId])
  await recorder.call(NAME, 'batchOf', [batched.custodianOrg, batched.root])
  await recorder.call(NAME, 'recordIdOf', [
    single.custodianOrg,
    single.patient,
    single.category,
    single.commitment,
  ])

  await act('amend', [single, CARDIOLOGY, id('amended')], 'single')
  await recorder.call(NAME, 'successorOf', [recordId])
  await act('amend', [batched, LABORATORY, id('amended in the batch')], 'batched, depth 20')
  await act('retire', [single, ENTERED_IN_ERROR], 'amended, entered in error')
  await act('retire', [single, ERASED], 'entered in error, erased')
  const other = await world.anchored(patient, 'other')
  await act('retire', [other, ERASED], 'single, erased')
  const otherBatched = await world.batched(patient, 'other batched')
  await act('retire', [otherBatched, ERASED], 'batched, depth 20, erased')
}
