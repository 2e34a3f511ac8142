import { requestErasure } from '../../../sdk/records/requestErasure.ts'
import { expectError } from '../../helpers/expectError.ts'
import {
  addBundle,
  createWorld,
  enrolPatient,
  type Person,
  type StartedGateway,
  startHospital,
  type World,
} from '../../helpers/world.ts'

describe('sdk/records/requestErasure', () => {
  let world: World
  let hospital: StartedGateway
  let patient: Person
  before(async () => {
    world = await createWorld()
    hospital = await startHospital(world)
    patient = await enrolPatient(world, hospital.client)
  })
  after(() => world.close())

  it('takes no word for it: a record is erased when the chain has its tombstone', async () => {
    const { recordId, transactionHash } = await addBundle(hospital.staff, patient)
    // A gateway that keeps the record, and names a transaction that there is.
    const liar = { eraseRecord: async () => ({ recordId, transactionHash }) }
    await expectError(
      () => requestErasure(patient.contracts, liar, recordId),
      'MESSAGE_INVALID',
      /the chain does not show it/,
    )
    await requestErasure(patient.contracts, hospital.staff, recordId)
  })
})
