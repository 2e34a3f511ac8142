import { expect } from 'chai'
import { AbiCoder, concat, id, keccak256, TypedDataEncoder, Wallet, ZeroAddress, ZeroHash } from 'ethers'
import type { IColdChain } from '../../sdk/abi/types/ColdChain.d.ts'
import type { Chain } from '../helpers/chain.ts'
import {
  configureCommittee,
  farFuture,
  modelDescriptor,
  organisations,
  type ReportSigner,
  randomHash,
  signReport,
} from '../helpers/scenario.ts'
import { mask, purpose, roles } from '../helpers/terms.ts'
import { coldChainDomain, coldChainLogTypes } from '../helpers/typedData.ts'
import { accountKinds, createPatient } from './support/accounts.ts'
import { freshState } from './support/freshState.ts'
import { employers, hold, otherBatch, prepareMedicines, type UnitRef } from './support/medicines.ts'

type Log = IColdChain.LogStruct
type Summary = IColdChain.SummaryStruct
type Profile = IColdChain.ProfileStruct

const verdict = { none: 0n, pass: 1n, unknown: 2n, fail: 3n } as const
const hour = 3600

/** 2 to 8 °C, to 15 °C for 24 hours. */
const profile: Profile = {
  document: id('profile'),
  minimum: 200,
  maximum: 1500,
  meanKineticMaximum: 800,
  storageMinimum: 200,
  storageMaximum: 800,
  minutesOutsideMaximum: 1440,
  longestGapMaximum: 1800,
}
const profileType = 'tuple(bytes32,int16,int16,int16,int16,int16,uint32,uint32)'
const consentTypes = {
  LoggerConsent: [
    { name: 'organisation', type: 'address' },
    { name: 'until', type: 'uint40' },
  ],
}
const abi = AbiCoder.defaultAbiCoder()
const profileIdOf = (of: Profile): string => keccak256(abi.encode([profileType], [Object.values(of)]))

async function approveModel(chain: Chain, purposes: number, name: string): Promise<string> {
  const descriptor = { ...modelDescriptor, weightsHash: id(name), purposes }
  await chain.contracts.modelRegistry.approve(descriptor)
  return chain.contracts.modelRegistry.modelVersionOf(descriptor)
}

describe('ColdChain', () => {
  const state = freshState(async () => {
    const story = await prepareMedicines()
    const { chain, people, batchId, nonce, unit } = story
    const { coldChain, drugProvenance, accreditationRegistry, oracleCommittee } = chain.contracts
    const { time } = chain.networkHelpers
    const { stranger, relayer, oracles } = chain.accounts
    const logger = chain.accounts.hospital
    for (const [index, oracle] of oracles.entries()) {
      await accreditationRegistry.accredit(
        oracle.address,
        organisations.oracles[index] ?? '',
        roles.oracle,
        farFuture,
      )
    }
    const configDigest = await configureCommittee(chain)
    const modelVersion = await approveModel(chain, mask(purpose.healthcareOperations), 'cold chain')
    const consentOf = async (
      of: Pick<ReportSigner, 'signTypedData'>,
      organisation: string,
      until: number | bigint,
    ): Promise<string> =>
      of.signTypedData(await coldChainDomain(chain), consentTypes, { organisation, until })
    const register = async (of: ReportSigner, by: keyof typeof people, until: number | bigint) =>
      coldChain
        .connect(people[by])
        .registerLogger(of.address, until, await consentOf(of, employers[by], until))
    await register(logger, 'maker', farFuture)
    await coldChain.connect(people.maker).attachLogger(story.whole, logger.address)
    await coldChain.connect(people.maker).assignProfile(batchId, nonce, profile)
    const from = await time.latest()
    await time.increase(30 * hour)
    /** An hour of readings every ten minutes, in range. */
    const good: Summary = {
      from,
      to: from + hour,
      minimum: 300,
      maximum: 700,
      meanKinetic: 512,
      minutesOutside: 0,
      longestGap: 600,
      readings: 7,
    }
    const bad: Partial<Summary> = { maximum: 1501 }
    const gap: Partial<Summary> = { longestGap: 1801 }
    const logOf = (of: UnitRef, summary: Partial<Summary> = {}, change: Partial<Log> = {}): Log => ({
      // The logger was attached to the whole.
      unit: { ...of, parentLevel: 4 },
      summary: { ...good, ...summary },
      eventHash: randomHash(),
      modelHash: id('detector'),
      logger: logger.address,
      ...change,
    })
    const messageOf = ({ unit: { batchId: batch, level, position }, ...log }: Log) => ({
      batchId: batch,
      level,
      position,
      eventHash: log.eventHash,
      modelHash: log.modelHash,
      summary: log.summary,
    })
    const sign = async (log: Log, by: Pick<ReportSigner, 'signTypedData'> = logger): Promise<string> =>
      by.signTypedData(await coldChainDomain(chain), coldChainLogTypes, messageOf(log))
    const asStranger = coldChain.connect(stranger)
    const anchor = async (log: Log, by: Pick<ReportSigner, 'signTypedData'> = logger, under = profile) =>
      asStranger.anchor(log, under, await sign(log, by))
    const logIdOf = ({ unit: of, eventHash }: Log) =>
      coldChain.logIdOf(of.batchId, of.level, of.position, eventHash)
    /** Anchors a log of the unit with a failing summary. */
    const fail = async (of: UnitRef): Promise<Log> => {
      const log = logOf(of, bad)
      await anchor(log)
      return log
    }
    const judge = async (
      log: Log,
      as: bigint,
      options: {
        readonly assessment?: string
        readonly signers?: readonly ReportSigner[]
        readonly model?: string
      } = {},
    ) => {
      const { assessment = id('assessment'), signers = oracles.slice(0, 3), model = modelVersion } = options
      const outputHash = keccak256(abi.encode(['uint8', 'bytes32'], [as, assessment]))
      const report = {
        consumer: await coldChain.getAddress(),
        configDigest,
        requestId: await logIdOf(log),
        modelVersion: model,
        outputHash,
      }
      const signatures = await signReport(chain, report, signers)
      return coldChain
        .connect(relayer)
        .judge(log.unit, log.eventHash, model, as, assessment, configDigest, signatures)
    }
    const extend = (log: Log, part: UnitRef) => asStranger.extend(log.unit, log.eventHash, part)
    return {
      ...story,
      coldChain,
      drugProvenance,
      oracleCommittee,
      time,
      logger,
      from,
      good,
      bad,
      gap,
      configDigest,
      modelVersion,
      asStranger,
      stranger,
      relayer,
      consentOf,
      register,
      logOf,
      messageOf,
      sign,
      anchor,
      logIdOf,
      fail,
      judge,
      extend,
      caseOf: (position: number) => unit(2, position),
    }
  })

  describe('loggers', () => {
    it('are registered for the sender’s organisation until a time, by who keeps medicines or quality assurance', async () => {
      const { coldChain, people, time, register } = state()
      const until = (await time.latest()) + hour
      for (const by of ['maker', 'distributor', 'dispenser', 'carrier', 'laboratory'] as const) {
        const logger = Wallet.createRandom()
        await expect(register(logger, by, until))
          .to.emit(coldChain, 'LoggerRegistered')
          .withArgs(logger.address, employers[by], until)
        expect(await coldChain.registrationOf(logger.address)).to.deep.equal([
          employers[by],
          BigInt(await time.latest()),
          BigInt(until),
        ])
        expect(await coldChain.organisationOfLogger(logger.address)).to.equal(employers[by])
      }
      expect(people.carrier.address).to.not.equal(people.maker.address)
    })

    it('are registered by nobody else', async () => {
      const { chain, coldChain, logger } = state()
      const { stranger, clinician } = chain.accounts
      await chain.contracts.accreditationRegistry.accredit(
        clinician.address,
        employers.dispenser,
        roles.clinician,
        farFuture,
      )
      for (const by of [stranger, clinician]) {
        await expect(coldChain.connect(by).registerLogger(logger.address, farFuture, '0x'))
          .to.be.revertedWithCustomError(coldChain, 'NotEntitled')
          .withArgs(by.address, ZeroAddress)
      }
    })

    it('attack: nobody registers a logger that did not sign for it, or takes it once its time is over', async () => {
      const { coldChain, people, logger, time, register, consentOf } = state()
      const asRival = coldChain.connect(people.distributor)
      const fresh = Wallet.createRandom()
      const consent = await consentOf(fresh, employers.maker, farFuture)
      for (const [account, until, signature] of [
        [fresh.address, farFuture, consent],
        [fresh.address, farFuture, '0x'],
        [ZeroAddress, farFuture, consent],
      ] as const) {
        await expect(asRival.registerLogger(account, until, signature)).to.be.revertedWithCustomError(
          coldChain,
          'InvalidSignature',
        )
      }
      const asMaker = coldChain.connect(people.maker)
      await expect(
        asMaker.registerLogger(fresh.address, farFuture - 1, consent),
      ).to.be.revertedWithCustomError(coldChain, 'InvalidSignature')
      await coldChain.connect(people.maker).withdrawLogger(logger.address)
      await time.increase(hour)
      await expect(register(logger, 'distributor', farFuture))
        .to.be.revertedWithCustomError(coldChain, 'LoggerTaken')
        .withArgs(logger.address, employers.maker)
      const now = await time.latest()
      await time.setNextBlockTimestamp(now + 10)
      await expect(register(logger, 'maker', now + 10))
        .to.be.revertedWithCustomError(coldChain, 'InvalidPeriod')
        .withArgs(now + 10)
    })

    it('keep the time of their first registration, until the authority withdraws them', async () => {
      const { chain, coldChain, logger, time, register } = state()
      const { from } = await coldChain.registrationOf(logger.address)
      const until = (await time.latest()) + hour
      await register(logger, 'maker', until)
      await time.increaseTo(until)
      expect(await coldChain.organisationOfLogger(logger.address)).to.equal(ZeroAddress)
      await register(logger, 'maker', farFuture)
      expect((await coldChain.registrationOf(logger.address)).from).to.equal(from)
      await coldChain.connect(chain.accounts.authority).withdrawLogger(logger.address)
      await register(logger, 'distributor', farFuture)
      expect((await coldChain.registrationOf(logger.address)).from).to.equal(await time.latest())
    })

    it('are withdrawn by their organisation, from now on, or by the authority, altogether', async () => {
      const { coldChain, people, logger, chain, time } = state()
      const { authority, stranger } = chain.accounts
      const { from } = await coldChain.registrationOf(logger.address)
      const asMaker = coldChain.connect(people.maker)
      await expect(asMaker.withdrawLogger(logger.address))
        .to.emit(coldChain, 'LoggerWithdrawn')
        .withArgs(logger.address, employers.maker, false)
      const until = BigInt(await time.latest())
      await asMaker.withdrawLogger(logger.address)
      expect(await coldChain.registrationOf(logger.address)).to.deep.equal([employers.maker, from, until])
      for (const by of [people.distributor, stranger]) {
        await expect(coldChain.connect(by).withdrawLogger(logger.address))
          .to.be.revertedWithCustomError(coldChain, 'NotEntitled')
          .withArgs(by.address, employers.maker)
      }
      await expect(coldChain.connect(authority).withdrawLogger(logger.address))
        .to.emit(coldChain, 'LoggerWithdrawn')
        .withArgs(logger.address, employers.maker, true)
      expect(await coldChain.registrationOf(logger.address)).to.deep.equal([ZeroAddress, 0n, 0n])
      await expect(coldChain.connect(authority).withdrawLogger(logger.address))
        .to.be.revertedWithCustomError(coldChain, 'NotEntitled')
        .withArgs(authority.address, ZeroAddress)
    })
  })

  describe('attachments', () => {
    it('are made by who keeps or owns the unit, with a logger of its own', async () => {
      const { coldChain, people, whole, batchId, time, register } = state()
      const logger = Wallet.createRandom()
      await register(logger, 'maker', farFuture)
      await expect(coldChain.connect(people.maker).attachLogger(whole, logger.address))
        .to.emit(coldChain, 'LoggerAttached')
        .withArgs(batchId, logger.address, employers.maker, 4, 0)
      const since = BigInt(await time.latest())
      expect(await coldChain.attachedSince(logger.address, batchId, 4, 0)).to.equal(since)
      expect(await coldChain.attachedSince(logger.address, batchId, 3, 0)).to.equal(0n)
      await time.increase(hour)
      await expect(coldChain.connect(people.maker).attachLogger(whole, logger.address)).to.not.emit(
        coldChain,
        'LoggerAttached',
      )
      expect(await coldChain.attachedSince(logger.address, batchId, 4, 0)).to.equal(since)
    })

    it('attack: nobody attaches a logger to what is another’s, or a logger of another', async () => {
      const { chain, coldChain, people, whole, logger, register, split } = state()
      const rival = Wallet.createRandom()
      await register(rival, 'distributor', farFuture)
      await expect(coldChain.connect(people.distributor).attachLogger(whole, rival.address))
        .to.be.revertedWithCustomError(coldChain, 'NotEntitled')
        .withArgs(people.distributor.address, employers.distributor)
      await expect(coldChain.connect(chain.accounts.stranger).attachLogger(whole, logger.address))
        .to.be.revertedWithCustomError(coldChain, 'NotEntitled')
        .withArgs(chain.accounts.stranger.address, ZeroAddress)
      await expect(coldChain.connect(people.maker).attachLogger(whole, rival.address))
        .to.be.revertedWithCustomError(coldChain, 'LoggerNotRegistered')
        .withArgs(rival.address)
      await split(whole, 2)
      await expect(coldChain.connect(people.maker).attachLogger(whole, logger.address))
        .to.be.revertedWithCustomError(coldChain, 'UnitDivided')
        .withArgs(4, 0)
    })

    it('attack: a logger that was never with it quarantines nothing', async () => {
      const { coldChain, whole, time, register, logOf, bad, anchor, holdsOf } = state()
      const rival = Wallet.createRandom()
      await register(rival, 'distributor', farFuture)
      const from = await time.latest()
      await time.increase(2 * hour)
      await expect(anchor(logOf(whole, { ...bad, from, to: from + hour }, { logger: rival.address }), rival))
        .to.be.revertedWithCustomError(coldChain, 'LoggerNotAttached')
        .withArgs(rival.address, 0)
      expect(await holdsOf(whole)).to.equal(0)
    })

    it('count for readings from then on, for the packs of the unit, whatever becomes of it', async () => {
      const { coldChain, people, whole, caseOf, unit, time, split, handOver, register, ...rest } = state()
      const { logOf, bad, anchor, holdsOf } = rest
      await split(whole, 2)
      const logger = Wallet.createRandom()
      await register(logger, 'maker', farFuture)
      const asMaker = coldChain.connect(people.maker)
      const before = await time.latest()
      await asMaker.attachLogger(caseOf(1), logger.address)
      const from = await time.latest()
      await asMaker.attachLogger(caseOf(2), logger.address)
      await time.increase(hour)
      await handOver(caseOf(1), people.maker, 'distributor')
      const anchored = (of: UnitRef, start: number, parentLevel = 2) =>
        anchor(
          logOf(
            of,
            { ...bad, from: start, to: start + hour },
            {
              logger: logger.address,
              unit: { ...of, parentLevel },
            },
          ),
          logger,
        )
      const refused = async (of: UnitRef, start: number, since: number) =>
        expect(anchored(of, start))
          .to.be.revertedWithCustomError(coldChain, 'LoggerNotAttached')
          .withArgs(logger.address, since)
      await refused(caseOf(0), from, 0)
      await refused(unit(0, 11), from, from + 1)
      await refused(caseOf(1), before, from)
      await expect(anchored(whole, from, 2)).to.be.revertedWithCustomError(coldChain, 'NotPart')
      // The second attachment erased nothing, and the case is at the distributor.
      await anchored(caseOf(1), from)
      expect(await holdsOf(caseOf(1))).to.equal(hold.quarantined)
      expect(await holdsOf(caseOf(2))).to.equal(0)
    })

    it('go with the registration that the authority withdraws', async () => {
      const { chain, coldChain, batchId, whole, logger, register, logOf, anchor } = state()
      await coldChain.connect(chain.accounts.authority).withdrawLogger(logger.address)
      expect(await coldChain.attachedSince(logger.address, batchId, 4, 0)).to.equal(0n)
      await register(logger, 'distributor', farFuture)
      await expect(anchor(logOf(whole)))
        .to.be.revertedWithCustomError(coldChain, 'LoggerNotAttached')
        .withArgs(logger.address, 0)
    })
  })

  describe('profiles', () => {
    it('are chosen by the maker of the batch, and replaced', async () => {
      const { coldChain, people, batchId, nonce } = state()
      expect(await coldChain.profileIdOf(profile)).to.equal(profileIdOf(profile))
      expect(await coldChain.profileOf(batchId)).to.equal(profileIdOf(profile))
      const other = { ...profile, longestGapMaximum: 3600 }
      await expect(coldChain.connect(people.maker).assignProfile(batchId, nonce, other))
        .to.emit(coldChain, 'ProfileAssigned')
        .withArgs(batchId, profileIdOf(other), Object.values(other))
      expect(await coldChain.profileOf(batchId)).to.equal(profileIdOf(other))
    })

    it('are chosen by nobody else', async () => {
      const { chain, coldChain, people, batchId, nonce } = state()
      const otherMaker = chain.accounts.clinician
      const { accreditationRegistry } = chain.contracts
      await accreditationRegistry.accredit(
        otherMaker.address,
        employers.dispenser,
        roles.manufacturer,
        farFuture,
      )
      const refused = (by: typeof otherMaker, organisation: string, number = nonce) =>
        expect(coldChain.connect(by).assignProfile(batchId, number, profile))
          .to.be.revertedWithCustomError(coldChain, 'NotEntitled')
          .withArgs(by.address, organisation)
      await refused(otherMaker, employers.dispenser)
      await refused(people.makerQuality, ZeroAddress)
      await refused(people.distributor, ZeroAddress)
      await refused(people.maker, employers.maker, nonce + 1n)
    })

    it('have limits in order', async () => {
      const { coldChain, people, batchId, nonce } = state()
      const assign = (change: Partial<Profile>) =>
        coldChain.connect(people.maker).assignProfile(batchId, nonce, { ...profile, ...change })
      for (const change of [{ minimum: 201 }, { storageMinimum: 801 }, { maximum: 799 }]) {
        await expect(assign(change)).to.be.revertedWithCustomError(coldChain, 'Inconsistent')
      }
      await assign({ minimum: 500, storageMinimum: 500, storageMaximum: 500, maximum: 500 })
    })
  })

  describe('anchor', () => {
    it('records a pass and holds nothing', async () => {
      const { coldChain, drugProvenance, time, batchId, whole, logger, logOf, anchor, logIdOf, holdsOf } =
        state()
      const log = logOf(whole)
      const logId = await logIdOf(log)
      await expect(anchor(log))
        .to.emit(coldChain, 'LogAnchored')
        .withArgs(
          logId,
          batchId,
          logger.address,
          4,
          0,
          verdict.pass,
          Object.values(log.summary),
          profileIdOf(profile),
          log.eventHash,
          log.modelHash,
        )
        .and.to.not.emit(drugProvenance, 'HoldPut')
      expect(await coldChain.verdictOf(logId)).to.equal(verdict.pass)
      expect(await coldChain.logOf(logId)).to.deep.equal([BigInt(await time.latest()), 0n, verdict.pass])
      expect(await holdsOf(whole)).to.equal(0)
    })

    it('gives the id of the log', async () => {
      const { chain, coldChain, logOf, sign, logIdOf, asStranger, batchId, unit } = state()
      const log = logOf(unit(2, 3))
      const logId = await logIdOf(log)
      const types = ['uint256', 'address', 'bytes32', 'uint8', 'uint32', 'bytes32']
      const values = [chain.chainId, await coldChain.getAddress(), batchId, 2, 3, log.eventHash]
      expect(logId).to.equal(keccak256(abi.encode(types, values)))
      expect(await asStranger.anchor.staticCall(log, profile, await sign(log))).to.equal(logId)
    })

    const failing: readonly [string, Partial<Summary>][] = [
      ['too cold', { minimum: 199 }],
      ['too warm', { maximum: 1501 }],
      ['too warm in the mean', { maximum: 900, meanKinetic: 801 }],
      ['outside for too long', { minutesOutside: 1441, readings: 151 }],
      ['too warm, with a gap', { maximum: 1501, longestGap: 1801 }],
    ]
    const unknown: readonly [string, Partial<Summary>][] = [
      ['a gap', { longestGap: 1801 }],
      ['one reading', { readings: 1, longestGap: 0 }],
      ['two readings of one second', { readings: 2, longestGap: 0 }],
      ['outside for no time', { maximum: 801 }],
      ['colder outside for no time', { minimum: 199 + 1, maximum: 900 }],
    ]
    for (const [name, change] of failing) {
      it(`fails and quarantines: ${name}`, async () => {
        const { coldChain, drugProvenance, batchId, whole, from, logOf, anchor, logIdOf, holdsOf } = state()
        const hours = change.minutesOutside === undefined ? 1 : 25
        const log = logOf(whole, { to: from + hours * hour, ...change })
        const logId = await logIdOf(log)
        await expect(anchor(log))
          .to.emit(drugProvenance, 'HoldPut')
          .withArgs(batchId, await coldChain.getAddress(), 4, 0, hold.quarantined, logId)
        expect(await coldChain.verdictOf(logId)).to.equal(verdict.fail)
        expect(await holdsOf(whole)).to.equal(hold.quarantined)
      })
    }
    for (const [name, change] of unknown) {
      it(`is unknown, which is no pass, and quarantines: ${name}`, async () => {
        const { coldChain, whole, from, logOf, anchor, logIdOf, holdsOf } = state()
        const log = logOf(whole, { ...change, to: change.longestGap === 0 ? from : from + hour })
        await anchor(log)
        expect(await coldChain.verdictOf(await logIdOf(log))).to.equal(verdict.unknown)
        expect(await holdsOf(whole)).to.equal(hold.quarantined)
      })
    }

    it('passes at each limit', async () => {
      const { coldChain, whole, from, logOf, anchor, logIdOf } = state()
      const log = logOf(whole, {
        to: from + 24 * hour,
        minimum: 200,
        maximum: 1500,
        meanKinetic: 800,
        minutesOutside: 1440,
        longestGap: 1800,
        readings: 49,
      })
      await anchor(log)
      expect(await coldChain.verdictOf(await logIdOf(log))).to.equal(verdict.pass)
    })

    it('knows the EIP-712 digest', async () => {
      const { chain, coldChain, whole, logOf, messageOf } = state()
      const log = logOf(whole)
      expect(await coldChain.digestOf(log)).to.equal(
        TypedDataEncoder.hash(await coldChainDomain(chain), coldChainLogTypes, messageOf(log)),
      )
    })

    for (const kind of accountKinds) {
      it(`takes the signature of a logger that is a ${kind}`, async () => {
        const { chain, coldChain, people, whole, time, logOf, messageOf, asStranger } = state()
        const account = await createPatient(chain, kind)
        const domain = await coldChainDomain(chain)
        const consent = await account.sign(domain, consentTypes, {
          organisation: employers.maker,
          until: farFuture,
        })
        await coldChain.connect(people.maker).registerLogger(account.address, farFuture, consent)
        await coldChain.connect(people.maker).attachLogger(whole, account.address)
        const now = await time.latest()
        const log = logOf(whole, { from: now, to: now + 60, longestGap: 30 }, { logger: account.address })
        await time.increase(hour)
        const signature = await account.sign(domain, coldChainLogTypes, messageOf(log))
        await expect(asStranger.anchor(log, profile, signature)).to.emit(coldChain, 'LogAnchored')
      })
    }

    it('takes the logger’s signature over exactly this, on this chain and contract', async () => {
      const { chain, coldChain, unit, whole, good, people, logger, logOf, messageOf, sign, asStranger } =
        state()
      const log = logOf(whole)
      const signature = await sign(log)
      const refused = (change: Partial<Log>, signed = signature) =>
        expect(asStranger.anchor({ ...log, ...change }, profile, signed)).to.be.revertedWithCustomError(
          coldChain,
          'InvalidSignature',
        )
      await refused({ unit: unit(2) })
      await refused({ unit: unit(3, 1) })
      await refused({ eventHash: randomHash() })
      await refused({ modelHash: ZeroHash })
      for (const change of [{ to: Number(good.to) - 1 }, { maximum: 699 }, { readings: 8 }]) {
        await refused({ summary: { ...log.summary, ...change } })
      }
      await refused({}, await sign(log, people.carrier))
      await refused({}, '0x')
      const domain = await coldChainDomain(chain)
      for (const elsewhere of [
        { ...domain, chainId: 1 },
        { ...domain, verifyingContract: logger.address },
        { ...domain, name: 'Salus Records' },
        { ...domain, version: '2' },
      ]) {
        await refused({}, await logger.signTypedData(elsewhere, coldChainLogTypes, messageOf(log)))
      }
    })

    it('is under the profile that the maker chose', async () => {
      const { coldChain, people, whole, batchId, nonce, from, time, logOf, anchor } = state()
      const lax = { ...profile, maximum: 4000 }
      await expect(anchor(logOf(whole), undefined, lax))
        .to.be.revertedWithCustomError(coldChain, 'ProfileMismatch')
        .withArgs(profileIdOf(profile), profileIdOf(lax))
      const other = otherBatch(batchId)
      await expect(anchor(logOf({ ...whole, batchId: other })))
        .to.be.revertedWithCustomError(coldChain, 'ProfileMismatch')
        .withArgs(ZeroHash, profileIdOf(profile))
      await coldChain.connect(people.maker).assignProfile(batchId, nonce, lax)
      const since = await time.latest()
      await time.increase(hour)
      await anchor(logOf(whole, { from: since, to: since + hour }), undefined, lax)
      await expect(anchor(logOf(whole, { from: since, to: since + hour })))
        .to.be.revertedWithCustomError(coldChain, 'ProfileMismatch')
        .withArgs(profileIdOf(lax), profileIdOf(profile))
      expect(from).to.be.lessThan(since)
    })

    it('attack: a looser profile changes nothing for what was read before it', async () => {
      const { coldChain, people, whole, batchId, nonce, bad, logOf, anchor, holdsOf } = state()
      const lax = { ...profile, maximum: 4000 }
      const asMaker = coldChain.connect(people.maker)
      await asMaker.assignProfile(batchId, nonce, lax)
      await expect(anchor(logOf(whole, bad), undefined, lax))
        .to.be.revertedWithCustomError(coldChain, 'ProfileMismatch')
        .withArgs(profileIdOf(lax), profileIdOf(lax))
      await anchor(logOf(whole, bad))
      expect(await holdsOf(whole)).to.equal(hold.quarantined)
      for (const once of [lax, profile]) {
        await expect(asMaker.assignProfile(batchId, nonce, once))
          .to.be.revertedWithCustomError(coldChain, 'ProfileMismatch')
          .withArgs(profileIdOf(lax), profileIdOf(once))
      }
    })

    it('is of a range of a batch that there is', async () => {
      const { coldChain, drugProvenance, people, unit, whole, logger, logOf, anchor } = state()
      await expect(anchor(logOf(unit(5, 0))))
        .to.be.revertedWithCustomError(coldChain, 'NotPart')
        .withArgs(5, 0)
      const refused = async (range: UnitRef) =>
        expect(anchor(logOf(range)))
          .to.be.revertedWithCustomError(coldChain, 'LoggerNotAttached')
          .withArgs(logger.address, 0)
      for (const [level, position] of [
        [4, 1],
        [2, 4],
        [0, 16],
      ] as const) {
        await refused(unit(level, position))
      }
      const toCome = await drugProvenance.batchIdOf(employers.maker, 8)
      await coldChain.connect(people.maker).assignProfile(toCome, 8, profile)
      await refused({ ...whole, batchId: toCome })
    })

    it('refuses figures that contradict each other', async () => {
      const { coldChain, whole, from, time, logOf, anchor } = state()
      const future = (await time.latest()) + hour
      const refused = (summary: Partial<Summary>) =>
        expect(anchor(logOf(whole, summary))).to.be.revertedWithCustomError(coldChain, 'Inconsistent')
      await refused({ readings: 0 })
      await refused({ to: from - 1 })
      await refused({ to: future, longestGap: hour, readings: 100 })
      await refused({ minimum: 513 })
      await refused({ maximum: 511 })
      await refused({ longestGap: hour + 1 })
      // Seven readings in an hour cannot all be closer than ten minutes.
      await refused({ longestGap: 599 })
      await refused({ readings: 1, longestGap: 0, to: from + 2 })
      // An hour, rounded outwards, has 61 minutes at most.
      await refused({ minutesOutside: 62 })
    })

    it('is of readings up to the logger’s withdrawal, which keeps no failing log out', async () => {
      const { coldChain, people, whole, from, bad, logger, time, register, logOf, anchor, holdsOf } = state()
      await coldChain.connect(people.maker).withdrawLogger(logger.address)
      const until = await time.latest()
      await time.increase(hour)
      await expect(anchor(logOf(whole, { to: until, longestGap: 6 * hour })))
        .to.be.revertedWithCustomError(coldChain, 'LoggerNotRegistered')
        .withArgs(logger.address)
      const { restore } = await state().chain.networkHelpers.takeSnapshot()
      await anchor(logOf(whole, bad))
      expect(await holdsOf(whole)).to.equal(hold.quarantined)
      await restore()
      // Nor does registering it anew.
      await register(logger, 'maker', farFuture)
      await anchor(logOf(whole, { ...bad, from }))
      expect(await holdsOf(whole)).to.equal(hold.quarantined)
    })

    it('is once, unless the verdict is worse', async () => {
      const { coldChain, whole, bad, good, gap, logOf, anchor, logIdOf } = state()
      const log = logOf(whole)
      const logId = await logIdOf(log)
      const again = (change: Partial<Summary>) => anchor({ ...log, summary: { ...good, ...change } })
      const refused = (change: Partial<Summary>) =>
        expect(again(change)).to.be.revertedWithCustomError(coldChain, 'AlreadyAnchored').withArgs(logId)
      await again({})
      const { anchoredAt } = await coldChain.logOf(logId)
      await refused({})
      await again(gap)
      expect(await coldChain.verdictOf(logId)).to.equal(verdict.unknown)
      await refused({})
      await refused(gap)
      await again(bad)
      expect(await coldChain.verdictOf(logId)).to.equal(verdict.fail)
      await refused(gap)
      expect((await coldChain.logOf(logId)).anchoredAt).to.equal(anchoredAt)
    })

    it('attack: another registered logger’s fine figures for the same readings keep no failing log out', async () => {
      const { chain, coldChain, people, whole, bad, good, register, logOf, anchor, holdsOf, time } = state()
      const accomplice = chain.accounts.patient
      await register(accomplice, 'maker', farFuture)
      await coldChain.connect(people.maker).attachLogger(whole, accomplice.address)
      const now = await time.latest()
      await time.increase(hour)
      const times = { from: now, to: now + hour }
      const honest = logOf(whole, { ...bad, ...times })
      await anchor({ ...honest, summary: { ...good, ...times }, logger: accomplice.address }, accomplice)
      expect(await holdsOf(whole)).to.equal(0)
      await anchor(honest)
      expect(await holdsOf(whole)).to.equal(hold.quarantined)
    })
  })

  describe('units that were split, joined or gone before the log was anchored', () => {
    it('a log of a part quarantines the unit that it was joined into', async () => {
      const { coldChain, batchId, drugProvenance, whole, caseOf, split, join, logOf, bad, anchor, logIdOf } =
        state()
      await split(whole, 2)
      await join(whole)
      const log = logOf(caseOf(1), bad)
      await expect(anchor(log))
        .to.emit(drugProvenance, 'HoldPut')
        .withArgs(batchId, await coldChain.getAddress(), 4, 0, hold.quarantined, await logIdOf(log))
    })

    it('a log of the whole quarantines the untouched parts at once, and others when it is extended to them', async () => {
      const { people, whole, caseOf, unit, split, handOver, fail, extend, holdsOf } = state()
      await split(whole, 2)
      await handOver(caseOf(1), people.maker, 'distributor')
      await split(caseOf(2), 0)
      const log = await fail(whole)
      expect(await holdsOf(caseOf(0))).to.equal(hold.quarantined)
      expect(await holdsOf(caseOf(1))).to.equal(0)
      expect(await holdsOf(unit(0, 8, 2))).to.equal(0)
      await extend(log, caseOf(1))
      await extend(log, caseOf(2))
      expect(await holdsOf(caseOf(1))).to.equal(hold.quarantined)
      expect(await holdsOf(unit(0, 8, 2))).to.equal(hold.quarantined)
    })

    it('a log of a part of a split batch quarantines that part alone', async () => {
      const { whole, unit, split, fail, holdsOf } = state()
      await split(whole, 3)
      await split(unit(3, 1), 2)
      await fail(unit(2, 2, 3))
      expect(await holdsOf(unit(2, 2, 3))).to.equal(hold.quarantined)
      expect(await holdsOf(unit(2, 3, 3))).to.equal(0)
      expect(await holdsOf(unit(3, 0))).to.equal(0)
    })

    it('a log of a range that was split in another way is recorded, and holds each unit when it is extended', async () => {
      const {
        coldChain,
        drugProvenance,
        whole,
        unit,
        caseOf,
        split,
        logOf,
        bad,
        anchor,
        logIdOf,
        extend,
        holdsOf,
      } = state()
      await split(whole, 0)
      const log = logOf(caseOf(1), bad)
      await expect(anchor(log)).to.emit(coldChain, 'LogAnchored').and.to.not.emit(drugProvenance, 'HoldPut')
      expect(await coldChain.verdictOf(await logIdOf(log))).to.equal(verdict.fail)
      for (const position of [4, 5, 6, 7]) {
        await extend(log, unit(0, position))
        expect(await holdsOf(unit(0, position))).to.equal(hold.quarantined)
      }
      for (const position of [3, 8]) {
        await expect(extend(log, unit(0, position)))
          .to.be.revertedWithCustomError(coldChain, 'NotPart')
          .withArgs(0, position)
      }
    })

    it('extends to a whole that the range was joined into, but to no split unit beyond the range', async () => {
      const { coldChain, whole, caseOf, split, join, fail, extend, holdsOf } = state()
      await split(whole, 0)
      const log = await fail(caseOf(1))
      await expect(extend(log, whole)).to.be.revertedWithCustomError(coldChain, 'NotPart').withArgs(4, 0)
      await join(whole)
      await extend(log, whole)
      expect(await holdsOf(whole)).to.equal(hold.quarantined)
    })

    it('what was destroyed, stolen or sampled keeps no log out', async () => {
      const { coldChain, drugProvenance, people, whole, caseOf, split, logOf, bad, anchor, logIdOf, extend } =
        state()
      await split(whole, 2)
      const asMaker = drugProvenance.connect(people.maker)
      await asMaker.destroy(caseOf(0), ZeroHash)
      await asMaker.reportStolen(caseOf(1), ZeroHash)
      await asMaker.takeSample(caseOf(2), ZeroHash)
      for (const position of [0, 1, 2]) {
        const log = logOf(caseOf(position), bad)
        await expect(anchor(log)).to.not.emit(drugProvenance, 'HoldPut')
        expect(await coldChain.verdictOf(await logIdOf(log))).to.equal(verdict.fail)
        await expect(extend(log, caseOf(position))).to.be.revertedWithCustomError(
          drugProvenance,
          'NotAllowed',
        )
      }
    })
  })

  describe('extend', () => {
    it('is of a log that there is, that is no pass, and of a unit that there is', async () => {
      const { coldChain, drugProvenance, whole, caseOf, batchId, logOf, anchor, logIdOf, fail, extend } =
        state()
      const unheard = logOf(whole)
      await expect(extend(unheard, whole))
        .to.be.revertedWithCustomError(coldChain, 'UnknownLog')
        .withArgs(await logIdOf(unheard))
      await anchor(unheard)
      await expect(extend(unheard, whole))
        .to.be.revertedWithCustomError(coldChain, 'NothingToHold')
        .withArgs(await logIdOf(unheard))
      const log = await fail(whole)
      await expect(extend(log, caseOf(0))).to.be.revertedWithCustomError(drugProvenance, 'NotUnit')
      await expect(extend(log, { ...whole, batchId: otherBatch(batchId) })).to.be.revertedWithCustomError(
        drugProvenance,
        'UnknownBatch',
      )
    })

    it('is not of another batch', async () => {
      const { coldChain, drugProvenance, people, whole, fail, extend } = state()
      const other = await drugProvenance.batchIdOf(employers.maker, 8)
      await drugProvenance.connect(people.maker).commission(id('root'), 4, 30_000, 8)
      await expect(extend(await fail(whole), { ...whole, batchId: other }))
        .to.be.revertedWithCustomError(coldChain, 'NotPart')
        .withArgs(4, 0)
    })

    it('attack: does not undo a release, of the unit or of any part of it', async () => {
      const { coldChain, whole, caseOf, split, fail, logIdOf, extend, releaseUnit, holdsOf } = state()
      const log = await fail(whole)
      await releaseUnit(whole)
      const refused = async (part: UnitRef) =>
        expect(extend(log, part))
          .to.be.revertedWithCustomError(coldChain, 'NothingToHold')
          .withArgs(await logIdOf(log))
      await refused(whole)
      await split(whole, 2)
      await refused(whole)
      await refused(caseOf(3))
      expect(await holdsOf(caseOf(3))).to.equal(0)
    })

    it('attack: does not undo the release of a whole that the range was joined into', async () => {
      const { coldChain, whole, caseOf, split, join, fail, extend, releaseUnit } = state()
      await split(whole, 2)
      const log = await fail(caseOf(1))
      await releaseUnit(caseOf(1))
      await join(whole)
      await expect(extend(log, whole)).to.be.revertedWithCustomError(coldChain, 'NothingToHold')
    })

    it('a log that meets another quarantine is not used up by it', async () => {
      const { coldChain, drugProvenance, people, whole, fail, logIdOf, extend, releaseUnit, holdsOf } =
        state()
      await drugProvenance.connect(people.maker).quarantine(whole, id('a torn label'))
      const log = await fail(whole)
      await extend(log, whole)
      await releaseUnit(whole)
      await extend(log, whole)
      expect(await holdsOf(whole)).to.equal(hold.quarantined)
      await releaseUnit(whole)
      await expect(extend(log, whole))
        .to.be.revertedWithCustomError(coldChain, 'NothingToHold')
        .withArgs(await logIdOf(log))
    })

    it('attack: holds the untouched parts of a split unit once', async () => {
      const { coldChain, whole, caseOf, split, fail, extend, releaseUnit, holdsOf } = state()
      await split(whole, 2)
      const log = await fail(whole)
      await releaseUnit(whole)
      await expect(extend(log, whole)).to.be.revertedWithCustomError(coldChain, 'NothingToHold')
      expect(await holdsOf(caseOf(0))).to.equal(0)
    })
  })

  describe('judge', () => {
    it('makes the verdict worse and quarantines', async () => {
      const { coldChain, drugProvenance, batchId, time, modelVersion, configDigest, ...rest } = state()
      const { whole, logOf, anchor, logIdOf, judge, holdsOf } = rest
      const log = logOf(whole)
      await anchor(log)
      const { anchoredAt } = await coldChain.logOf(await logIdOf(log))
      const logId = await logIdOf(log)
      await expect(judge(log, verdict.fail))
        .to.emit(coldChain, 'LogJudged')
        .withArgs(logId, modelVersion, verdict.fail, id('assessment'), configDigest)
        .and.to.emit(drugProvenance, 'HoldPut')
        .withArgs(batchId, await coldChain.getAddress(), 4, 0, hold.quarantined, logId)
      expect(await holdsOf(whole)).to.equal(hold.quarantined)
      expect(await coldChain.logOf(logId)).to.deep.equal([
        anchoredAt,
        BigInt(await time.latest()),
        verdict.fail,
      ])
    })

    it('never makes it better, and lands after the first only if it is worse', async () => {
      const { coldChain, drugProvenance, whole, fail, logOf, anchor, logIdOf, judge } = state()
      const log = await fail(whole)
      await expect(judge(log, verdict.pass))
        .to.emit(coldChain, 'LogJudged')
        .and.to.not.emit(drugProvenance, 'HoldPut')
      expect(await coldChain.verdictOf(await logIdOf(log))).to.equal(verdict.fail)
      for (const as of [verdict.pass, verdict.fail]) {
        await expect(judge(log, as, { assessment: id('later') })).to.not.emit(coldChain, 'LogJudged')
      }
      const fine = logOf(whole)
      await anchor(fine)
      for (const as of [verdict.pass, verdict.unknown, verdict.fail]) {
        await expect(judge(fine, as)).to.emit(coldChain, 'LogJudged')
      }
      // An older judgement, once more: it would be the last that readers of events see.
      await expect(judge(fine, verdict.pass)).to.not.emit(coldChain, 'LogJudged')
    })

    it('confirms a pass without a hold', async () => {
      const { coldChain, whole, logOf, anchor, logIdOf, judge, holdsOf } = state()
      const log = logOf(whole)
      await anchor(log)
      await judge(log, verdict.pass)
      expect((await coldChain.logOf(await logIdOf(log))).judgedAt).to.be.greaterThan(0)
      expect(await holdsOf(whole)).to.equal(0)
    })

    it('lands once', async () => {
      const { coldChain, whole, logOf, anchor, judge, releaseUnit, holdsOf } = state()
      const log = logOf(whole)
      await anchor(log)
      await judge(log, verdict.unknown)
      await releaseUnit(whole)
      await expect(judge(log, verdict.unknown)).to.not.emit(coldChain, 'LogJudged')
      expect(await holdsOf(whole)).to.equal(0)
    })

    it('a worse verdict holds again what was released under a better one', async () => {
      const { whole, caseOf, split, gap, logOf, anchor, judge, extend, releaseUnit, holdsOf } = state()
      const log = logOf(whole, gap)
      await anchor(log)
      await releaseUnit(whole)
      await split(whole, 2)
      await split(caseOf(1), 0)
      await judge(log, verdict.fail)
      expect(await holdsOf(caseOf(0))).to.equal(hold.quarantined)
      expect(await holdsOf(caseOf(1))).to.equal(0)
      await extend(log, caseOf(1))
      expect(await holdsOf(caseOf(1))).to.equal(hold.quarantined)
    })

    it('keeps a better log of the same readings out afterwards', async () => {
      const { coldChain, whole, good, gap, logOf, anchor, judge } = state()
      const log = logOf(whole)
      await anchor(log)
      await judge(log, verdict.fail)
      await expect(anchor({ ...log, summary: { ...good, ...gap } })).to.be.revertedWithCustomError(
        coldChain,
        'AlreadyAnchored',
      )
    })

    it('is of a log that there is, by a quorum, with a model approved for healthcare operations', async () => {
      const { chain, coldChain, oracleCommittee, whole, logOf, anchor, logIdOf, judge } = state()
      const log = logOf(whole)
      await expect(judge(log, verdict.fail))
        .to.be.revertedWithCustomError(coldChain, 'UnknownLog')
        .withArgs(await logIdOf(log))
      await anchor(log)
      const { stranger, oracles } = chain.accounts
      await expect(
        judge(log, verdict.fail, { signers: [...oracles.slice(0, 2), stranger] }),
      ).to.be.revertedWithCustomError(oracleCommittee, 'NotSigner')
      await expect(judge(log, verdict.fail, { signers: oracles.slice(0, 2) })).to.be.revertedWithCustomError(
        oracleCommittee,
        'InvalidSignaturesLength',
      )
      const model = await approveModel(chain, mask(purpose.treatment), 'other')
      for (const version of [model, randomHash()]) {
        await expect(judge(log, verdict.fail, { model: version }))
          .to.be.revertedWithCustomError(chain.contracts.modelRegistry, 'ModelNotApproved')
          .withArgs(version, purpose.healthcareOperations)
      }
    })

    it('takes signatures for this log, verdict and assessment only', async () => {
      const { chain, coldChain, relayer, configDigest, modelVersion, whole, logOf, anchor, logIdOf } = state()
      const [log, other] = [logOf(whole), logOf(whole)]
      await anchor(log)
      await anchor(other)
      const assessment = id('assessment')
      const signatures = await signReport(
        chain,
        {
          consumer: await coldChain.getAddress(),
          configDigest,
          requestId: await logIdOf(log),
          modelVersion,
          outputHash: keccak256(concat([abi.encode(['uint8'], [verdict.fail]), assessment])),
        },
        chain.accounts.oracles.slice(0, 3),
      )
      const send = (of: Log, as: bigint, hash: string) =>
        coldChain
          .connect(relayer)
          .judge(of.unit, of.eventHash, modelVersion, as, hash, configDigest, signatures)
      for (const act of [
        () => send(other, verdict.fail, assessment),
        () => send(log, verdict.unknown, assessment),
        () => send(log, verdict.fail, id('other')),
      ]) {
        await expect(act()).to.be.revertedWithCustomError(chain.contracts.oracleCommittee, 'NotSigner')
      }
      await send(log, verdict.fail, assessment)
    })
  })
})
