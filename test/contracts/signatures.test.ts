import { expect } from 'chai'
import {
  AbiCoder,
  concat,
  dataSlice,
  keccak256,
  Signature,
  TypedDataEncoder,
  toBeHex,
  ZeroAddress,
} from 'ethers'
import { connectChain } from '../helpers/chain.ts'
import { accreditEveryone, organisations, treatmentTerms } from '../helpers/scenario.ts'
import { category, decision, mask, purpose, restriction } from '../helpers/terms.ts'
import {
  consentDomain,
  enrolmentTypes,
  grantTypes,
  optInTypes,
  recordDomain,
  restrictionTypes,
} from '../helpers/typedData.ts'
import { createPatient, delegateTo, fundedWallet, type PatientAccount } from './support/accounts.ts'
import { inOneHour, signEnrolment, signGrant, signOptIn, signRestriction } from './support/consentPaths.ts'
import { freshState } from './support/freshState.ts'

/** The slot of `key` in the mapping at `slot`. */
const slotOf = (key: string, slot: bigint): bigint =>
  BigInt(keccak256(AbiCoder.defaultAbiCoder().encode(['address', 'uint256'], [key, slot])))

type SignedGrant = Awaited<ReturnType<typeof signGrant>>

const curveOrder = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/** Ways in which {HostileWallet} answers, as its enum numbers them. */
const behaviours = [
  'a wrong answer',
  'a short answer',
  'a long answer',
  'an answer with dirty bits',
  'a revert',
  'a returned bomb',
  'a reverted bomb',
  'burnt gas',
]

describe('Signed acts of patients', () => {
  const state = freshState(async () => {
    const chain = await connectChain()
    await accreditEveryone(chain)
    const { relayer, clinician, responder } = chain.accounts
    const patient = await createPatient(chain, 'plain account')
    const registry = chain.contracts.consentRegistry
    return {
      chain,
      patient,
      registry,
      relayed: registry.connect(relayer),
      records: chain.contracts.recordRegistry.connect(relayer),
      clinician: clinician.address,
      responder: responder.address,
      terms: await treatmentTerms(chain),
      decide: (grantee: string, of = patient.address) =>
        registry.decide(of, grantee, category.cardiology, purpose.treatment),
      /** The patient's generation, and the revision of the clinician's permit. */
      current: async () => [
        (await registry.headerOf(patient.address)).generation,
        (await registry.permitOf(patient.address, clinician.address)).revision,
      ],
      /** A restrictive act towards the clinician, or everyone. */
      async restrict(kind: number, by: 'a transaction' | 'a signature') {
        const concernsOne = kind === restriction.revoke || kind === restriction.deny
        const grantee = concernsOne ? clinician.address : ZeroAddress
        if (by === 'a signature') {
          const { request, signature } = await signRestriction(chain, patient, kind, grantee)
          return registry.connect(relayer).restrictBySignature(request, signature)
        }
        const method = Object.keys(restriction)[kind] ?? ''
        return patient.send(registry, method, concernsOne ? [patient.address, grantee] : [patient.address])
      },
    }
  })

  describe('typed data', () => {
    const otherSignature = async (digestOf: (signature: string) => Promise<unknown>, digest: string) => {
      const { registry, patient } = state()
      const nobody = `0x${'11'.repeat(32)}${'22'.repeat(32)}1b`
      await expect(digestOf(nobody))
        .to.be.revertedWithCustomError(registry, 'InvalidSignature')
        .withArgs(patient.address, digest)
    }

    it('of a grant hashes as ethers hashes it', async () => {
      const { chain, patient, relayed, clinician, terms } = state()
      const { request, value } = await signGrant(chain, patient, clinician, terms)
      const digest = TypedDataEncoder.hash(await consentDomain(chain), grantTypes, value)
      await otherSignature((signature) => relayed.grantBySignature(request, signature), digest)
    })

    it('of a revocation hashes as ethers hashes it', async () => {
      const { chain, patient, relayed, clinician } = state()
      const { request, value } = await signRestriction(chain, patient, restriction.revoke, clinician)
      const digest = TypedDataEncoder.hash(await consentDomain(chain), restrictionTypes, value)
      await otherSignature((signature) => relayed.restrictBySignature(request, signature), digest)
    })

    it('of a revocation of everything hashes as ethers hashes it', async () => {
      const { chain, patient, relayed } = state()
      const { request, value } = await signRestriction(chain, patient, restriction.revokeAll)
      const digest = TypedDataEncoder.hash(await consentDomain(chain), restrictionTypes, value)
      await otherSignature((signature) => relayed.restrictBySignature(request, signature), digest)
    })

    it('of an enrolment hashes as ethers hashes it', async () => {
      const { chain, patient, records } = state()
      const { request, value } = await signEnrolment(chain, patient, organisations.hospital)
      const digest = TypedDataEncoder.hash(await recordDomain(chain), enrolmentTypes, value)
      await expect(records.enrolBySignature(request, `0x${'11'.repeat(64)}1b`))
        .to.be.revertedWithCustomError(records, 'InvalidSignature')
        .withArgs(patient.address, digest)
    })

    it('holds the words that the contract writes, so no page can show others', async () => {
      const { chain, patient, registry, relayed, clinician, terms } = state()
      const words = 'Share my cardiology with this account for treatment until tomorrow'
      const { request, signature } = await signGrant(chain, patient, clinician, terms, { words })
      await expect(relayed.grantBySignature(request, signature)).to.be.revertedWithCustomError(
        registry,
        'InvalidSignature',
      )
    })

    it('covers every field of a grant', async () => {
      const { chain, patient, registry, relayed, clinician, responder, terms } = state()
      const { request, signature } = await signGrant(chain, patient, clinician, terms)
      const other = await createPatient(chain, 'plain account')
      const changes = [
        { ...request, patient: other.address },
        { ...request, grantee: responder },
        { ...request, deadline: request.deadline + 1 },
        { ...request, terms: { ...terms, isOrganisation: true } },
        { ...request, terms: { ...terms, categories: mask(category.laboratory) } },
        { ...request, terms: { ...terms, purposes: mask(purpose.research) } },
        { ...request, terms: { ...terms, start: terms.start - 1 } },
        { ...request, terms: { ...terms, end: terms.end + 1 } },
      ]
      for (const changed of changes) {
        await expect(relayed.grantBySignature(changed, signature)).to.be.revertedWithCustomError(
          registry,
          'InvalidSignature',
        )
      }
    })

    it('refuses calldata whose small numbers have high bits set', async () => {
      const { chain, patient, registry, relayed, clinician, terms } = state()
      const { request, signature } = await signGrant(chain, patient, clinician, terms)
      const data = registry.interface.encodeFunctionData('grantBySignature', [request, signature])
      // Words: patient, grantee, isOrganisation, categories, purposes, start, end, generation, revision, deadline.
      for (let word = 0; word < 10; word++) {
        const position = 4 + 32 * word
        const dirty = concat([dataSlice(data, 0, position), '0x80', dataSlice(data, position + 1)])
        const sent = chain.accounts.relayer.sendTransaction({ to: await registry.getAddress(), data: dirty })
        await expect(sent).to.be.revertedWithoutReason(chain.ethers)
      }
      await relayed.grantBySignature(request, signature)
    })
  })

  describe('replay', () => {
    it('of a grant is success without effect while it is in force', async () => {
      const { chain, patient, registry, relayed, clinician, terms } = state()
      const { request, signature } = await signGrant(chain, patient, clinician, terms)
      await relayed.grantBySignature(request, signature)
      await expect(relayed.grantBySignature(request, signature)).to.not.emit(registry, 'ConsentGranted')
      await chain.networkHelpers.time.increaseTo(request.deadline + 1)
      await expect(relayed.grantBySignature(request, signature)).to.not.emit(registry, 'ConsentGranted')
      expect((await registry.permitOf(patient.address, clinician)).revision).to.equal(1)
    })

    it('of a grant fails after its own revocation', async () => {
      const { chain, patient, registry, relayed, clinician, terms, decide, current } = state()
      const { request, signature } = await signGrant(chain, patient, clinician, terms)
      await relayed.grantBySignature(request, signature)
      await patient.send(registry, 'revoke', [patient.address, clinician])
      await expect(relayed.grantBySignature(request, signature))
        .to.be.revertedWithCustomError(registry, 'StaleGrant')
        .withArgs(0, 0, ...(await current()))
      expect(await decide(clinician)).to.equal(decision.revoked)
    })

    it('of a grant fails after it was changed', async () => {
      const { chain, patient, registry, relayed, clinician, terms } = state()
      const wide = await signGrant(chain, patient, clinician, { ...terms, categories: mask(7, 9) })
      await patient.send(registry, 'grant', [patient.address, clinician, terms])
      await expect(relayed.grantBySignature(wide.request, wide.signature))
        .to.be.revertedWithCustomError(registry, 'StaleGrant')
        .withArgs(0, 0, 0, 1)
    })

    for (const by of ['a transaction', 'a signature'] as const) {
      for (const [name, kind] of Object.entries(restriction)) {
        it(`of a grant signed before ${name} by ${by} fails, for this state and those that would follow`, async () => {
          const { chain, patient, relayed, registry, clinician, terms, restrict, current } = state()
          const ahead: SignedGrant[] = []
          for (const generation of [0n, 1n]) {
            for (const revision of [0n, 1n, 2n, 3n]) {
              ahead.push(await signGrant(chain, patient, clinician, terms, { generation, revision }))
            }
          }
          await restrict(kind, by)
          for (const { request, signature } of ahead) {
            await expect(relayed.grantBySignature(request, signature))
              .to.be.revertedWithCustomError(registry, 'StaleGrant')
              .withArgs(request.generation, request.revision, ...(await current()))
          }
          // Nor after a later grant.
          await patient.send(registry, 'grant', [
            patient.address,
            clinician,
            { ...terms, end: terms.end + 1 },
          ])
          for (const { request, signature } of ahead) {
            await expect(relayed.grantBySignature(request, signature)).to.be.revertedWithCustomError(
              registry,
              'StaleGrant',
            )
          }
        })
      }
    }

    it('of a grant that the patient cancelled fails, and what is in force stays', async () => {
      const { chain, patient, registry, relayed, clinician, terms, decide, current } = state()
      await patient.send(registry, 'grant', [patient.address, clinician, terms])
      const { request, signature } = await signGrant(chain, patient, clinician, { ...terms, categories: 1 })
      await expect(patient.send(registry, 'cancelPendingGrants', [patient.address, clinician]))
        .to.emit(registry, 'PendingGrantsCancelled')
        .withArgs(patient.address, clinician)
      await expect(relayed.grantBySignature(request, signature))
        .to.be.revertedWithCustomError(registry, 'StaleGrant')
        .withArgs(0, 1, ...(await current()))
      expect(await decide(clinician)).to.equal(decision.permitted)
    })

    it('of a grant that was used before everything was revoked fails', async () => {
      const { chain, patient, registry, relayed, clinician, terms, decide, current } = state()
      const { request, signature } = await signGrant(chain, patient, clinician, terms)
      await relayed.grantBySignature(request, signature)
      await patient.send(registry, 'revokeAll', [patient.address])
      await expect(relayed.grantBySignature(request, signature))
        .to.be.revertedWithCustomError(registry, 'StaleGrant')
        .withArgs(0, 0, ...(await current()))
      expect(await decide(clinician)).to.equal(decision.revoked)
    })

    it('of a used revocation cannot end a later grant', async () => {
      const { chain, patient, registry, relayed, clinician, terms, decide } = state()
      await patient.send(registry, 'grant', [patient.address, clinician, terms])
      const { request, signature } = await signRestriction(chain, patient, restriction.revoke, clinician)
      await relayed.restrictBySignature(request, signature)
      await patient.send(registry, 'grant', [patient.address, clinician, terms])
      await expect(relayed.restrictBySignature(request, signature)).to.not.emit(registry, 'ConsentRevoked')
      expect(await decide(clinician)).to.equal(decision.permitted)
    })

    it('of a used revocation of everything cannot end a later grant', async () => {
      const { chain, patient, registry, relayed, clinician, terms, decide } = state()
      const { request, signature } = await signRestriction(chain, patient, restriction.revokeAll)
      await relayed.restrictBySignature(request, signature)
      await patient.send(registry, 'grant', [patient.address, clinician, terms])
      await expect(relayed.restrictBySignature(request, signature)).to.not.emit(
        registry,
        'AllConsentsRevoked',
      )
      expect(await decide(clinician)).to.equal(decision.permitted)
    })

    it('of a used enrolment is success without effect, even after its deadline', async () => {
      const { chain, patient, records } = state()
      const { request, signature } = await signEnrolment(chain, patient, organisations.hospital)
      await records.enrolBySignature(request, signature)
      await chain.networkHelpers.time.increaseTo(request.deadline + 1)
      await expect(records.enrolBySignature(request, signature)).to.not.emit(records, 'PatientEnrolled')
    })
  })

  describe('a signed revocation', () => {
    it('works whatever grants land before it', async () => {
      const { chain, patient, registry, relayed, clinician, terms, decide } = state()
      const grant = await signGrant(chain, patient, clinician, terms)
      const { request, signature } = await signRestriction(chain, patient, restriction.revoke, clinician)
      // Whoever wants to keep the permit relays every grant there is first.
      await relayed.grantBySignature(grant.request, grant.signature)
      await patient.send(registry, 'grant', [patient.address, clinician, { ...terms, end: terms.end + 1 }])
      await relayed.restrictBySignature(request, signature)
      expect(await decide(clinician)).to.equal(decision.revoked)
    })

    it('works after everything was revoked and granted again', async () => {
      const { chain, patient, registry, relayed, clinician, terms, decide } = state()
      const { request, signature } = await signRestriction(chain, patient, restriction.revoke, clinician)
      await patient.send(registry, 'revokeAll', [patient.address])
      await patient.send(registry, 'grant', [patient.address, clinician, terms])
      await relayed.restrictBySignature(request, signature)
      expect(await decide(clinician)).to.equal(decision.revoked)
    })

    it('of everything works whatever grants and revocations land before it', async () => {
      const { chain, patient, registry, relayed, clinician, responder, terms, decide } = state()
      const { request, signature } = await signRestriction(chain, patient, restriction.revokeAll)
      await patient.send(registry, 'grant', [patient.address, clinician, terms])
      await patient.send(registry, 'revoke', [patient.address, responder])
      await relayed.restrictBySignature(request, signature)
      expect(await decide(clinician)).to.equal(decision.revoked)
    })

    it('does not work ahead of its count, nor with a count that cannot be', async () => {
      const { chain, patient, registry, relayed, clinician } = state()
      const cases = [
        [restriction.revoke, clinician, [1n, 2n ** 23n - 1n]],
        [restriction.deny, clinician, [1n, 2n ** 15n - 1n, 2n ** 16n, 2n ** 24n - 1n]],
        [restriction.revokeAll, ZeroAddress, [5n, 2n ** 16n]],
        [restriction.optOut, ZeroAddress, [1n, 2n ** 16n]],
      ] as const
      for (const [kind, grantee, counts] of cases) {
        for (const count of counts) {
          const { request, signature } = await signRestriction(chain, patient, kind, grantee, { count })
          await expect(relayed.restrictBySignature(request, signature))
            .to.be.revertedWithCustomError(registry, 'UnexpectedCount')
            .withArgs(count, 0)
        }
      }
    })

    it('names nobody where it concerns everyone', async () => {
      const { chain, patient, registry, relayed, clinician } = state()
      for (const kind of [restriction.revokeAll, restriction.optOut]) {
        const { request, signature } = await signRestriction(chain, patient, kind, clinician)
        await expect(relayed.restrictBySignature(request, signature))
          .to.be.revertedWithCustomError(registry, 'GranteeNotZero')
          .withArgs(clinician)
      }
    })

    it('does not end a denial that came after it', async () => {
      const { chain, patient, registry, relayed, clinician, terms, decide } = state()
      const hospital = { ...terms, isOrganisation: true }
      await patient.send(registry, 'grant', [patient.address, organisations.hospital, hospital])
      const { request, signature } = await signRestriction(chain, patient, restriction.revoke, clinician)
      await patient.send(registry, 'deny', [patient.address, clinician])
      await relayed.restrictBySignature(request, signature)
      expect(await decide(clinician)).to.equal(decision.denied)
    })

    it('of each kind is stopped by no act of another kind, and used once', async () => {
      for (const kind of Object.values(restriction)) {
        const { chain, patient, registry, relayed, clinician, terms, decide, restrict } = state()
        const { restore } = await chain.networkHelpers.takeSnapshot()
        const grantee = kind === restriction.revoke || kind === restriction.deny ? clinician : ZeroAddress
        const { request, signature } = await signRestriction(chain, patient, kind, grantee)
        for (const other of Object.values(restriction)) {
          if (other !== kind) await restrict(other, 'a transaction')
        }
        const renew = async () => {
          await patient.send(registry, 'optIn', [patient.address])
          await patient.send(registry, 'grant', [patient.address, clinician, terms])
          expect(await decide(clinician)).to.equal(decision.permitted)
        }
        await renew()
        await relayed.restrictBySignature(request, signature)
        expect(await decide(clinician)).to.not.equal(decision.permitted)
        await renew()
        await relayed.restrictBySignature(request, signature)
        await chain.networkHelpers.time.increaseTo(request.deadline + 1)
        await relayed.restrictBySignature(request, signature)
        expect(await decide(clinician)).to.equal(decision.permitted)
        await restore()
      }
    })

    it('works when its count starts again at zero', async () => {
      const { chain, patient, registry, relayed, clinician, restrict } = state()
      const address = await registry.getAddress()
      // Two slots of the names of EIP-712 come before the mappings.
      const headerSlot = slotOf(patient.address, 2n)
      const permitSlot = slotOf(clinician, slotOf(patient.address, 3n))
      const lastPermit = (2n ** 24n - 1n) * 2n ** 216n + (2n ** 16n - 1n) * 2n ** 240n
      const lastHeader = (2n ** 16n - 1n) * 2n ** 192n + (2n ** 16n - 1n) * 2n ** 208n
      await chain.networkHelpers.setStorageAt(address, permitSlot, lastPermit)
      await chain.networkHelpers.setStorageAt(address, headerSlot, lastHeader)
      expect((await registry.permitOf(patient.address, clinician)).revocations).to.equal(2n ** 24n - 1n)
      expect((await registry.headerOf(patient.address)).optOuts).to.equal(2n ** 16n - 1n)

      const counts = async () => {
        const permit = await registry.permitOf(patient.address, clinician)
        const header = await registry.headerOf(patient.address)
        return [permit.revocations, permit.denials, header.revocations, header.optOuts]
      }
      const signed = await Promise.all(
        Object.values(restriction).map((kind) =>
          signRestriction(chain, patient, kind, kind < 2 ? clinician : ZeroAddress),
        ),
      )
      for (const { request, signature } of signed) await relayed.restrictBySignature(request, signature)
      expect(await counts()).to.deep.equal([0n, 0n, 0n, 0n])
      // Used, although their count is higher than the present one.
      for (const { request, signature } of signed) await relayed.restrictBySignature(request, signature)
      expect(await counts()).to.deep.equal([0n, 0n, 0n, 0n])
      for (const kind of Object.values(restriction)) await restrict(kind, 'a signature')
      expect(await counts()).to.deep.equal([1n, 1n, 1n, 1n])
    })
  })

  describe('a signed end of an opt-out', () => {
    it('hashes as ethers hashes it', async () => {
      const { chain, patient, registry, relayed, restrict } = state()
      await restrict(restriction.optOut, 'a transaction')
      const { request, value } = await signOptIn(chain, patient)
      const digest = TypedDataEncoder.hash(await consentDomain(chain), optInTypes, value)
      await expect(relayed.optInBySignature(request, `0x${'11'.repeat(32)}${'22'.repeat(32)}1b`))
        .to.be.revertedWithCustomError(registry, 'InvalidSignature')
        .withArgs(patient.address, digest)
    })

    it('fails after any act that ends everything, and after its deadline', async () => {
      const { chain, patient, registry, relayed, restrict, current } = state()
      const early = await signOptIn(chain, patient)
      for (const kind of [restriction.optOut, restriction.revokeAll, restriction.optOut]) {
        const before = await signOptIn(chain, patient)
        await restrict(kind, 'a signature')
        const [generation] = await current()
        for (const { request, signature } of [early, before]) {
          await expect(relayed.optInBySignature(request, signature))
            .to.be.revertedWithCustomError(registry, 'StaleGrant')
            .withArgs(request.generation, 0, generation, 0)
        }
      }
      const { request, signature } = await signOptIn(chain, patient)
      await chain.networkHelpers.time.increaseTo(request.deadline + 1)
      await expect(
        relayed.optInBySignature.staticCall(request, signature, { blockTag: 'latest' }),
      ).to.be.revertedWithCustomError(registry, 'SignatureExpired')
    })

    it('works once', async () => {
      const { chain, patient, registry, relayed, restrict } = state()
      await restrict(restriction.optOut, 'a transaction')
      const { request, signature } = await signOptIn(chain, patient)
      await relayed.optInBySignature(request, signature)
      await expect(relayed.optInBySignature(request, signature)).to.not.emit(registry, 'OptedIn')
      await restrict(restriction.optOut, 'a transaction')
      await expect(relayed.optInBySignature(request, signature)).to.be.revertedWithCustomError(
        registry,
        'StaleGrant',
      )
    })
  })

  describe('a signed grant', () => {
    it('does not work ahead of its revision or generation', async () => {
      const { chain, patient, registry, relayed, clinician, terms } = state()
      const revision = await signGrant(chain, patient, clinician, terms, { revision: 1n })
      await expect(relayed.grantBySignature(revision.request, revision.signature))
        .to.be.revertedWithCustomError(registry, 'StaleGrant')
        .withArgs(0, 1, 0, 0)
      const generation = await signGrant(chain, patient, clinician, terms, { generation: 1n })
      await expect(relayed.grantBySignature(generation.request, generation.signature))
        .to.be.revertedWithCustomError(registry, 'StaleGrant')
        .withArgs(1, 0, 0, 0)
    })

    it('is not hindered by acts for other grantees', async () => {
      const { chain, patient, registry, relayed, clinician, responder, terms, decide } = state()
      const { request, signature } = await signGrant(chain, patient, clinician, terms)
      await patient.send(registry, 'grant', [patient.address, responder, terms])
      await patient.send(registry, 'revoke', [patient.address, responder])
      await relayed.grantBySignature(request, signature)
      expect(await decide(clinician)).to.equal(decision.permitted)
    })
  })

  it('end with their deadline, not a second later', async () => {
    const { chain, patient, registry, relayed, records, clinician, terms, decide } = state()
    const { time } = chain.networkHelpers
    const deadline = await inOneHour(chain)
    const late = deadline + 1
    const grant = await signGrant(chain, patient, clinician, terms, { deadline })
    const revocation = await signRestriction(chain, patient, restriction.revoke, clinician, { deadline })
    const all = await signRestriction(chain, patient, restriction.revokeAll, undefined, { deadline })
    const enrolment = await signEnrolment(chain, patient, organisations.hospital, { deadline })

    await time.setNextBlockTimestamp(deadline)
    await relayed.grantBySignature(grant.request, grant.signature)
    expect(await decide(clinician)).to.equal(decision.permitted)
    const again = await signGrant(chain, patient, clinician, terms, { deadline })
    await time.increaseTo(late)
    // Calls see the time of the last block, so they fail at the same second as a transaction would.
    for (const send of [
      () => relayed.grantBySignature.staticCall(again.request, again.signature, { blockTag: 'latest' }),
      () =>
        relayed.restrictBySignature.staticCall(revocation.request, revocation.signature, {
          blockTag: 'latest',
        }),
      () => relayed.restrictBySignature.staticCall(all.request, all.signature, { blockTag: 'latest' }),
    ]) {
      await expect(send())
        .to.be.revertedWithCustomError(registry, 'SignatureExpired')
        .withArgs(deadline, late)
    }
    await expect(
      records.enrolBySignature.staticCall(enrolment.request, enrolment.signature, { blockTag: 'latest' }),
    )
      .to.be.revertedWithCustomError(records, 'SignatureExpired')
      .withArgs(deadline, late)
  })

  it('work on one chain', async () => {
    const { chain, patient, clinician, terms } = state()
    const elsewhere = await connectChain({ chainId: 31338 })
    const twin = elsewhere.contracts.consentRegistry
    expect(await twin.getAddress()).to.equal(await chain.contracts.consentRegistry.getAddress())
    const { request, signature } = await signGrant(chain, patient, clinician, terms)
    await expect(twin.grantBySignature(request, signature)).to.be.revertedWithCustomError(
      twin,
      'InvalidSignature',
    )
    const enrolment = await signEnrolment(chain, patient, organisations.hospital)
    const twinRecords = elsewhere.contracts.recordRegistry
    await expect(
      twinRecords.enrolBySignature(enrolment.request, enrolment.signature),
    ).to.be.revertedWithCustomError(twinRecords, 'InvalidSignature')
    await elsewhere.connection.close()
  })

  it('work for one contract', async () => {
    const { chain, patient, clinician, terms } = state()
    const accreditations = await chain.contracts.accreditationRegistry.getAddress()
    const twin = await chain.ethers.deployContract('ConsentRegistry', [accreditations])
    const { request, signature } = await signGrant(chain, patient, clinician, terms)
    await expect(twin.getFunction('grantBySignature')(request, signature)).to.be.revertedWithCustomError(
      twin,
      'InvalidSignature',
    )
  })

  it('work for one account', async () => {
    const { chain, patient, registry, relayed, clinician, terms } = state()
    const other = await createPatient(chain, 'plain account')
    const forger: PatientAccount = { ...other, address: patient.address }
    const grant = await signGrant(chain, forger, clinician, terms)
    const revocation = await signRestriction(chain, forger, restriction.revoke, clinician)
    const all = await signRestriction(chain, forger, restriction.revokeAll)
    for (const send of [
      () => relayed.grantBySignature(grant.request, grant.signature),
      () => relayed.restrictBySignature(revocation.request, revocation.signature),
      () => relayed.restrictBySignature(all.request, all.signature),
    ]) {
      await expect(send()).to.be.revertedWithCustomError(registry, 'InvalidSignature')
    }
  })

  it('work for one action', async () => {
    const { chain, patient, registry, relayed, clinician, terms } = state()
    const grant = await signGrant(chain, patient, clinician, terms)
    const revocation = await signRestriction(chain, patient, restriction.revoke, clinician)
    const all = await signRestriction(chain, patient, restriction.revokeAll)
    for (const send of [
      () => relayed.grantBySignature(grant.request, revocation.signature),
      () => relayed.restrictBySignature(revocation.request, all.signature),
      () => relayed.restrictBySignature(all.request, grant.signature),
    ]) {
      await expect(send()).to.be.revertedWithCustomError(registry, 'InvalidSignature')
    }
  })

  it('need a signature in its one form', async () => {
    const { chain, patient, registry, relayed, clinician, terms } = state()
    const { request, signature } = await signGrant(chain, patient, clinician, terms)
    const { r, s, v, yParityAndS } = Signature.from(signature)
    const otherSide = concat([r, toBeHex(curveOrder - BigInt(s), 32), v === 27 ? '0x1c' : '0x1b'])
    const forms = [
      '0x',
      '0x00',
      dataSlice(signature, 0, 64),
      concat([signature, '0x00']),
      concat([r, yParityAndS]),
      concat([r, s, '0x00']),
      `0x${'00'.repeat(65)}`,
      otherSide,
    ]
    for (const form of forms) {
      await expect(relayed.grantBySignature(request, form)).to.be.revertedWithCustomError(
        registry,
        'InvalidSignature',
      )
    }
    await relayed.grantBySignature(request, signature)
  })

  it('have no zero patient', async () => {
    const { relayed, registry, clinician, terms, chain } = state()
    const request = {
      patient: ZeroAddress,
      grantee: clinician,
      terms,
      generation: 0,
      revision: 0,
      deadline: await inOneHour(chain),
    }
    for (const signature of ['0x', `0x${'00'.repeat(65)}`, `0x${'11'.repeat(64)}1b`]) {
      await expect(relayed.grantBySignature(request, signature)).to.be.revertedWithCustomError(
        registry,
        'InvalidSignature',
      )
    }
  })

  describe('of contract wallets', () => {
    for (const [behaviour, name] of behaviours.entries()) {
      const accepted = name === 'a long answer'
      it(`${accepted ? 'pass' : 'fail'} on ${name}, for a bounded price`, async () => {
        const { chain, registry, relayed, clinician, terms, decide } = state()
        const wallet = await chain.ethers.deployContract('HostileWallet')
        await wallet.getFunction('behave')(behaviour)
        const account: PatientAccount = {
          address: await wallet.getAddress(),
          sign: async () => '0x1234',
          send: () => Promise.reject(new Error('A hostile wallet sends nothing.')),
        }
        const { request, signature } = await signGrant(chain, account, clinician, terms)
        const sent = relayed.grantBySignature(request, signature, { gasLimit: 5_000_000n })
        if (accepted) {
          await sent
          expect(await decide(clinician, account.address)).to.equal(decision.permitted)
        } else {
          await expect(sent).to.be.revertedWithCustomError(registry, 'InvalidSignature')
        }
        // The block holds this transaction only: 400,000 for the wallet at most, the rest for everything else.
        const block = await chain.ethers.provider.getBlock('latest')
        expect(block?.transactions.length).to.equal(1)
        expect(block?.gasUsed).to.be.at.most(550_000n)
      })
    }

    it('do not pass by a plain signature of the owner for another wallet', async () => {
      const { chain, registry, relayed, clinician, terms } = state()
      const wallet = await createPatient(chain, 'contract wallet')
      const other = await createPatient(chain, 'contract wallet')
      const { request, signature } = await signGrant(chain, wallet, clinician, terms)
      await expect(
        relayed.grantBySignature({ ...request, patient: other.address }, signature),
      ).to.be.revertedWithCustomError(registry, 'InvalidSignature')
    })
  })

  describe('of delegated accounts', () => {
    it('pass in plain form whatever the delegate answers', async () => {
      const { chain, relayed, clinician, terms, decide } = state()
      for (const delegate of ['SilentDelegate', 'SigningDelegate', 'HostileWallet']) {
        const wallet = await fundedWallet(chain)
        await delegateTo(chain, wallet, await (await chain.ethers.deployContract(delegate)).getAddress())
        expect(await chain.ethers.provider.getCode(wallet.address)).to.match(/^0xef0100[0-9a-f]{40}$/)
        const account: PatientAccount = {
          address: wallet.address,
          sign: (domain, types, value) => wallet.signTypedData(domain, types, value),
          send: () => Promise.reject(new Error('Not used.')),
        }
        const { request, signature } = await signGrant(chain, account, clinician, terms)
        await relayed.grantBySignature(request, signature)
        expect(await decide(clinician, wallet.address)).to.equal(decision.permitted)
      }
    })

    it('fail in plain form for another key', async () => {
      const { chain, registry, relayed, clinician, terms } = state()
      const account = await createPatient(chain, 'delegated account without ERC-1271')
      const forger = await fundedWallet(chain)
      const { request, signature } = await signGrant(
        chain,
        { ...account, sign: (domain, types, value) => forger.signTypedData(domain, types, value) },
        clinician,
        terms,
      )
      await expect(relayed.grantBySignature(request, signature)).to.be.revertedWithCustomError(
        registry,
        'InvalidSignature',
      )
    })

    it('have no plain form where the code only looks like a delegation', async () => {
      const { chain, registry, relayed, clinician, terms } = state()
      const wallet = await fundedWallet(chain)
      const account: PatientAccount = {
        address: wallet.address,
        sign: (domain, types, value) => wallet.signTypedData(domain, types, value),
        send: () => Promise.reject(new Error('Not used.')),
      }
      const { request, signature } = await signGrant(chain, account, clinician, terms)
      // 23 bytes that are no delegation indicator, and code of another length.
      for (const code of [`0x00${'00'.repeat(22)}`, '0x00', `0x${'00'.repeat(24)}`]) {
        await chain.networkHelpers.setCode(wallet.address, code)
        await expect(relayed.grantBySignature(request, signature)).to.be.revertedWithCustomError(
          registry,
          'InvalidSignature',
        )
      }
    })
  })
})
