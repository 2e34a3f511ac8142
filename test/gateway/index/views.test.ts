import { expect } from 'chai'
import { id, ZeroHash } from 'ethers'
import type { IndexStore } from '../../../gateway/index/indexStore.ts'
import { openSqliteIndexStore } from '../../../gateway/index/sqliteIndexStore.ts'
import { createSync } from '../../../gateway/index/syncIndex.ts'
import { accreditations } from '../../../gateway/index/views/accreditations.ts'
import { activityOf } from '../../../gateway/index/views/activity.ts'
import { committees } from '../../../gateway/index/views/committees.ts'
import { rootsOf } from '../../../gateway/index/views/disclosures.ts'
import { emergenciesOf } from '../../../gateway/index/views/emergencies.ts'
import { requestsOf } from '../../../gateway/index/views/inferences.ts'
import { models } from '../../../gateway/index/views/models.ts'
import { batchesOf, recordStateOf, recordsOf } from '../../../gateway/index/views/records.ts'
import { buildPositionalTree } from '../../../sdk/merkle/positionalMerkle.ts'
import { statusOf } from '../../../sdk/records/status.ts'
import {
  type CareStory,
  farFuture,
  modelDescriptor,
  openRequest,
  organisations,
  prepareCare,
  type RecordRef,
  randomHash,
  recordRef,
  reportOf,
  signReport,
  treeOf,
} from '../../helpers/scenario.ts'
import { category, roles } from '../../helpers/terms.ts'
import { createIndexedChain, type IndexedChain } from './support.ts'

const STATUS = { enteredInError: 3, erased: 4 } as const

describe('gateway/index/views', () => {
  let indexed: IndexedChain
  let store: IndexStore
  let story: CareStory
  let sync: () => Promise<unknown>
  before(async () => {
    indexed = await createIndexedChain()
    store = openSqliteIndexStore(':memory:', indexed.deployment)
    sync = createSync(indexed.contracts, store)
    story = await prepareCare(indexed.chain)
  })
  after(async () => {
    await store.close()
    await indexed.close()
  })
  const accounts = () => indexed.chain.accounts
  const contracts = () => indexed.chain.contracts
  const blockTime = () => indexed.chain.networkHelpers.time.latest()

  it('records and enrolments: as the registry stores them', async () => {
    const { patient, hospital, otherPatient } = accounts()
    const registry = contracts().recordRegistry
    const custodian = registry.connect(hospital)
    const idOf = ({ custodianOrg, patient, category, commitment }: RecordRef) =>
      registry.recordIdOf(custodianOrg, patient, category, commitment)
    const anchor = async (of: string) => {
      const ref = recordRef(of)
      await custodian.anchor(ref.patient, ref.category, ref.commitment)
      return ref
    }
    await registry.connect(otherPatient).enrol(otherPatient.address, organisations.hospital)
    const other = await anchor(otherPatient.address)
    const [kept, wrong, erased, amended] = [
      story.record,
      await anchor(patient.address),
      await anchor(patient.address),
      await anchor(patient.address),
    ]
    await custodian.retire(wrong, STATUS.enteredInError)
    await custodian.retire(erased, STATUS.enteredInError)
    await custodian.retire(erased, STATUS.erased)
    await custodian.amend(amended, category.laboratory, id('amended'))
    const successor = recordRef(patient.address, { category: category.laboratory, commitment: id('amended') })

    const refs = [recordRef(patient.address), recordRef(patient.address)]
    const tree = buildPositionalTree(
      {
        type: await registry.BATCH_LEAF(),
        chainId: indexed.chain.chainId,
        contract: await registry.getAddress(),
        tree: treeOf(organisations.hospital),
      },
      await Promise.all(refs.map(idOf)),
    )
    await custodian.anchorBatch(tree.root, 2)
    const anchoredAt = await blockTime()
    const batched = { ...(refs[1] as RecordRef), root: tree.root, index: 1, proof: tree.proof(1) }
    await custodian.retire(batched, STATUS.erased)

    const depart = () => registry.connect(patient).depart(patient.address, organisations.hospital)
    await depart()
    await depart()
    await registry.connect(patient).enrol(patient.address, organisations.hospital)
    await registry.connect(patient).depart(patient.address, organisations.ambulance)

    await sync()
    const { records, enrolments } = await recordsOf(store, patient.address)
    expect(records.map(({ recordId }) => recordId)).to.deep.equal(
      await Promise.all([kept, wrong, erased, amended, successor].map(idOf)),
    )
    for (const record of records) {
      const stored = await registry.stateOf(record.recordId)
      const next = await registry.successorOf(record.recordId)
      const state = {
        status: statusOf(stored.status),
        anchoredAt: Number(stored.anchoredAt),
        retiredAt: Number(stored.retiredAt),
        successor: next === ZeroHash ? null : next,
      }
      expect(record).to.deep.include({ ...state, custodianOrg: organisations.hospital })
      expect(await recordStateOf(store, record.recordId)).to.deep.equal({
        recordId: record.recordId,
        ...state,
      })
    }
    expect(records.map(({ status }) => status)).to.deep.equal([
      'active',
      'entered-in-error',
      'erased',
      'amended',
      'active',
    ])
    expect(records[4]).to.deep.include({ category: category.laboratory, commitment: id('amended') })
    expect(await recordStateOf(store, await idOf(batched))).to.deep.include({
      status: 'erased',
      anchoredAt: 0,
    })
    expect(await recordStateOf(store, id('nothing'))).to.deep.include({ status: 'unknown', retiredAt: 0 })
    expect(
      (await recordsOf(store, otherPatient.address)).records.map(({ recordId }) => recordId),
    ).to.deep.equal([await idOf(other)])
    expect(await batchesOf(store, organisations.hospital)).to.deep.equal([
      { root: tree.root, size: 2, anchoredAt },
    ])

    expect(enrolments.map(({ custodianOrg }) => custodianOrg)).to.deep.equal([
      organisations.hospital,
      organisations.ambulance,
    ])
    for (const { custodianOrg, since, until, changes } of enrolments) {
      const stored = await registry.enrolmentOf(patient.address, custodianOrg)
      expect([since, until, changes]).to.deep.equal([stored.since, stored.until, stored.changes].map(Number))
    }
  })

  it('disclosure roots: as the log stores them', async () => {
    const log = contracts().disclosureLog.connect(accounts().hospital)
    await log.append(0, randomHash(), 3, await blockTime())
    await log.append(1, randomHash(), 1, await blockTime())
    await sync()
    const roots = await rootsOf(store, organisations.hospital)
    expect(roots.map(({ sequence }) => sequence)).to.deep.equal([0, 1])
    for (const { sequence, root, size, oldestAt, anchoredAt } of roots) {
      const period = await log.periodOf(organisations.hospital, sequence)
      expect([root, size, oldestAt, anchoredAt]).to.deep.equal([
        period.root,
        Number(period.size),
        Number(period.oldestAt),
        Number(period.anchoredAt),
      ])
    }
    expect(roots[1]?.head).to.equal(await log.headOf(organisations.hospital))
    expect(await rootsOf(store, organisations.ambulance)).to.deep.equal([])
  })

  it('requests, reports and attestations: as the oracle stores them, each with its patient', async () => {
    const { patient, clinician, relayer, oracles, otherPatient } = accounts()
    const { inferenceOracle } = contracts()
    const requestId = await openRequest(story)
    const requestedAt = await blockTime()
    await sync()
    const [open] = await requestsOf(store, patient.address)
    expect(open).to.deep.include({ requestId, requestedAt, report: null, attestations: [], purpose: 'TREAT' })
    expect(open).to.deep.include({
      requester: clinician.address,
      modelVersion: story.modelVersion,
      impression: story.request.impression,
    })

    const outputHash = id('output')
    const signatures = await signReport(indexed.chain, await reportOf(story, outputHash), oracles.slice(0, 3))
    await inferenceOracle.connect(relayer).report(story.request, story.configDigest, outputHash, signatures)
    const landedAt = await blockTime()
    await inferenceOracle.connect(clinician).attest(story.request, id('attestation'))
    await inferenceOracle.connect(clinician).recordOutcome(requestId, id('unknown as yet'))
    await inferenceOracle.connect(clinician).recordOutcome(requestId, id('outcome'))
    const recordedAt = await blockTime()
    await sync()
    const [request] = await requestsOf(store, patient.address)
    expect(request?.report).to.deep.equal({ outputHash, configDigest: story.configDigest, landedAt })
    expect(await inferenceOracle.outputHashOf(requestId)).to.equal(outputHash)
    const stored = await inferenceOracle.attestationOf(requestId, clinician.address)
    expect(request?.attestations).to.deep.equal([
      {
        clinician: clinician.address,
        commitment: stored.commitment,
        attestedAt: Number(stored.attestedAt),
        outcome: { commitment: id('outcome'), recordedAt },
      },
    ])
    expect(await requestsOf(store, otherPatient.address)).to.deep.equal([])
    expect(await requestsOf(store, clinician.address)).to.deep.equal([])
  })

  it('emergencies: as the contract stores them', async () => {
    const { patient, responder, stranger, authority } = accounts()
    const { emergencyAccess, accreditationRegistry } = contracts()
    await accreditationRegistry
      .connect(authority)
      .accredit(stranger.address, organisations.consortium, roles.auditor, farFuture)
    await emergencyAccess.connect(patient).choose(patient.address, 3)
    await emergencyAccess.connect(patient).choose(patient.address, 5)
    const breakGlass = async () => {
      const sent = await emergencyAccess.connect(responder).breakGlass(patient.address, id('reason'))
      return (await sent.wait())?.logs[0]?.topics[1] ?? expect.fail('no episode')
    }
    const closed = await breakGlass()
    await emergencyAccess.connect(responder).close(closed)
    await emergencyAccess.connect(stranger).review(closed, 1, id('judgement'))
    const reviewedAt = await blockTime()
    const open = await breakGlass()
    await sync()
    const { choice, episodes } = await emergenciesOf(store, patient.address)
    expect(choice).to.equal(5)
    expect(episodes.map(({ episodeId }) => episodeId)).to.deep.equal([closed, open])
    for (const episode of episodes) {
      const stored = await emergencyAccess.episodeOf(episode.episodeId)
      expect(episode).to.deep.include({
        responder: stored.responder,
        organisation: stored.organisation,
        openedAt: Number(stored.openedAt),
        until: Number(stored.until),
        reviewDueAt: Number(stored.reviewDueAt),
        reasonCommitment: id('reason'),
      })
      expect(episode.review?.verdict ?? 'none').to.equal(['none', 'justified'][Number(stored.verdict)])
    }
    expect(episodes[0]?.review).to.deep.equal({
      reviewer: stranger.address,
      verdict: 'justified',
      commitment: id('judgement'),
      reviewedAt,
    })
    expect((await emergenciesOf(store, stranger.address)).choice).to.equal(null)
  })

  it('accreditations: as the registry stores them', async () => {
    const { accreditationRegistry } = contracts()
    const { stranger, relayer, clinician } = accounts()
    await accreditationRegistry.accredit(
      stranger.address,
      organisations.ambulance,
      roles.clinician,
      farFuture,
    )
    await accreditationRegistry.accredit(relayer.address, organisations.ambulance, roles.clinician, farFuture)
    await accreditationRegistry.withdraw(relayer.address)
    await sync()
    const held = await accreditations(store)
    for (const { account, organisation, roles: mask, from, until } of held) {
      const stored = await accreditationRegistry.accreditationOf(account)
      expect([organisation, mask, from, until]).to.deep.equal([
        stored.organisation,
        Number(stored.roles),
        Number(stored.from),
        Number(stored.until),
      ])
    }
    const named = held.map(({ account }) => account)
    expect(named).to.include.members([stranger.address, clinician.address])
    expect(named).to.not.include(relayer.address)
    expect(new Set(named).size).to.equal(named.length)
  })

  it('model versions: as the registry stores them', async () => {
    const { modelRegistry } = contracts()
    const NAMES = ['unknown', 'approved', 'suspended', 'retired']
    const approve = async (name: string) => {
      const descriptor = { ...modelDescriptor, weightsHash: id(name) }
      await modelRegistry.approve(descriptor)
      return modelRegistry.modelVersionOf(descriptor)
    }
    const [suspended, back, retired] = [await approve('a'), await approve('b'), await approve('c')]
    await modelRegistry.suspend(suspended)
    await modelRegistry.suspend(back)
    await modelRegistry.reinstate(back)
    await modelRegistry.retire(retired)
    await sync()
    const versions = await models(store)
    expect(versions.map(({ version }) => version)).to.deep.equal([
      story.modelVersion,
      suspended,
      back,
      retired,
    ])
    for (const model of versions) {
      const stored = await modelRegistry.stateOf(model.version)
      expect(model).to.deep.include({
        status: NAMES[Number(stored.status)],
        from: Number(stored.from),
        changedAt: Number(stored.changedAt),
        purposes: Number(stored.purposes),
        cardHash: modelDescriptor.cardHash,
      })
    }
    expect(versions[1]?.weightsHash).to.equal(id('a'))
  })

  it('committees: as they were announced, and who was taken out', async () => {
    const { oracleCommittee } = contracts()
    const { oracles } = accounts()
    const signers = oracles.map(({ address }) => address)
    await oracleCommittee.configure(signers, 1)
    await indexed.mine(1)
    await oracleCommittee.exclude(signers[2] ?? '')
    await sync()
    const current = await oracleCommittee.currentConfiguration()
    const [first, second, ...none] = await committees(store)
    expect(none).to.deep.equal([])
    expect(first).to.deep.include({ digest: story.configDigest, signers, faults: 1, excluded: [] })
    expect(first?.organisations).to.have.members([...organisations.oracles])
    expect(second).to.deep.include({
      digest: current.digest,
      from: Number(current.from),
      excluded: [signers[2]],
    })
  })

  it("a patient's timeline: all that is about the patient, in pages, and nothing of others", async () => {
    const { patient } = accounts()
    const whole = await activityOf(store, patient.address, undefined, 1_000)
    const names = new Set(whole.map(({ name }) => name))
    expect([...names]).to.include.members([
      'PatientEnrolled',
      'PatientLeft',
      'RecordAnchored',
      'RecordRetired',
      'RecordAmended',
      'ConsentGranted',
      'InferenceRequested',
      'ReportLanded',
      'ReportAttested',
      'OutcomeRecorded',
      'GlassBroken',
      'EpisodeClosed',
      'EpisodeReviewed',
    ])
    for (const name of ['Accredited', 'BatchAnchored', 'ModelApproved', 'DisclosuresAnchored']) {
      expect([...names]).to.not.include(name)
    }
    const paged = []
    for (let after = undefined as (typeof whole)[number] | undefined; ; ) {
      const page = await activityOf(store, patient.address, after, 7)
      paged.push(...page)
      after = page.at(-1)
      if (page.length < 7) break
    }
    expect(paged).to.deep.equal(whole)
    const others = await activityOf(store, accounts().otherPatient.address, undefined, 1_000)
    expect(others.map(({ name }) => name)).to.deep.equal(['PatientEnrolled', 'RecordAnchored'])
  })
})
