import { expect } from 'chai'
import { read, send } from '../../../sdk/chain/send.ts'
import { UnavailableError } from '../../../sdk/errors/index.ts'
import { errorOf, expectError } from '../../helpers/expectError.ts'
import { createWorld, HOSPITAL, type World } from '../../helpers/world.ts'

describe('sdk/chain/send', () => {
  let world: World
  before(async () => {
    world = await createWorld()
  })
  after(() => world.close())

  it('gives the receipt of a transaction that landed', async () => {
    const { contracts, wallet } = world.relayer
    const receipt = await send(contracts.recordRegistry.enrol(wallet.address, HOSPITAL))
    expect(receipt.status).to.equal(1)
    expect(receipt.logs).to.have.length(1)
  })

  it('says why a contract refuses, before anything is paid', async () => {
    const { contracts, wallet } = world.relayer
    const paid = await world.provider.getBalance(wallet.address)
    const patient = world.clinician.wallet.address
    await expectError(
      () => send(contracts.recordRegistry.enrol(patient, HOSPITAL)),
      'NOT_CONTROLLER',
      /does not act for the patient/,
    )
    expect(await world.provider.getBalance(wallet.address)).to.equal(paid)
  })

  it('says that an account has no funds', async () => {
    const { contracts, wallet } = await world.make(false)
    await expectError(
      () => send(contracts.recordRegistry.enrol(wallet.address, HOSPITAL)),
      'FUNDS_MISSING',
      /too little ether/,
    )
  })

  it('tells a failed call from a refused one', async () => {
    const error = await errorOf(() => read(Promise.reject(new TypeError('fetch failed'))))
    expect(error).to.be.instanceOf(UnavailableError)
  })

  it('refuses a value that the contract cannot take, without asking the chain', async () => {
    const { inferenceOracle } = world.relayer.contracts
    await expectError(() => read(inferenceOracle.requestOf('0x12')), 'MESSAGE_INVALID', /does not fit/)
  })
})
