import { expect } from 'chai'
import { id, Wallet } from 'ethers'
import { coldChainDomain } from '../../../../sdk/chain/typedData.ts'
import { signReport } from '../../../../sdk/inference/signedReport.ts'
import type { BatchBook } from '../../../../sdk/provenance/batchBook.ts'
import { profiles } from '../../../../sdk/provenance/coldChain/profile.ts'
import {
  type ColdChainSummary,
  coldChainLimits,
  ruleVerdict,
} from '../../../../sdk/provenance/coldChain/summary.ts'
import { anchorLog } from '../../../../sdk/provenance/coldChainLog/anchorLog.ts'
import { assignProfile } from '../../../../sdk/provenance/coldChainLog/assignProfile.ts'
import { attachLogger } from '../../../../sdk/provenance/coldChainLog/attachLogger.ts'
import { extendHold } from '../../../../sdk/provenance/coldChainLog/extendHold.ts'
import { judgeLog, judgementReport } from '../../../../sdk/provenance/coldChainLog/judgeLog.ts'
import { readLog } from '../../../../sdk/provenance/coldChainLog/readLog.ts'
import { registerLogger, signLoggerConsent } from '../../../../sdk/provenance/coldChainLog/registerLogger.ts'
import {
  eventDigest,
  eventHashOf,
  logIdOf,
  NO_MODEL,
  signLog,
  type UnitLog,
} from '../../../../sdk/provenance/coldChainLog/signLog.ts'
import { withdrawLogger } from '../../../../sdk/provenance/coldChainLog/withdrawLogger.ts'
import { findUnit } from '../../../../sdk/provenance/findUnit.ts'
import { readHistory } from '../../../../sdk/provenance/readHistory.ts'
import { organisation } from '../../../helpers/chain.ts'
import { expectError } from '../../../helpers/expectError.ts'
import { accreditEveryone, configureCommittee, modelDescriptor } from '../../../helpers/scenario.ts'
import { mask, purpose } from '../../../helpers/terms.ts'
import { createDrugChain, type DrugChain, makeBatch } from '../support/drugChain.ts'

describe('logs of temperatures on the chain', () => {
  const logger = Wallet.createRandom()
  let drugs: DrugChain
  let book: BatchBook
  let start: number
  let restore: () => Promise<void>

  before(async () => {
    drugs = await createDrugChain()
    ;({ book } = await makeBatch(drugs, 13))
    start = await drugs.chain.networkHelpers.time.latest()
    await register('maker', start + 30 * 86_400)
    const { unit } = await findUnit(drugs.reader, book.batchId, { index: 0 })
    await attachLogger(drugs.as('maker'), unit, logger.address)
    start = await drugs.chain.networkHelpers.time.latest()
    await drugs.chain.networkHelpers.time.increase(86_400)
    await assignProfile(drugs.as('maker'), book, profiles.cold)
    restore = (await drugs.chain.networkHelpers.takeSnapshot()).restore
  })
  afterEach(async () => {
    await restore()
    restore = (await drugs.chain.networkHelpers.takeSnapshot()).restore
  })

  const register = async (name: 'maker' | 'distributor', until: number) =>
    registerLogger(
      drugs.as(name),
      logger.address,
      until,
      await signLoggerConsent(drugs.reader, logger, organisation(name), until),
    )
  const summary = (change: Partial<ColdChainSummary> = {}): ColdChainSummary => ({
    from: start + 10,
    to: start + 3610,
    minimum: 300,
    maximum: 600,
    meanKinetic: 480,
    minutesOutside: 0,
    longestGap: 60,
    readings: 61,
    ...change,
  })
  const logOf = (change: Partial<ColdChainSummary> = {}): UnitLog => ({
    unit: { batchId: book.batchId, level: 4, position: 0 },
    summary: summary(change),
    eventHash: id('event'),
    modelHash: NO_MODEL,
  })
  const holdsOf = async () => (await findUnit(drugs.reader, book.batchId, { index: 0 })).state.holds

  it('are signed as the contract reads them, and judged by the rule of the assessment', async () => {
    for (const change of [
      {},
      { maximum: 1600 },
      { longestGap: 3600 },
      { readings: 1, to: start + 10, longestGap: 0 },
    ]) {
      const log = await signLog(drugs.reader, logger, logOf(change))
      await anchorLog(drugs.as('carrier'), log, profiles.cold)
      const logId = logIdOf(drugs.reader, log.unit, log.eventHash)
      const anchored = await readLog(drugs.reader, logId)
      const verdict = ruleVerdict(log.summary, coldChainLimits(profiles.cold))
      expect(anchored).to.deep.include({
        logId,
        verdict,
        summary: log.summary,
        unit: log.unit,
        logger: logger.address,
      })
      expect(await holdsOf()).to.deep.equal(verdict === 'pass' ? [] : ['quarantined'])
      await restore()
      restore = (await drugs.chain.networkHelpers.takeSnapshot()).restore
    }
    expect((await coldChainDomain(drugs.reader)).name).to.equal('Salus Cold Chain')
    expect(await readLog(drugs.reader, id('none'))).to.equal(undefined)
  })

  it('are refused where they were altered, of another profile, or of a logger that is not there', async () => {
    const log = await signLog(drugs.reader, logger, logOf())
    const altered = { ...log, summary: summary({ maximum: 500 }) }
    await expectError(
      () => anchorLog(drugs.as('carrier'), altered, profiles.cold),
      'SIGNATURE_INVALID',
      /not a signature/,
    )
    await expectError(
      () => anchorLog(drugs.as('carrier'), log, profiles.frozen),
      'COLD_CHAIN_REFUSED',
      /profile/,
    )
    const stranger = await signLog(drugs.reader, Wallet.createRandom(), logOf())
    await expectError(
      () => anchorLog(drugs.as('carrier'), stranger, profiles.cold),
      'COLD_CHAIN_REFUSED',
      /not registered/,
    )
    const early = await signLog(drugs.reader, logger, logOf({ from: start - 1, longestGap: 3611 }))
    await expectError(
      () => anchorLog(drugs.as('carrier'), early, profiles.cold),
      'COLD_CHAIN_REFUSED',
      /leave out what it read before/,
    )
    const impossible = await signLog(drugs.reader, logger, logOf({ minimum: 700 }))
    await expectError(
      () => anchorLog(drugs.as('carrier'), impossible, profiles.cold),
      'COLD_CHAIN_REFUSED',
      /contradict/,
    )
    await expectError(
      () => assignProfile(drugs.as('carrier'), book, profiles.cold),
      'NOT_ENTITLED',
      /does not act/,
    )
    await expectError(() => register('distributor', start + 30 * 86_400), 'COLD_CHAIN_REFUSED', /belongs to/)
    await expectError(() => register('maker', 1), 'CONSENT_TERMS_INVALID', /over/)
    await withdrawLogger(drugs.as('maker'), logger.address)
    const { to } = summary()
    expect(await drugs.chain.networkHelpers.time.latest()).to.be.greaterThan(to)
    await drugs.chain.contracts.coldChain.withdrawLogger(logger.address)
    await expectError(
      () => anchorLog(drugs.as('carrier'), log, profiles.cold),
      'COLD_CHAIN_REFUSED',
      /not registered/,
    )
  })

  it('hold nothing where they pass, and are told in the history', async () => {
    const log = await signLog(drugs.reader, logger, logOf())
    await anchorLog(drugs.as('carrier'), log, profiles.cold)
    const { unit } = await findUnit(drugs.reader, book.batchId, { index: 0 })
    await expectError(
      () => extendHold(drugs.as('carrier'), log.unit, log.eventHash, unit),
      'COLD_CHAIN_REFUSED',
      /nothing is to be held/,
    )
    await expectError(
      () => extendHold(drugs.as('carrier'), log.unit, id('another'), unit),
      'COLD_CHAIN_REFUSED',
      /There is no log/,
    )
    const steps = await readHistory(drugs.reader, book.batchId, 3)
    expect(steps.map(({ name }) => name)).to.deep.equal([
      'commissioned',
      'released',
      'profile-assigned',
      'log-anchored',
    ])
  })

  it('are judged by the committee, for the worse alone', async () => {
    await accreditEveryone(drugs.chain)
    const configDigest = await configureCommittee(drugs.chain)
    const descriptor = { ...modelDescriptor, purposes: mask(purpose.healthcareOperations) }
    await drugs.chain.contracts.modelRegistry.approve(descriptor)
    const log = await signLog(drugs.reader, logger, logOf())
    await anchorLog(drugs.as('carrier'), log, profiles.cold)
    const modelVersion = await drugs.chain.contracts.modelRegistry.modelVersionOf(descriptor)
    const judgement = { ...log, modelVersion, verdict: 'fail' as const, assessmentHash: id('assessment') }
    const report = judgementReport(drugs.reader, judgement, configDigest)
    const signatures = await Promise.all(
      drugs.chain.accounts.oracles.slice(0, 3).map(async (oracle) => ({
        signer: oracle.address,
        signature: await signReport(drugs.reader, oracle, report),
      })),
    )
    await judgeLog(drugs.as('carrier'), judgement, configDigest, signatures)
    expect((await readLog(drugs.reader, logIdOf(drugs.reader, log.unit, log.eventHash)))?.verdict).to.equal(
      'fail',
    )
    expect(await holdsOf()).to.deep.equal(['quarantined'])
    const names = (await readHistory(drugs.reader, book.batchId, 0)).map(({ name }) => name)
    expect(names.slice(-2)).to.have.members(['log-judged', 'hold-put'])
  })

  it('name the event with the readings by its hash', async () => {
    const digest = id('event')
    expect(eventDigest(eventHashOf(digest))).to.equal(digest)
    for (const text of [digest, `ni:///sha-256;${digest.slice(2)}`, 'ni:///sha-256;12?ver=CBV2.0', '']) {
      await expectError(() => eventDigest(text), 'EPCIS_INVALID', /form/)
    }
  })
})
