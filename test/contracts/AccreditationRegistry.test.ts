import { expect } from 'chai'
import { ZeroAddress } from 'ethers'
import { type Chain, connectChain, organisation } from '../helpers/chain.ts'
import { farFuture } from '../helpers/scenario.ts'
import { roles } from '../helpers/terms.ts'
import { freshState } from './support/freshState.ts'

const day = 86_400
const delay = 7 * day
const hospital = organisation('hospital')
const clinic = organisation('clinic')

describe('AccreditationRegistry', () => {
  const state = freshState(async () => {
    const chain = await connectChain({ announcementDelay: delay })
    const registry = chain.contracts.accreditationRegistry
    const account = chain.accounts.clinician.address
    const organisationFor = (mask: number) => registry.organisationOf(account, mask)
    return { chain, registry, account, organisationFor }
  })
  const now = (chain: Chain) => chain.networkHelpers.time.latest()

  describe('accredit', () => {
    it('gives roles for an organisation from this second on', async () => {
      const { chain, registry, account, organisationFor } = state()
      const sent = await registry.accredit(account, hospital, roles.clinician | roles.auditor, farFuture)
      await expect(sent)
        .to.emit(registry, 'Accredited')
        .withArgs(account, hospital, roles.clinician | roles.auditor, await now(chain), farFuture)
      expect(await organisationFor(roles.clinician)).to.equal(hospital)
      expect(await organisationFor(roles.auditor | roles.custodian)).to.equal(hospital)
      expect(await organisationFor(roles.custodian)).to.equal(ZeroAddress)
      expect(await registry.accreditationOf(account)).to.deep.equal([
        hospital,
        BigInt(roles.clinician | roles.auditor),
        BigInt(await now(chain)),
        BigInt(farFuture),
      ])
    })

    it('ends at the second named, not one later', async () => {
      const { chain, registry, account, organisationFor } = state()
      const until = (await now(chain)) + day
      await registry.accredit(account, hospital, roles.clinician, until)
      await chain.networkHelpers.time.increaseTo(until - 1)
      expect(await organisationFor(roles.clinician)).to.equal(hospital)
      await chain.networkHelpers.time.increaseTo(until)
      expect(await organisationFor(roles.all)).to.equal(ZeroAddress)
    })

    it('lets an announced role wait', async () => {
      const { chain, registry, account, organisationFor } = state()
      await registry.accredit(account, hospital, roles.oracle, farFuture)
      const start = (await now(chain)) + delay
      await chain.networkHelpers.time.increaseTo(start - 1)
      expect(await organisationFor(roles.all)).to.equal(ZeroAddress)
      await chain.networkHelpers.time.increaseTo(start)
      expect(await organisationFor(roles.oracle)).to.equal(hospital)
    })

    it('leaves the other roles in force while an announced one waits', async () => {
      const { chain, registry, account, organisationFor } = state()
      await registry.accredit(account, hospital, roles.clinician, farFuture)
      await registry.accredit(account, hospital, roles.clinician | roles.responder, farFuture)
      expect(await organisationFor(roles.clinician)).to.equal(hospital)
      expect(await organisationFor(roles.responder)).to.equal(ZeroAddress)
      await chain.networkHelpers.time.increase(delay)
      expect(await organisationFor(roles.responder)).to.equal(hospital)
    })

    it('renews an announced role that is held without another wait', async () => {
      const { chain, registry, account, organisationFor } = state()
      await registry.accredit(account, hospital, roles.responder, farFuture)
      await chain.networkHelpers.time.increase(delay)
      await registry.accredit(account, hospital, roles.responder | roles.clinician, farFuture + 1)
      expect(await organisationFor(roles.responder)).to.equal(hospital)
    })

    it('neither shortens nor starts anew a wait that is running when it renews', async () => {
      const { chain, registry, account, organisationFor } = state()
      await registry.accredit(account, hospital, roles.responder, farFuture)
      const start = (await now(chain)) + delay
      await chain.networkHelpers.time.increase(day)
      await registry.accredit(account, hospital, roles.responder, farFuture + 1)
      expect((await registry.accreditationOf(account)).from).to.equal(start)
      await chain.networkHelpers.time.increaseTo(start)
      expect(await organisationFor(roles.responder)).to.equal(hospital)
    })

    it('lets an announced role wait again once it was dropped', async () => {
      const { chain, registry, account, organisationFor } = state()
      await registry.accredit(account, hospital, roles.responder | roles.clinician, farFuture)
      await chain.networkHelpers.time.increase(delay)
      await registry.accredit(account, hospital, roles.clinician, farFuture)
      await registry.accredit(account, hospital, roles.responder | roles.clinician, farFuture)
      expect(await organisationFor(roles.responder)).to.equal(ZeroAddress)
      expect(await organisationFor(roles.clinician)).to.equal(hospital)
    })

    it('lets an announced role wait again once it expired or was withdrawn', async () => {
      const { chain, registry, account, organisationFor } = state()
      const until = (await now(chain)) + 2 * delay
      await registry.accredit(account, hospital, roles.responder, until)
      await chain.networkHelpers.time.increaseTo(until)
      await registry.accredit(account, hospital, roles.responder, farFuture)
      expect(await organisationFor(roles.responder)).to.equal(ZeroAddress)
      await chain.networkHelpers.time.increase(delay)
      await registry.withdraw(account)
      await registry.accredit(account, hospital, roles.responder, farFuture)
      expect(await organisationFor(roles.responder)).to.equal(ZeroAddress)
    })

    it('lets an announced role wait again for another organisation', async () => {
      const { chain, registry, account, organisationFor } = state()
      await registry.accredit(account, hospital, roles.responder, farFuture)
      await chain.networkHelpers.time.increase(delay)
      await registry.accredit(account, clinic, roles.responder, farFuture)
      expect(await organisationFor(roles.responder)).to.equal(ZeroAddress)
      await chain.networkHelpers.time.increase(delay)
      expect(await organisationFor(roles.responder)).to.equal(clinic)
    })

    it('does not let one announced role in early through another that is held', async () => {
      const { chain, registry, account, organisationFor } = state()
      await registry.accredit(account, hospital, roles.responder, farFuture)
      await chain.networkHelpers.time.increase(delay)
      await registry.accredit(account, hospital, roles.responder | roles.oracle, farFuture)
      expect(await organisationFor(roles.oracle)).to.equal(ZeroAddress)
    })

    it('takes the wait away with the announced role', async () => {
      const { chain, registry, account } = state()
      await registry.accredit(account, hospital, roles.responder, farFuture)
      await registry.accredit(account, hospital, roles.clinician, farFuture)
      expect((await registry.accreditationOf(account)).from).to.equal(await now(chain))
    })

    it('is refused to everyone but the authority', async () => {
      const { chain, registry, account } = state()
      const { stranger } = chain.accounts
      await expect(registry.connect(stranger).accredit(account, hospital, roles.clinician, farFuture))
        .to.be.revertedWithCustomError(registry, 'OwnableUnauthorizedAccount')
        .withArgs(stranger.address)
    })

    it('refuses the zero address', async () => {
      const { registry, account } = state()
      for (const [of, org] of [
        [ZeroAddress, hospital],
        [account, ZeroAddress],
      ] as const) {
        await expect(registry.accredit(of, org, roles.clinician, farFuture)).to.be.revertedWithCustomError(
          registry,
          'ZeroAddress',
        )
      }
    })

    it('refuses masks that are empty or name no role', async () => {
      const { registry, account } = state()
      for (const mask of [0, roles.all + 1, roles.clinician | 0x8000]) {
        await expect(registry.accredit(account, hospital, mask, farFuture))
          .to.be.revertedWithCustomError(registry, 'InvalidRoles')
          .withArgs(mask)
      }
    })

    it('refuses a period that is over before it starts', async () => {
      const { chain, registry, account } = state()
      const next = (await now(chain)) + 10
      await chain.networkHelpers.time.setNextBlockTimestamp(next)
      await expect(registry.accredit(account, hospital, roles.clinician, next))
        .to.be.revertedWithCustomError(registry, 'InvalidPeriod')
        .withArgs(next, next)
      await chain.networkHelpers.time.setNextBlockTimestamp(next + 1)
      await expect(registry.accredit(account, hospital, roles.oracle, next + delay))
        .to.be.revertedWithCustomError(registry, 'InvalidPeriod')
        .withArgs(next + 1 + delay, next + delay)
    })

    it('never lets an address be both an account and an organisation', async () => {
      const { chain, registry, account } = state()
      const { stranger } = chain.accounts
      await expect(registry.accredit(account, account, roles.clinician, farFuture))
        .to.be.revertedWithCustomError(registry, 'AlreadyAccount')
        .withArgs(account)
      await registry.accredit(account, hospital, roles.clinician, farFuture)
      await expect(registry.accredit(hospital, clinic, roles.clinician, farFuture))
        .to.be.revertedWithCustomError(registry, 'AlreadyOrganisation')
        .withArgs(hospital)
      await registry.withdraw(account)
      await expect(registry.accredit(stranger.address, account, roles.clinician, farFuture))
        .to.be.revertedWithCustomError(registry, 'AlreadyAccount')
        .withArgs(account)
    })
  })

  describe('withdraw', () => {
    it('ends every role at once', async () => {
      const { registry, account, organisationFor } = state()
      await registry.accredit(account, hospital, roles.clinician | roles.custodian, farFuture)
      await expect(registry.withdraw(account))
        .to.emit(registry, 'AccreditationWithdrawn')
        .withArgs(account, hospital)
      expect(await organisationFor(roles.all)).to.equal(ZeroAddress)
      expect((await registry.accreditationOf(account)).organisation).to.equal(ZeroAddress)
    })

    it('is refused to everyone but the authority', async () => {
      const { chain, registry, account } = state()
      await expect(registry.connect(chain.accounts.clinician).withdraw(account))
        .to.be.revertedWithCustomError(registry, 'OwnableUnauthorizedAccount')
        .withArgs(account)
    })

    it('refuses an account that has no accreditation', async () => {
      const { registry, account } = state()
      await expect(registry.withdraw(account))
        .to.be.revertedWithCustomError(registry, 'NotAccredited')
        .withArgs(account)
    })
  })

  describe('the authority', () => {
    it('is handed over in two steps', async () => {
      const { chain, registry } = state()
      const { authority, stranger } = chain.accounts
      await registry.transferOwnership(stranger.address)
      expect(await registry.authority()).to.equal(authority.address)
      await registry.connect(stranger).acceptOwnership()
      expect(await registry.authority()).to.equal(stranger.address)
    })

    it('is handed over by the authority alone, and accepted by the one named alone', async () => {
      const { chain, registry } = state()
      const { authority, stranger, clinician } = chain.accounts
      await expect(registry.connect(stranger).transferOwnership(stranger.address))
        .to.be.revertedWithCustomError(registry, 'OwnableUnauthorizedAccount')
        .withArgs(stranger.address)
      await registry.transferOwnership(clinician.address)
      for (const account of [stranger, authority]) {
        await expect(registry.connect(account).acceptOwnership())
          .to.be.revertedWithCustomError(registry, 'OwnableUnauthorizedAccount')
          .withArgs(account.address)
      }
      // Another named in its place, or nobody, undoes it.
      await registry.transferOwnership(ZeroAddress)
      await expect(registry.connect(clinician).acceptOwnership())
        .to.be.revertedWithCustomError(registry, 'OwnableUnauthorizedAccount')
        .withArgs(clinician.address)
      expect(await registry.authority()).to.equal(authority.address)
    })

    it('leaves the old authority without any power once it is handed over', async () => {
      const { chain, registry, account } = state()
      const { authority, stranger } = chain.accounts
      await registry.transferOwnership(stranger.address)
      await registry.connect(stranger).acceptOwnership()
      await expect(registry.accredit(account, hospital, roles.clinician, farFuture))
        .to.be.revertedWithCustomError(registry, 'OwnableUnauthorizedAccount')
        .withArgs(authority.address)
      await registry.connect(stranger).accredit(account, hospital, roles.clinician, farFuture)
    })

    it('cannot be given up', async () => {
      const { chain, registry } = state()
      await expect(registry.renounceOwnership()).to.be.revertedWithCustomError(registry, 'AuthorityRequired')
      expect(await registry.authority()).to.equal(chain.accounts.authority.address)
    })
  })

  it('tells its announcement delay', async () => {
    expect(await state().registry.announcementDelay()).to.equal(delay)
  })
})
