import { expect } from 'chai'
import { AbiCoder, id, keccak256 } from 'ethers'
import { connectChain, organisation } from '../helpers/chain.ts'
import { farFuture, modelDescriptor } from '../helpers/scenario.ts'
import { allPurposes, purpose, roles } from '../helpers/terms.ts'
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

  describe('publishAgreement', () => {
    const day = 86_400
    const counts = { reviewed: 40, overridden: 6, confirmed: 20, refuted: 5 }
    const prepared = async () => {
      const { chain, registry, version } = state()
      const { hospital, clinician, stranger } = chain.accounts
      const accredit = (account: string, name: string, mask: number) =>
        chain.contracts.accreditationRegistry.accredit(account, organisation(name), mask, farFuture)
      await accredit(hospital.address, 'hospital', roles.custodian)
      await accredit(clinician.address, 'hospital', roles.clinician)
      await accredit(stranger.address, 'clinic', roles.custodian)
      await registry.approve(modelDescriptor)
      const now = await chain.networkHelpers.time.latest()
      const publish = (report: object, sender = hospital) =>
        registry
          .connect(sender)
          .publishAgreement(version, { from: now - day, until: now, ...counts, ...report })
      return { chain, registry, version, now, publish, hospital, clinician, stranger }
    }

    it('tells of one organisation and period, and sums up over all', async () => {
      const { registry, version, now, publish, stranger } = await prepared()
      await expect(publish({ from: now - 3 * day, until: now - 2 * day }))
        .to.emit(registry, 'AgreementPublished')
        .withArgs(version, organisation('hospital'), [now - 3 * day, now - 2 * day, 40, 6, 20, 5])
      expect(await registry.publishedUntil(version, organisation('hospital'))).to.equal(now - 2 * day)
      await publish({ from: now - 2 * day, until: now - day, overridden: 40, confirmed: 0, refuted: 40 })
      await expect(publish({ from: now - 3 * day, reviewed: 2 ** 32 - 1 }, stranger))
        .to.emit(registry, 'AgreementPublished')
        .withArgs(version, organisation('clinic'), [now - 3 * day, now, 2 ** 32 - 1, 6, 20, 5])
      expect(await registry.agreementOf(version)).to.deep.equal([2n ** 32n + 79n, 52n, 40n, 50n])
    })

    it('refuses so few that they could point to a person', async () => {
      const { registry, publish } = await prepared()
      expect(await registry.MINIMUM_REVIEWED()).to.equal(20)
      for (const reviewed of [0, 1, 19]) {
        await expect(publish({ reviewed, overridden: 0, confirmed: 0, refuted: 0 }))
          .to.be.revertedWithCustomError(registry, 'TooFewReviewed')
          .withArgs(reviewed, 20)
      }
      await expect(publish({ reviewed: 20, overridden: 20, confirmed: 20, refuted: 0 })).to.emit(
        registry,
        'AgreementPublished',
      )
    })

    it('refuses counts that cannot be', async () => {
      const { registry, publish } = await prepared()
      for (const [overridden, confirmed, refuted] of [
        [41, 0, 0],
        [0, 41, 0],
        [0, 0, 41],
        [0, 21, 20],
        [0, 2 ** 32 - 1, 2 ** 32 - 1],
        [0, 2 ** 32 - 1, 1],
      ]) {
        await expect(publish({ overridden, confirmed, refuted }))
          .to.be.revertedWithCustomError(registry, 'InconsistentAgreement')
          .withArgs(40, overridden, confirmed, refuted)
      }
    })

    it('refuses periods that overlap, are empty or in the future', async () => {
      const { chain, registry, version, now, publish, stranger } = await prepared()
      const refused = (from: number, until: number, previous: number) =>
        expect(publish({ from, until }))
          .to.be.revertedWithCustomError(registry, 'InvalidAgreementPeriod')
          .withArgs(from, until, previous)
      await refused(now - day, now + 3600, 0)
      await refused(now - day, now - day, 0)
      await refused(now, now - day, 0)
      await publish({ from: now - 2 * day, until: now - day })
      await refused(now - 2 * day, now - day, now - day)
      await refused(now - day - 1, now, now - day)
      await refused(now - 5 * day, now - 4 * day, now - day)
      // Another organisation's periods, and another version's, are its own.
      await publish({ from: now - 2 * day, until: now }, stranger)
      const other = { ...modelDescriptor, weightsHash: id('other') }
      await registry.approve(other)
      await registry.connect(chain.accounts.hospital).publishAgreement(await registry.modelVersionOf(other), {
        from: now - 2 * day,
        until: now,
        ...counts,
      })
      await publish({ from: now - day, until: now })
      expect(await registry.publishedUntil(version, organisation('hospital'))).to.equal(now)
    })

    it('is for accredited custodians, about versions that exist, whatever became of them', async () => {
      const { chain, registry, version, now, publish, clinician, hospital } = await prepared()
      await expect(publish({}, clinician))
        .to.be.revertedWithCustomError(registry, 'NotCustodian')
        .withArgs(clinician.address)
      const unknown = id('unknown')
      await expect(
        registry.connect(hospital).publishAgreement(unknown, { from: now - day, until: now, ...counts }),
      )
        .to.be.revertedWithCustomError(registry, 'InvalidStatus')
        .withArgs(unknown, status.unknown)
      await registry.suspend(version)
      await publish({ from: now - 2 * day, until: now - day })
      await registry.retire(version)
      await publish({})
      await chain.contracts.accreditationRegistry.withdraw(hospital.address)
      await expect(publish({}))
        .to.be.revertedWithCustomError(registry, 'NotCustodian')
        .withArgs(hospital.address)
    })
  })

  it('listens to the authority alone', async () => {
    const { chain, registry, version } = state()
    const { stranger } = chain.accounts
    const unauthorised = registry.connect(stranger)
    for (const send of [
      () => unauthorised.approve(modelDescriptor),
      () => unauthorised.suspend(version),
      () => unauthorised.reinstate(version),
      () => unauthorised.retire(version),
    ]) {
      await expect(send()).to.be.revertedWithCustomError(registry, 'NotAuthority').withArgs(stranger.address)
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
