import { expect } from 'chai'
import { AbiCoder, concat, dataSlice, id, keccak256, MaxUint256, toBeHex, ZeroHash } from 'ethers'
import { buildPositionalTree } from '../../sdk/merkle/positionalMerkle.ts'
import { connectChain } from '../helpers/chain.ts'
import {
  anchorRecord,
  configureCommittee,
  farFuture,
  grantTreatment,
  type InferenceRequest,
  modelDescriptor,
  openRequest,
  organisations,
  prepareCare,
  type RecordRef,
  randomHash,
  recordRef,
  reportOf,
  signReport,
  treatmentTerms,
  treeOf,
} from '../helpers/scenario.ts'
import { category, decision, mask, purpose, roles } from '../helpers/terms.ts'
import { freshState } from './support/freshState.ts'

const status = { unknown: 0n, open: 1n, reported: 2n, expired: 3n } as const
const lifetime = 7 * 86_400
const recordStatus = { enteredInError: 3n } as const

describe('InferenceOracle', () => {
  const state = freshState(async () => {
    const chain = await connectChain()
    const story = await prepareCare(chain)
    const oracle = chain.contracts.inferenceOracle
    const { clinician, relayer, patient, oracles } = chain.accounts
    const asClinician = oracle.connect(clinician)
    const asRelayer = oracle.connect(relayer)
    const committee = await chain.contracts.oracleCommittee.getAddress()
    /** Signs and lands a report of the story's request, or of the request given. */
    const land = async (
      outputHash: string,
      request: InferenceRequest = story.request,
      signers = oracles.slice(0, 3),
    ) => {
      const report = await reportOf({ ...story, request }, outputHash)
      return asRelayer.report(
        request,
        story.configDigest,
        outputHash,
        await signReport(chain, report, signers),
      )
    }
    const consents = chain.contracts.consentRegistry.connect(patient)
    return { chain, story, oracle, asClinician, asRelayer, committee, patient, clinician, land, consents }
  })

  describe('request', () => {
    it('opens a request whose id names everything', async () => {
      const { chain, story, oracle, asClinician, patient, clinician } = state()
      const { request, record } = story
      const recordId = await chain.contracts.recordRegistry.requireActive(record)
      const requestId = keccak256(
        AbiCoder.defaultAbiCoder().encode(
          ['uint256', 'address', 'address', 'bytes32', 'bytes32', 'uint8', 'bytes32', 'bytes32'],
          [
            chain.chainId,
            await oracle.getAddress(),
            request.requester,
            keccak256(recordId),
            request.modelVersion,
            request.purpose,
            request.secretHash,
            request.impression,
          ],
        ),
      )
      expect(await oracle.requestIdOf(request)).to.equal(requestId)
      expect(await oracle.requestOf(requestId)).to.deep.equal([0n, 0n, status.unknown])
      await expect(asClinician.request(request))
        .to.emit(oracle, 'InferenceRequested')
        .withArgs(
          requestId,
          patient.address,
          clinician.address,
          request.modelVersion,
          request.purpose,
          request.secretHash,
          request.impression,
          [recordId],
        )
      const requestedAt = BigInt(await chain.networkHelpers.time.latest())
      expect(await oracle.requestOf(requestId)).to.deep.equal([requestedAt, 0n, status.open])
      expect(await oracle.outputHashOf(requestId)).to.equal(ZeroHash)
    })

    it('gives every other content another id', async () => {
      const { chain, story, oracle, patient, clinician } = state()
      const { request, record } = story
      const second = await anchorRecord(chain, patient.address)
      const contents: InferenceRequest[] = [
        request,
        { ...request, requester: patient.address },
        { ...request, modelVersion: randomHash() },
        { ...request, purpose: purpose.research },
        { ...request, secretHash: randomHash() },
        { ...request, impression: ZeroHash },
        { ...request, records: [second] },
        { ...request, records: [record, second] },
        { ...request, records: [second, record] },
        { ...request, records: [record, record] },
      ]
      const ids = await Promise.all(contents.map((content) => oracle.requestIdOf(content)))
      expect(new Set(ids).size).to.equal(contents.length)
      expect(contents[0]?.requester).to.equal(clinician.address)
    })

    it('takes up to eight records of one patient', async () => {
      const { chain, story, asClinician, oracle, patient } = state()
      const records: RecordRef[] = []
      while (records.length < 8) records.push(await anchorRecord(chain, patient.address))
      const request = { ...story.request, records }
      await asClinician.request(request)
      expect((await oracle.requestOf(await oracle.requestIdOf(request))).status).to.equal(status.open)
    })

    it('takes a batched record as it takes a single one', async () => {
      const { chain, story, asClinician, oracle, patient, land } = state()
      const { recordRegistry } = chain.contracts
      const refs = [recordRef(patient.address), recordRef(patient.address), recordRef(patient.address)]
      const ids = await Promise.all(
        refs.map((ref) =>
          recordRegistry.recordIdOf(ref.custodianOrg, ref.patient, ref.category, ref.commitment),
        ),
      )
      const context = {
        type: id('salus.record.batch.v1'),
        chainId: chain.chainId,
        contract: await recordRegistry.getAddress(),
        tree: treeOf(organisations.hospital),
      }
      const tree = buildPositionalTree(context, ids)
      await recordRegistry.connect(chain.accounts.hospital).anchorBatch(tree.root, 3)
      const record: RecordRef = {
        ...recordRef(patient.address, refs[1]),
        root: tree.root,
        index: 1,
        proof: tree.proof(1),
      }
      const request = { ...story.request, records: [record] }
      await asClinician.request(request)
      await expect(land(randomHash(), request)).to.emit(oracle, 'ReportLanded')
    })

    it('is for the requester that it names', async () => {
      const { chain, story, oracle, clinician } = state()
      const { stranger } = chain.accounts
      await expect(oracle.connect(stranger).request(story.request))
        .to.be.revertedWithCustomError(oracle, 'NotRequester')
        .withArgs(clinician.address, stranger.address)
    })

    it('refuses no records and nine', async () => {
      const { story, oracle, asClinician } = state()
      for (const count of [0, 9]) {
        const records = Array.from({ length: count }, () => story.record)
        await expect(asClinician.request({ ...story.request, records }))
          .to.be.revertedWithCustomError(oracle, 'InvalidRecordCount')
          .withArgs(count)
      }
    })

    it('refuses records of two patients', async () => {
      const { chain, story, oracle, asClinician, patient } = state()
      const { otherPatient } = chain.accounts
      await chain.contracts.recordRegistry
        .connect(otherPatient)
        .enrol(otherPatient.address, organisations.hospital)
      const other = await anchorRecord(chain, otherPatient.address)
      await expect(asClinician.request({ ...story.request, records: [story.record, other] }))
        .to.be.revertedWithCustomError(oracle, 'SeveralPatients')
        .withArgs(patient.address, otherPatient.address)
    })

    it('refuses a record that is not active', async () => {
      const { chain, story, oracle, asClinician, patient } = state()
      const { recordRegistry } = chain.contracts
      const ref = recordRef(patient.address)
      await expect(asClinician.request({ ...story.request, records: [ref] })).to.be.revertedWithCustomError(
        recordRegistry,
        'NotAnchored',
      )
      await recordRegistry.connect(chain.accounts.hospital).retire(story.record, recordStatus.enteredInError)
      await expect(asClinician.request(story.request)).to.be.revertedWithCustomError(
        recordRegistry,
        'NotActive',
      )
      await expect(oracle.requestIdOf(story.request)).to.be.revertedWithCustomError(
        recordRegistry,
        'NotActive',
      )
    })

    it('refuses the same request twice, open or reported', async () => {
      const { story, oracle, asClinician, land } = state()
      const requestId = await openRequest(story)
      const refused = () =>
        expect(asClinician.request(story.request))
          .to.be.revertedWithCustomError(oracle, 'AlreadyRequested')
          .withArgs(requestId)
      await refused()
      await land(randomHash())
      await refused()
    })

    it('refuses a model that is not approved for the purpose', async () => {
      const { chain, story, asClinician } = state()
      const { modelRegistry } = chain.contracts
      const unknown = randomHash()
      await expect(asClinician.request({ ...story.request, modelVersion: unknown }))
        .to.be.revertedWithCustomError(modelRegistry, 'ModelNotApproved')
        .withArgs(unknown, purpose.treatment)
      await expect(asClinician.request({ ...story.request, purpose: 9 }))
        .to.be.revertedWithCustomError(modelRegistry, 'ModelNotApproved')
        .withArgs(story.modelVersion, 9)
    })

    it('refuses without consent for the requester or the committee', async () => {
      const { story, oracle, asClinician, committee, consents, patient, clinician } = state()
      const refused = (grantee: string, reason: bigint) =>
        expect(asClinician.request(story.request))
          .to.be.revertedWithCustomError(oracle, 'ConsentMissing')
          .withArgs(patient.address, grantee, reason)
      await consents.revoke(patient.address, committee)
      await refused(committee, decision.revoked)
      await consents.revoke(patient.address, clinician.address)
      await refused(clinician.address, decision.revoked)
    })

    it('refuses where one of several records is of a category not covered', async () => {
      const { chain, story, oracle, asClinician, patient, clinician } = state()
      const laboratory = await anchorRecord(chain, patient.address, { category: category.laboratory })
      await expect(asClinician.request({ ...story.request, records: [story.record, laboratory] }))
        .to.be.revertedWithCustomError(oracle, 'ConsentMissing')
        .withArgs(patient.address, clinician.address, decision.categoryNotCovered)
    })

    it('lets patients ask about themselves, when the committee may answer', async () => {
      const { story, oracle, patient } = state()
      const request = { ...story.request, requester: patient.address }
      await expect(oracle.connect(patient).request(request)).to.emit(oracle, 'InferenceRequested')
    })
  })

  describe('report', () => {
    it('lands once, sent by anyone', async () => {
      const { story, oracle, land } = state()
      const requestId = await openRequest(story)
      const outputHash = randomHash()
      await expect(land(outputHash))
        .to.emit(oracle, 'ReportLanded')
        .withArgs(requestId, story.modelVersion, outputHash, story.configDigest)
      expect(await oracle.requestOf(requestId)).to.deep.equal([0n, 0n, status.reported])
      expect(await oracle.outputHashOf(requestId)).to.equal(outputHash)
    })

    it('is success without effect when the same report has landed', async () => {
      const { chain, story, oracle, asRelayer, land } = state()
      await openRequest(story)
      const outputHash = randomHash()
      await land(outputHash)
      await expect(land(outputHash, story.request, chain.accounts.oracles.slice(1))).to.not.emit(
        oracle,
        'ReportLanded',
      )
      await expect(asRelayer.report(story.request, ZeroHash, outputHash, '0x')).to.not.emit(
        oracle,
        'ReportLanded',
      )
    })

    it('is refused when another report has landed', async () => {
      const { story, oracle, land } = state()
      const requestId = await openRequest(story)
      const landed = randomHash()
      await land(landed)
      await expect(land(randomHash()))
        .to.be.revertedWithCustomError(oracle, 'AlreadyReported')
        .withArgs(requestId, landed)
      expect(await oracle.outputHashOf(requestId)).to.equal(landed)
    })

    it('is refused without a request', async () => {
      const { story, oracle, land } = state()
      const requestId = await oracle.requestIdOf(story.request)
      await expect(land(randomHash()))
        .to.be.revertedWithCustomError(oracle, 'NotInStatus')
        .withArgs(requestId, status.open, status.unknown)
    })

    it('is refused for hashes that could pass for an open request', async () => {
      const { story, oracle, land } = state()
      const requestId = await openRequest(story)
      for (const value of [0n, 1n, 2n ** 72n - 1n]) {
        const outputHash = toBeHex(value, 32)
        await expect(land(outputHash))
          .to.be.revertedWithCustomError(oracle, 'InvalidOutput')
          .withArgs(requestId, outputHash)
      }
      await land(toBeHex(2n ** 72n, 32))
      expect((await oracle.requestOf(requestId)).status).to.equal(status.reported)
    })

    it('takes the largest hash there is', async () => {
      const { story, oracle, land } = state()
      const requestId = await openRequest(story)
      await land(toBeHex(MaxUint256, 32))
      expect(await oracle.outputHashOf(requestId)).to.equal(toBeHex(MaxUint256, 32))
    })

    it('is refused when requester or committee lost consent meanwhile', async () => {
      const { story, oracle, land, consents, committee, patient, clinician } = state()
      await openRequest(story)
      for (const grantee of [committee, clinician.address]) {
        await consents.revoke(patient.address, grantee)
        await expect(land(randomHash()))
          .to.be.revertedWithCustomError(oracle, 'ConsentMissing')
          .withArgs(patient.address, grantee, decision.revoked)
      }
    })

    it('is refused when consent ran out meanwhile', async () => {
      const { chain, story, oracle, land, patient, clinician } = state()
      const end = (await chain.networkHelpers.time.latest()) + 3600
      await grantTreatment(chain, patient, clinician.address, { end })
      await openRequest(story)
      await chain.networkHelpers.time.increaseTo(end)
      await expect(land(randomHash()))
        .to.be.revertedWithCustomError(oracle, 'ConsentMissing')
        .withArgs(patient.address, clinician.address, decision.expired)
    })

    it('is refused when the requester is no longer accredited', async () => {
      const { chain, story, oracle, land, patient, clinician } = state()
      await openRequest(story)
      await chain.contracts.accreditationRegistry.withdraw(clinician.address)
      await expect(land(randomHash()))
        .to.be.revertedWithCustomError(oracle, 'ConsentMissing')
        .withArgs(patient.address, clinician.address, decision.accreditationMissing)
    })

    it('is refused when the patient revoked everything meanwhile, even if all is granted again', async () => {
      const { chain, story, oracle, land, consents, committee, patient, clinician } = state()
      const requestId = await openRequest(story)
      await consents.revokeAll(patient.address)
      await expect(land(randomHash()))
        .to.be.revertedWithCustomError(oracle, 'ConsentMissing')
        .withArgs(patient.address, clinician.address, decision.revoked)
      await grantTreatment(chain, patient, clinician.address)
      await grantTreatment(chain, patient, committee)
      await expect(land(randomHash()))
        .to.be.revertedWithCustomError(oracle, 'GenerationChanged')
        .withArgs(requestId, 0, (await consents.headerOf(patient.address)).generation)
    })

    it('is refused when the patient denied one of them or opted out meanwhile', async () => {
      const { chain, story, oracle, land, consents, committee, patient, clinician } = state()
      await openRequest(story)
      const { restore } = await chain.networkHelpers.takeSnapshot()
      await consents.deny(patient.address, organisations.consortium)
      await expect(land(randomHash()))
        .to.be.revertedWithCustomError(oracle, 'ConsentMissing')
        .withArgs(patient.address, committee, decision.denied)
      await restore()
      await consents.optOut(patient.address)
      await expect(land(randomHash()))
        .to.be.revertedWithCustomError(oracle, 'ConsentMissing')
        .withArgs(patient.address, clinician.address, decision.optedOut)
    })

    it('is refused when the record was retired meanwhile', async () => {
      const { chain, story, asRelayer } = state()
      const { recordRegistry } = chain.contracts
      await openRequest(story)
      const outputHash = randomHash()
      const signatures = await signReport(
        chain,
        await reportOf(story, outputHash),
        chain.accounts.oracles.slice(0, 3),
      )
      await recordRegistry.connect(chain.accounts.hospital).retire(story.record, recordStatus.enteredInError)
      await expect(
        asRelayer.report(story.request, story.configDigest, outputHash, signatures),
      ).to.be.revertedWithCustomError(recordRegistry, 'NotActive')
    })

    it('is refused when the model was suspended or retired meanwhile', async () => {
      const { chain, story, land } = state()
      const { modelRegistry } = chain.contracts
      await openRequest(story)
      await modelRegistry.suspend(story.modelVersion)
      await expect(land(randomHash()))
        .to.be.revertedWithCustomError(modelRegistry, 'ModelNotApproved')
        .withArgs(story.modelVersion, purpose.treatment)
      await modelRegistry.retire(story.modelVersion)
      await expect(land(randomHash())).to.be.revertedWithCustomError(modelRegistry, 'ModelNotApproved')
    })

    it('is refused below the quorum, or with a signature of somebody else', async () => {
      const { chain, story, land } = state()
      const { oracleCommittee } = chain.contracts
      const { oracles, stranger } = chain.accounts
      await openRequest(story)
      await expect(land(randomHash(), story.request, oracles.slice(0, 2)))
        .to.be.revertedWithCustomError(oracleCommittee, 'InvalidSignaturesLength')
        .withArgs(195, 130)
      await expect(land(randomHash(), story.request, [...oracles.slice(0, 2), stranger]))
        .to.be.revertedWithCustomError(oracleCommittee, 'NotSigner')
        .withArgs(stranger.address)
    })

    it('is refused when the committee has changed: its signers sign again', async () => {
      const { chain, story, oracle, asRelayer, land } = state()
      const { oracleCommittee } = chain.contracts
      await openRequest(story)
      const current = await configureCommittee(chain)
      const outputHash = randomHash()
      await expect(land(outputHash))
        .to.be.revertedWithCustomError(oracleCommittee, 'ConfigurationMismatch')
        .withArgs(current, story.configDigest)
      const report = await reportOf({ ...story, configDigest: current }, outputHash)
      const signatures = await signReport(chain, report, chain.accounts.oracles.slice(0, 3))
      await expect(asRelayer.report(story.request, current, outputHash, signatures)).to.emit(
        oracle,
        'ReportLanded',
      )
    })

    it('takes no signatures made for another consumer, request or output', async () => {
      const { chain, story, asRelayer } = state()
      await openRequest(story)
      const outputHash = randomHash()
      const report = await reportOf(story, outputHash)
      const { oracles, stranger } = chain.accounts
      for (const change of [
        { consumer: stranger.address },
        { requestId: randomHash() },
        { outputHash: randomHash() },
        { modelVersion: randomHash() },
      ]) {
        const signatures = await signReport(chain, { ...report, ...change }, oracles.slice(0, 3))
        await expect(asRelayer.report(story.request, story.configDigest, outputHash, signatures)).to.revert(
          chain.ethers,
        )
      }
    })

    it('takes no node that signs twice for two', async () => {
      const { chain, story, asRelayer } = state()
      const { oracleCommittee } = chain.contracts
      await openRequest(story)
      const outputHash = randomHash()
      const { oracles } = chain.accounts
      const two = await signReport(chain, await reportOf(story, outputHash), oracles.slice(0, 2))
      const doubled = concat([two, dataSlice(two, 65)])
      await expect(asRelayer.report(story.request, story.configDigest, outputHash, doubled))
        .to.be.revertedWithCustomError(oracleCommittee, 'SignersNotIncreasing')
        .withArgs(oracles[1]?.address, oracles[1]?.address)
    })
  })

  describe('a request that expires', () => {
    const opened = async () => {
      const prepared = state()
      const requestId = await openRequest(prepared.story)
      const requestedAt = await prepared.chain.networkHelpers.time.latest()
      return { ...prepared, requestId, requestedAt, expiredAt: requestedAt + lifetime }
    }

    it('is open to the last second of its lifetime', async () => {
      const { chain, oracle, land, requestId, expiredAt } = await opened()
      expect(await oracle.REQUEST_LIFETIME()).to.equal(lifetime)
      await chain.networkHelpers.time.increaseTo(expiredAt - 2)
      expect((await oracle.requestOf(requestId)).status).to.equal(status.open)
      await chain.networkHelpers.time.setNextBlockTimestamp(expiredAt - 1)
      await expect(land(randomHash())).to.emit(oracle, 'ReportLanded')
    })

    it('takes no report after it, from whomever', async () => {
      const { chain, oracle, land, requestId, requestedAt, expiredAt } = await opened()
      await chain.networkHelpers.time.setNextBlockTimestamp(expiredAt)
      await expect(land(randomHash()))
        .to.be.revertedWithCustomError(oracle, 'RequestExpired')
        .withArgs(requestId, requestedAt, expiredAt)
      await chain.networkHelpers.time.increaseTo(expiredAt)
      expect(await oracle.requestOf(requestId)).to.deep.equal([BigInt(requestedAt), 0n, status.expired])
      expect(await oracle.outputHashOf(requestId)).to.equal(ZeroHash)
    })

    it('is never open again under its id, and cannot be attested to', async () => {
      const { chain, story, oracle, asClinician, requestId, expiredAt } = await opened()
      await chain.networkHelpers.time.increaseTo(expiredAt)
      await expect(asClinician.request(story.request))
        .to.be.revertedWithCustomError(oracle, 'AlreadyRequested')
        .withArgs(requestId)
      await expect(asClinician.attest(story.request, randomHash()))
        .to.be.revertedWithCustomError(oracle, 'NotInStatus')
        .withArgs(requestId, status.reported, status.expired)
      await expect(asClinician.request({ ...story.request, secretHash: randomHash() })).to.emit(
        oracle,
        'InferenceRequested',
      )
    })

    it('keeps a report that landed in time', async () => {
      const { chain, oracle, asClinician, story, land, requestId, expiredAt } = await opened()
      const outputHash = randomHash()
      await land(outputHash)
      await chain.networkHelpers.time.increaseTo(expiredAt + lifetime)
      expect((await oracle.requestOf(requestId)).status).to.equal(status.reported)
      await expect(land(outputHash)).to.not.emit(oracle, 'ReportLanded')
      await expect(asClinician.attest(story.request, randomHash())).to.emit(oracle, 'ReportAttested')
    })
  })

  describe('attest', () => {
    const commitment = randomHash()

    it('records a clinician’s commitment, once, and nothing else', async () => {
      const { chain, story, oracle, asClinician, land, clinician } = state()
      const requestId = await openRequest(story)
      await land(randomHash())
      expect(await oracle.attestationOf(requestId, clinician.address)).to.deep.equal([0n, ZeroHash])
      await expect(asClinician.attest(story.request, commitment))
        .to.emit(oracle, 'ReportAttested')
        .withArgs(requestId, clinician.address, commitment)
      expect(await oracle.attestationOf(requestId, clinician.address)).to.deep.equal([
        BigInt(await chain.networkHelpers.time.latest()),
        commitment,
      ])
      await expect(asClinician.attest(story.request, randomHash()))
        .to.be.revertedWithCustomError(oracle, 'AlreadyAttested')
        .withArgs(requestId, clinician.address)
    })

    it('is for a requester only who recorded an impression before', async () => {
      const { chain, story, oracle, asClinician, land, patient } = state()
      const { stranger: colleague } = chain.accounts
      const request = { ...story.request, impression: ZeroHash }
      const requestId = await openRequest({ ...story, request })
      await land(randomHash(), request)
      await expect(asClinician.attest(request, commitment))
        .to.be.revertedWithCustomError(oracle, 'ImpressionMissing')
        .withArgs(requestId)
      // An impression thought of afterwards is of another request.
      const late = { ...request, impression: randomHash() }
      await expect(asClinician.attest(late, commitment))
        .to.be.revertedWithCustomError(oracle, 'NotInStatus')
        .withArgs(await oracle.requestIdOf(late), status.reported, status.unknown)
      await chain.contracts.accreditationRegistry.accredit(
        colleague.address,
        organisations.hospital,
        roles.clinician,
        farFuture,
      )
      await grantTreatment(chain, patient, colleague.address)
      await expect(oracle.connect(colleague).attest(request, commitment)).to.emit(oracle, 'ReportAttested')
    })

    it('takes several clinicians who have consent', async () => {
      const { chain, story, oracle, asClinician, land, patient } = state()
      const { stranger: colleague } = chain.accounts
      await chain.contracts.accreditationRegistry.accredit(
        colleague.address,
        organisations.hospital,
        roles.clinician,
        farFuture,
      )
      const requestId = await openRequest(story)
      await land(randomHash())
      await asClinician.attest(story.request, randomHash())
      const second = () => oracle.connect(colleague).attest(story.request, commitment)
      await expect(second())
        .to.be.revertedWithCustomError(oracle, 'ConsentMissing')
        .withArgs(patient.address, colleague.address, decision.noConsent)
      await grantTreatment(chain, patient, organisations.hospital, { isOrganisation: true })
      await second()
      expect((await oracle.attestationOf(requestId, colleague.address)).commitment).to.equal(commitment)
    })

    it('is open also where the record turned out wrong: that is a reason to override', async () => {
      const { chain, story, oracle, asClinician, land, clinician } = state()
      const requestId = await openRequest(story)
      await land(randomHash())
      await chain.contracts.recordRegistry
        .connect(chain.accounts.hospital)
        .retire(story.record, recordStatus.enteredInError)
      await expect(asClinician.attest(story.request, commitment))
        .to.emit(oracle, 'ReportAttested')
        .withArgs(requestId, clinician.address, commitment)
    })

    it('wants a report', async () => {
      const { story, oracle, asClinician } = state()
      const requestId = await oracle.requestIdOf(story.request)
      const refused = (from: bigint) =>
        expect(asClinician.attest(story.request, commitment))
          .to.be.revertedWithCustomError(oracle, 'NotInStatus')
          .withArgs(requestId, status.reported, from)
      await refused(status.unknown)
      await openRequest(story)
      await refused(status.open)
    })

    it('wants a commitment', async () => {
      const { story, oracle, asClinician, land } = state()
      const requestId = await openRequest(story)
      await land(randomHash())
      await expect(asClinician.attest(story.request, ZeroHash))
        .to.be.revertedWithCustomError(oracle, 'CommitmentMissing')
        .withArgs(requestId)
    })

    it('wants an accredited clinician with consent', async () => {
      const { chain, story, oracle, asClinician, land, consents, patient, clinician } = state()
      const { responder } = chain.accounts
      await openRequest(story)
      await land(randomHash())
      await consents.grant(patient.address, responder.address, await treatmentTerms(chain))
      await expect(oracle.connect(responder).attest(story.request, commitment))
        .to.be.revertedWithCustomError(oracle, 'NotClinician')
        .withArgs(responder.address)
      await consents.revoke(patient.address, clinician.address)
      await expect(asClinician.attest(story.request, commitment))
        .to.be.revertedWithCustomError(oracle, 'ConsentMissing')
        .withArgs(patient.address, clinician.address, decision.revoked)
      await chain.contracts.accreditationRegistry.withdraw(clinician.address)
      await expect(asClinician.attest(story.request, commitment))
        .to.be.revertedWithCustomError(oracle, 'NotClinician')
        .withArgs(clinician.address)
    })
  })

  describe('recordOutcome', () => {
    const attested = async () => {
      const prepared = state()
      const requestId = await openRequest(prepared.story)
      await prepared.land(randomHash())
      await prepared.asClinician.attest(prepared.story.request, randomHash())
      return { ...prepared, requestId }
    }

    it('says each time that a clinician who attested knows more', async () => {
      const { oracle, asClinician, clinician, requestId } = await attested()
      for (const outcome of [randomHash(), randomHash()]) {
        await expect(asClinician.recordOutcome(requestId, outcome))
          .to.emit(oracle, 'OutcomeRecorded')
          .withArgs(requestId, clinician.address, outcome)
      }
    })

    it('needs neither consent nor an active record: it reads nothing of the patient', async () => {
      const { chain, story, oracle, asClinician, consents, patient, requestId } = await attested()
      await consents.revokeAll(patient.address)
      await chain.contracts.recordRegistry
        .connect(chain.accounts.hospital)
        .retire(story.record, recordStatus.enteredInError)
      await expect(asClinician.recordOutcome(requestId, randomHash())).to.emit(oracle, 'OutcomeRecorded')
    })

    it('is refused to who did not attest, without a commitment, and after the accreditation', async () => {
      const { chain, oracle, asClinician, clinician, requestId } = await attested()
      const { stranger } = chain.accounts
      await expect(oracle.connect(stranger).recordOutcome(requestId, randomHash()))
        .to.be.revertedWithCustomError(oracle, 'NotAttested')
        .withArgs(requestId, stranger.address)
      const other = randomHash()
      await expect(asClinician.recordOutcome(other, randomHash()))
        .to.be.revertedWithCustomError(oracle, 'NotAttested')
        .withArgs(other, clinician.address)
      await expect(asClinician.recordOutcome(requestId, ZeroHash))
        .to.be.revertedWithCustomError(oracle, 'CommitmentMissing')
        .withArgs(requestId)
      await chain.contracts.accreditationRegistry.withdraw(clinician.address)
      await expect(asClinician.recordOutcome(requestId, randomHash()))
        .to.be.revertedWithCustomError(oracle, 'NotClinician')
        .withArgs(clinician.address)
    })
  })

  it('takes the purpose from the request at every step', async () => {
    const { chain, story, oracle, asClinician, committee, patient, clinician } = state()
    const research = { purposes: mask(purpose.research) }
    expect(modelDescriptor.purposes & mask(purpose.research)).to.not.equal(0)
    const request = { ...story.request, purpose: purpose.research }
    await expect(asClinician.request(request))
      .to.be.revertedWithCustomError(oracle, 'ConsentMissing')
      .withArgs(patient.address, clinician.address, decision.purposeNotCovered)
    await grantTreatment(chain, patient, clinician.address, research)
    await expect(asClinician.request(request))
      .to.be.revertedWithCustomError(oracle, 'ConsentMissing')
      .withArgs(patient.address, committee, decision.purposeNotCovered)
    await grantTreatment(chain, patient, committee, research)
    await expect(asClinician.request(request)).to.emit(oracle, 'InferenceRequested')
  })
})
