import { expect } from 'chai'
import { AbiCoder, id, keccak256 } from 'ethers'
import { connectChain } from '../helpers/chain.ts'
import { modelDescriptor } from '../helpers/scenario.ts'
import { allPurposes, purpose } from '../helpers/terms.ts'
import { freshState } from './support/freshState.ts'

const delay = 3 * 86_400
const status = { unknown: 0n, approved: 1n, suspended: 2n, retired: 3n } as const

describe('ModelRegistry', () => {
  const state = freshState(async () => {
    const chain = await connectChain({ announcementDelay: delay })
    const registry = chain.contracts.modelRegistry
    const version = await registry.modelVersionOf(modelDescriptor)
    const isApproved = async (purposeCode: number) =>
      registry.requireApproved(version, purposeCode).then(
        () => true,
        () => false,
      )
    return { chain, registry, version, isApproved }
  })

  it('names a version by the hash of everything in it', async () => {
    const { registry, version } = state()
    const { weightsHash, cardHash, preprocessingHash, runtimeHash, purposes } = modelDescriptor
    const encoded = AbiCoder.defaultAbiCoder().encode(
      ['bytes32', 'bytes32', 'bytes32', 'bytes32', 'bytes32', 'uint32'],
      [id('salus.model.version.v1'), weightsHash, cardHash, preprocessingHash, runtimeHash, purposes],
    )
    expect(version).to.equal(keccak256(encoded))
    for (const field of ['weightsHash', 'cardHash', 'preprocessingHash', 'runtimeHash'] as const) {
      expect(await registry.modelVersionOf({ ...modelDescriptor, [field]: id('other') })).to.not.equal(
        version,
      )
    }
  })

  it('approves after the announced delay, for the purposes named', async () => {
    const { chain, registry, version, isApproved } = state()
    const sent = await registry.approve(modelDescriptor)
    const from = (await chain.networkHelpers.time.latest()) + delay
    await expect(sent)
      .to.emit(registry, 'ModelApproved')
      .withArgs(version, Object.values(modelDescriptor), from)
    expect(await registry.stateOf(version)).to.deep.equal([
      status.approved,
      BigInt(from),
      BigInt(from - delay),
      BigInt(modelDescriptor.purposes),
    ])
    await chain.networkHelpers.time.increaseTo(from - 1)
    expect(await isApproved(purpose.treatment)).to.equal(false)
    await chain.networkHelpers.time.increaseTo(from)
    expect(await isApproved(purpose.treatment)).to.equal(true)
    expect(await isApproved(purpose.research)).to.equal(true)
    expect(await isApproved(purpose.patientRequest)).to.equal(false)
  })

  it('says which version is not approved, and for what', async () => {
    const { chain, registry, version } = state()
    const refused = async (code: number) =>
      expect(registry.requireApproved(version, code))
        .to.be.revertedWithCustomError(registry, 'ModelNotApproved')
        .withArgs(version, code)
    await refused(purpose.treatment)
    await registry.approve(modelDescriptor)
    await refused(purpose.treatment)
    await chain.networkHelpers.time.increase(delay)
    await refused(purpose.familyRequest)
    await refused(9)
    await refused(255)
  })

  it('suspends at once, and reinstates after the delay', async () => {
    const { chain, registry, version, isApproved } = state()
    await registry.approve(modelDescriptor)
    await chain.networkHelpers.time.increase(delay)
    await expect(registry.suspend(version)).to.emit(registry, 'ModelSuspended').withArgs(version)
    expect(await isApproved(purpose.treatment)).to.equal(false)
    const sent = await registry.reinstate(version)
    const from = (await chain.networkHelpers.time.latest()) + delay
    await expect(sent).to.emit(registry, 'ModelReinstated').withArgs(version, from)
    expect(await isApproved(purpose.treatment)).to.equal(false)
    await chain.networkHelpers.time.increaseTo(from)
    expect(await isApproved(purpose.treatment)).to.equal(true)
  })

  it('does not let a suspension and reinstatement cut a delay short', async () => {
    const { chain, registry, version, isApproved } = state()
    await registry.approve(modelDescriptor)
    await chain.networkHelpers.time.increase(delay - 100)
    await registry.suspend(version)
    await registry.reinstate(version)
    await chain.networkHelpers.time.increase(200)
    expect(await isApproved(purpose.treatment)).to.equal(false)
  })

  it('retires for good, from approval or suspension', async () => {
    const { registry, version, isApproved } = state()
    await registry.approve(modelDescriptor)
    await registry.suspend(version)
    await expect(registry.retire(version)).to.emit(registry, 'ModelRetired').withArgs(version)
    expect((await registry.stateOf(version)).status).to.equal(status.retired)
    expect(await isApproved(purpose.treatment)).to.equal(false)
  })

  it('refuses every change from a status that does not allow it', async () => {
    const { registry, version } = state()
    const refused = (sent: Promise<unknown>, from: bigint) =>
      expect(sent).to.be.revertedWithCustomError(registry, 'InvalidStatus').withArgs(version, from)
    await refused(registry.suspend(version), status.unknown)
    await refused(registry.reinstate(version), status.unknown)
    await refused(registry.retire(version), status.unknown)
    await registry.approve(modelDescriptor)
    await refused(registry.approve(modelDescriptor), status.approved)
    await refused(registry.reinstate(version), status.approved)
    await registry.suspend(version)
    await refused(registry.approve(modelDescriptor), status.suspended)
    await refused(registry.suspend(version), status.suspended)
    await registry.retire(version)
    await refused(registry.approve(modelDescriptor), status.retired)
    await refused(registry.suspend(version), status.retired)
    await refused(registry.reinstate(version), status.retired)
    await refused(registry.retire(version), status.retired)
  })

  it('refuses masks that are empty or name no purpose', async () => {
    const { registry } = state()
    for (const purposes of [0, allPurposes + 1, 2 ** 31 + 1]) {
      await expect(registry.approve({ ...modelDescriptor, purposes }))
        .to.be.revertedWithCustomError(registry, 'InvalidPurposes')
        .withArgs(purposes)
    }
  })

  it('listens to the authority alone', async () => {
    const { chain, registry, version } = state()
    const { stranger } = chain.accounts
    const unauthorised = registry.connect(stranger)
    for (const sent of [
      unauthorised.approve(modelDescriptor),
      unauthorised.suspend(version),
      unauthorised.reinstate(version),
      unauthorised.retire(version),
    ]) {
      await expect(sent).to.be.revertedWithCustomError(registry, 'NotAuthority').withArgs(stranger.address)
    }
  })

  it('follows the authority when it is handed over', async () => {
    const { chain, registry } = state()
    const { authority, stranger } = chain.accounts
    const { accreditationRegistry } = chain.contracts
    await accreditationRegistry.transferOwnership(stranger.address)
    await accreditationRegistry.connect(stranger).acceptOwnership()
    await registry.connect(stranger).approve(modelDescriptor)
    await expect(registry.approve(modelDescriptor))
      .to.be.revertedWithCustomError(registry, 'NotAuthority')
      .withArgs(authority.address)
  })
})
