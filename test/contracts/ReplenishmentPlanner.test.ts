import { expect } from 'chai'
import { AbiCoder, dataSlice, id, keccak256, ZeroAddress, ZeroHash } from 'ethers'
import { connectChain } from '../helpers/chain.ts'
import { farFuture } from '../helpers/scenario.ts'
import { mask, purpose, roles } from '../helpers/terms.ts'
import { prepareMedicines as prepareTrade } from './support/drugTrade.ts'
import { freshState } from './support/freshState.ts'
import { employers, transfer, type UnitRef } from './support/medicines.ts'
import {
  approveModel,
  type Decision,
  hour,
  maximumAge,
  period,
  preparePlanning,
  status,
  type Terms,
} from './support/replenishment.ts'

const abi = AbiCoder.defaultAbiCoder()
const termsType = 'tuple(address,uint40,uint16,uint16,uint8,uint8)'
const decisionType = 'tuple(bytes32,bytes32,bytes32,bytes32,uint32,uint8)'
const unitsType = 'tuple(bytes32,uint8,uint32,uint8)[]'
const unitsHash = (units: readonly UnitRef[]): string =>
  dataSlice(
    keccak256(
      abi.encode(
        [unitsType],
        [units.map(({ batchId, level, position, parentLevel }) => [batchId, level, position, parentLevel])],
      ),
    ),
    0,
    26,
  )
const valuesOf = (terms: Terms) => [
  terms.supplier,
  terms.start,
  terms.periodHours,
  terms.maximumAgeHours,
  terms.window,
  terms.confirmAbove,
]
const fieldsOf = (decision: Decision) => [
  decision.policyId,
  decision.position,
  decision.forecast,
  decision.order,
  decision.period,
  decision.share,
]

describe('ReplenishmentPlanner', () => {
  const state = freshState(preparePlanning)

  describe('policies', () => {
    it('are set by whoever trades in medicines, and say who orders from whom on which terms', async () => {
      const { planner, site, terms } = state()
      const policyId = await planner.policyIdOf(employers.dispenser, id('second'), terms)
      await expect(site.setPolicy(id('second'), terms))
        .to.emit(planner, 'PolicySet')
        .withArgs(policyId, employers.dispenser, employers.maker, id('second'), valuesOf(terms))
      expect(await planner.policyOf(policyId)).to.deep.equal([
        employers.dispenser,
        false,
        0n,
        ZeroHash,
        ZeroAddress,
        0n,
        ZeroHash,
        0n,
        valuesOf(terms).map((value) => (typeof value === 'number' ? BigInt(value) : value)),
      ])
    })

    it('have an id of the chain, the contract, the site and all that was set', async () => {
      const { chain, planner, terms } = state()
      const values = [
        chain.chainId,
        await planner.getAddress(),
        employers.dispenser,
        id('any'),
        valuesOf(terms),
      ]
      expect(await planner.policyIdOf(employers.dispenser, id('any'), terms)).to.equal(
        keccak256(abi.encode(['uint256', 'address', 'address', 'bytes32', termsType], values)),
      )
    })

    it('are set once', async () => {
      const { planner, site, terms, policyId } = state()
      await expect(site.setPolicy(id('policy'), terms))
        .to.be.revertedWithCustomError(planner, 'AlreadySet')
        .withArgs(policyId)
    })

    it('are of two sites where two set the same one', async () => {
      const { planner, people, terms, policyId } = state()
      await planner.connect(people.distributor).setPolicy(id('policy'), terms)
      expect((await planner.policyOf(policyId)).organisation).to.equal(employers.dispenser)
      const other = await planner.policyIdOf(employers.distributor, id('policy'), terms)
      expect((await planner.policyOf(other)).organisation).to.equal(employers.distributor)
    })

    it('are not set by anyone else', async () => {
      const { planner, people, terms, stranger } = state()
      for (const account of [people.carrier, people.laboratory, stranger]) {
        await expect(planner.connect(account).setPolicy(id('policy'), terms))
          .to.be.revertedWithCustomError(planner, 'NotEntitled')
          .withArgs(account.address, ZeroAddress)
      }
    })

    it('are within their ranges', async () => {
      const { planner, site, terms, time } = state()
      const now = await time.latest()
      const wrong: Partial<Terms>[] = [
        { supplier: ZeroAddress },
        { supplier: employers.dispenser },
        { start: now + 366 * 86_400 + hour },
        { periodHours: 0 },
        { periodHours: 8785 },
        { maximumAgeHours: 0 },
        { maximumAgeHours: 8785 },
        { window: 0 },
        { window: 17 },
        { confirmAbove: 101 },
      ]
      for (const change of wrong) {
        await expect(site.setPolicy(id('policy'), { ...terms, ...change })).to.be.revertedWithCustomError(
          planner,
          'InvalidTerms',
        )
      }
      const extremes: Partial<Terms>[] = [
        { start: 0 },
        { start: now + 366 * 86_400 },
        { periodHours: 8784, maximumAgeHours: 8784, window: 16, confirmAbove: 100 },
        { periodHours: 1, maximumAgeHours: 1, window: 1, confirmAbove: 0 },
      ]
      for (const change of extremes) await site.setPolicy(id('policy'), { ...terms, ...change })
    })

    it('are unknown until they are set', async () => {
      const { planner, site, asStranger, land, place, prepare } = state()
      const unknown = { ...(await prepare()), policyId: id('none') }
      const at = { period: 0, position: ZeroHash, forecast: id('forecast'), policyId: id('none') }
      for (const call of [
        () => asStranger.currentPeriod(id('none')),
        () => asStranger.policyOf(id('none')),
        () => asStranger.orderOf(unknown),
        () => site.hold(id('none'), true),
        () => site.recordPosition(id('none'), id('position')),
        () => land(at),
        () => place(unknown),
        () => site.confirm(unknown),
        () => site.cancel(unknown),
        () => site.accept(unknown),
        () => site.reject(unknown),
        () => site.ship(unknown, []),
        () => site.receiveOrder(unknown, []),
      ]) {
        await expect(call()).to.be.revertedWithCustomError(planner, 'UnknownPolicy').withArgs(id('none'))
      }
    })

    it('count periods from their start, and do nothing before it', async () => {
      const { planner, time, setPolicy, site, start, toPeriod, policyId } = state()
      expect(await planner.currentPeriod(policyId)).to.equal(0)
      await toPeriod(1)
      await time.increaseTo(start + 2 * period - 1)
      expect(await planner.currentPeriod(policyId)).to.equal(1)
      await time.increaseTo(start + 2 * period)
      expect(await planner.currentPeriod(policyId)).to.equal(2)

      const later = (await time.latest()) + hour
      const future = await setPolicy({ start: later })
      for (const call of [
        () => planner.currentPeriod(future),
        () => site.recordPosition(future, id('position')),
      ]) {
        await expect(call()).to.be.revertedWithCustomError(planner, 'NotStarted').withArgs(later)
      }
      expect((await planner.policyOf(future)).share).to.equal(0)
      await time.increaseTo(later)
      expect(await planner.currentPeriod(future)).to.equal(0)
    })

    it('are held, and go on, by the site or the authority alone', async () => {
      const { planner, site, people, stranger, policyId } = state()
      for (const account of [people.maker, people.laboratory, stranger]) {
        await expect(planner.connect(account).hold(policyId, true))
          .to.be.revertedWithCustomError(planner, 'NotEntitled')
          .withArgs(account.address, employers.dispenser)
      }
      await expect(site.hold(policyId, true))
        .to.emit(planner, 'PolicyHeld')
        .withArgs(policyId, people.dispenser.address, true)
      expect((await planner.policyOf(policyId)).isHeld).to.equal(true)
      await expect(site.hold(policyId, false))
        .to.emit(planner, 'PolicyHeld')
        .withArgs(policyId, people.dispenser.address, false)
      expect((await planner.policyOf(policyId)).isHeld).to.equal(false)
    })

    it('are held by any account of the site, and go on by another one than recorded the newest position', async () => {
      const { planner, site, machine, machineAccount, people, record, policyId } = state()
      await machine.hold(policyId, true)
      await machine.hold(policyId, false)
      await record()
      await machine.hold(policyId, true)
      const refused = () =>
        expect(machine.hold(policyId, false))
          .to.be.revertedWithCustomError(planner, 'SameAccount')
          .withArgs(machineAccount.address)
      await refused()
      // That a person takes the position back does not make the machine another account.
      await site.recordPosition(policyId, ZeroHash)
      expect((await planner.policyOf(policyId)).recorder).to.equal(machineAccount.address)
      await refused()
      await site.hold(policyId, false)
      await site.recordPosition(policyId, id('by hand'))
      await machine.hold(policyId, true)
      await expect(site.hold(policyId, false))
        .to.be.revertedWithCustomError(planner, 'SameAccount')
        .withArgs(people.dispenser.address)
      await machine.hold(policyId, false)
    })

    it('of a site whose accreditation ended are held, and go on, by the authority', async () => {
      const {
        planner,
        chain,
        site,
        people,
        machineAccount,
        accreditationRegistry,
        prepare,
        place,
        policyId,
      } = state()
      const decision = await prepare()
      await accreditationRegistry.withdraw(people.dispenser.address)
      await accreditationRegistry.withdraw(machineAccount.address)
      await expect(site.hold(policyId, true)).to.be.revertedWithCustomError(planner, 'NotEntitled')
      const authority = await accreditationRegistry.authority()
      const { replenishmentPlanner: asAuthority } = chain.contracts
      for (const isHeld of [true, false, true]) {
        await expect(asAuthority.hold(policyId, isHeld))
          .to.emit(planner, 'PolicyHeld')
          .withArgs(policyId, authority, isHeld)
      }
      await expect(place(decision)).to.be.revertedWithCustomError(planner, 'OnHold')
      for (const call of [
        () => asAuthority.recordPosition(policyId, id('position')),
        () => asAuthority.cancel(decision),
      ]) {
        await expect(call()).to.be.revertedWithCustomError(planner, 'NotEntitled')
      }
    })

    it('tell of nothing where nothing changes', async () => {
      const { planner, site, policyId } = state()
      await expect(site.hold(policyId, false)).to.not.emit(planner, 'PolicyHeld')
      await site.hold(policyId, true)
      await expect(site.hold(policyId, true)).to.not.emit(planner, 'PolicyHeld')
      expect((await planner.policyOf(policyId)).isHeld).to.equal(true)
    })

    it('are no longer in the hands of an account whose role was withdrawn', async () => {
      const { planner, site, supplier, people, accreditationRegistry, order, policyId } = state()
      const waiting = await order(50)
      await accreditationRegistry.withdraw(people.dispenser.address)
      await accreditationRegistry.withdraw(people.maker.address)
      for (const call of [
        () => site.hold(policyId, true),
        () => site.recordPosition(policyId, id('position')),
        () => site.confirm(waiting),
        () => site.cancel(waiting),
        () => supplier.accept(waiting),
        () => supplier.reject(waiting),
        () => supplier.ship(waiting, []),
      ]) {
        await expect(call()).to.be.revertedWithCustomError(planner, 'NotEntitled')
      }
    })
  })

  describe('positions', () => {
    it('are recorded by the site alone, and the newest counts', async () => {
      const { planner, site, supplier, asStranger, people, stranger, policyId, toPeriod, time } = state()
      for (const [caller, account] of [
        [supplier, people.maker],
        [asStranger, stranger],
      ] as const) {
        await expect(caller.recordPosition(policyId, id('position')))
          .to.be.revertedWithCustomError(planner, 'NotEntitled')
          .withArgs(account.address, employers.dispenser)
      }
      await toPeriod(3)
      for (const position of [id('one'), id('two')]) {
        await expect(site.recordPosition(policyId, position))
          .to.emit(planner, 'PositionRecorded')
          .withArgs(policyId, position, 3)
        const policy = await planner.policyOf(policyId)
        expect(policy.position).to.equal(position)
        expect(policy.positionAt).to.equal(await time.latest())
        expect(policy.recorder).to.equal(people.dispenser.address)
      }
    })

    it('are recorded while the policy is held', async () => {
      const { site, planner, record, policyId } = state()
      await site.hold(policyId, true)
      const position = await record()
      const policy = await planner.policyOf(policyId)
      expect([policy.position, policy.isHeld]).to.deep.equal([position, true])
    })

    it('that were taken back, or never recorded, decide nothing', async () => {
      const { planner, site, prepare, place, land, setPolicy, policyId } = state()
      const none = await setPolicy({}, id('none yet'))
      const at = { period: 0, position: ZeroHash, forecast: id('forecast') }
      await expect(land({ ...at, policyId: none }))
        .to.be.revertedWithCustomError(planner, 'PositionMismatch')
        .withArgs(ZeroHash, ZeroHash)
      const decision = await prepare()
      await site.recordPosition(policyId, ZeroHash)
      for (const call of [() => land(at), () => place({ ...decision, position: ZeroHash })]) {
        await expect(call())
          .to.be.revertedWithCustomError(planner, 'PositionMismatch')
          .withArgs(ZeroHash, ZeroHash)
      }
    })
  })

  describe('forecasts', () => {
    it('land for the current period from the newest position, by anyone with a quorum', async () => {
      const { planner, land, record, policyId, modelVersion, configDigest, toPeriod, time } = state()
      await toPeriod(2)
      const position = await record()
      await expect(land({ period: 2, position, forecast: id('forecast') }))
        .to.emit(planner, 'ForecastLanded')
        .withArgs(policyId, 2, position, id('forecast'), modelVersion, configDigest)
      const policy = await planner.policyOf(policyId)
      expect([policy.forecastAt, policy.forecast]).to.deep.equal([
        BigInt(await time.latest()),
        id('forecast'),
      ])
    })

    it('that landed change nothing when they land again', async () => {
      const { planner, land, record } = state()
      const position = await record()
      await land({ period: 0, position, forecast: id('forecast') })
      await expect(land({ period: 0, position, forecast: id('forecast') })).to.not.emit(
        planner,
        'ForecastLanded',
      )
    })

    it('are one for each position: no other one takes its place, not even by another model', async () => {
      const { planner, chain, land, place, record, policyId } = state()
      const second = await approveModel(chain, mask(purpose.healthcareOperations), 'planning 2')
      const position = await record()
      await land({ period: 0, position, forecast: id('first') })
      await expect(land({ period: 0, position, forecast: id('second') }, { modelVersion: second }))
        .to.be.revertedWithCustomError(planner, 'ForecastMismatch')
        .withArgs(id('first'), id('second'))
      await place({ policyId, position, forecast: id('first'), order: id('order'), period: 0, share: 1 })
    })

    it('land anew, by statements of now, once their position was recorded again', async () => {
      const { planner, site, land, policyId } = state()
      const of = { period: 0, position: id('position'), forecast: id('forecast') }
      await site.recordPosition(policyId, of.position)
      const positionAt = Number((await planner.policyOf(policyId)).positionAt)
      await land(of)
      await site.recordPosition(policyId, of.position)
      const policy = await planner.policyOf(policyId)
      expect([policy.forecastAt, policy.forecast]).to.deep.equal([0n, of.forecast])
      await expect(land(of, { positionAt })).to.be.revertedWithCustomError(
        state().chain.contracts.oracleCommittee,
        'NotSigner',
      )
      await expect(land(of)).to.emit(planner, 'ForecastLanded')
    })

    it('do not outlive the position that is recorded in the same second', async () => {
      const { planner, chain, site, machine, land, policyId } = state()
      const { time } = chain.networkHelpers
      await machine.recordPosition(policyId, id('old'))
      await chain.ethers.provider.send('evm_setAutomine', [false])
      const sent = [
        await land({ period: 0, position: id('old'), forecast: id('old forecast') }),
        await site.recordPosition(policyId, id('new')),
      ]
      await chain.networkHelpers.mine()
      await chain.ethers.provider.send('evm_setAutomine', [true])
      const blocks = await Promise.all(sent.map(async (each) => (await each.wait())?.blockNumber))
      expect(new Set(blocks)).to.have.length(1)
      const policy = await planner.policyOf(policyId)
      expect([policy.positionAt, policy.forecastAt]).to.deep.equal([BigInt(await time.latest()), 0n])
    })

    it('are replaced by one from a newer position, whose predecessor cannot come back', async () => {
      const { planner, land, record, policyId } = state()
      const old = { period: 0, position: await record(), forecast: id('old') }
      await land(old)
      await land({ period: 0, position: await record(), forecast: id('new') })
      await expect(land(old)).to.be.revertedWithCustomError(planner, 'PositionMismatch')
      expect((await planner.policyOf(policyId)).forecast).to.equal(id('new'))
    })

    it('are refused for another period, from another position, from a stale one, and on hold', async () => {
      const { planner, site, land, record, policyId, time, toPeriod } = state()
      const position = await record()
      const forecast = id('forecast')
      await expect(land({ period: 1, position, forecast }))
        .to.be.revertedWithCustomError(planner, 'PeriodMismatch')
        .withArgs(0, 1)
      await expect(land({ period: 0, position: id('other'), forecast }))
        .to.be.revertedWithCustomError(planner, 'PositionMismatch')
        .withArgs(position, id('other'))
      await site.hold(policyId, true)
      await expect(land({ period: 0, position, forecast }))
        .to.be.revertedWithCustomError(planner, 'OnHold')
        .withArgs(policyId)
      await site.hold(policyId, false)
      await expect(land({ period: 0, position, forecast: ZeroHash }))
        .to.be.revertedWithCustomError(planner, 'ForecastMismatch')
        .withArgs(ZeroHash, ZeroHash)
      const recordedAt = Number((await planner.policyOf(policyId)).positionAt)
      await time.increaseTo(recordedAt + maximumAge - 1)
      await expect(land({ period: 0, position, forecast }))
        .to.be.revertedWithCustomError(planner, 'PositionStale')
        .withArgs(recordedAt, recordedAt + maximumAge)
      await toPeriod(1)
      await expect(land({ period: 0, position, forecast }))
        .to.be.revertedWithCustomError(planner, 'PeriodMismatch')
        .withArgs(1, 0)
    })

    it('land in the last second in which their position is fresh', async () => {
      const { planner, land, record, policyId, time } = state()
      const position = await record()
      const recordedAt = Number((await planner.policyOf(policyId)).positionAt)
      await time.setNextBlockTimestamp(recordedAt + maximumAge - 1)
      await land({ period: 0, position, forecast: id('forecast') })
    })

    it('do not land from a position of an earlier period, however fresh it is', async () => {
      const { planner, land, record, policyId, start, time, toPeriod } = state()
      await time.increaseTo(start + period - 600)
      const position = await record()
      const { positionAt } = await planner.policyOf(policyId)
      await toPeriod(1)
      await expect(land({ period: 1, position, forecast: id('forecast') }))
        .to.be.revertedWithCustomError(planner, 'PositionStale')
        .withArgs(positionAt, start + period)
    })

    it('land in period 0 and are not there before', async () => {
      const { planner, place, record, policyId } = state()
      const position = await record()
      await expect(place({ policyId, position, forecast: ZeroHash, order: id('order'), period: 0, share: 1 }))
        .to.be.revertedWithCustomError(planner, 'ForecastMismatch')
        .withArgs(ZeroHash, ZeroHash)
    })
  })

  describe('statements of the committee', () => {
    it('are asked for under an id of the chain, the contract, the kind, policy, period and recorded position', async () => {
      const { chain, planner, policyId } = state()
      const types = ['uint256', 'address', 'bool', 'bytes32', 'uint32', 'bytes32', 'uint40']
      for (const isOrder of [true, false]) {
        const values = [chain.chainId, await planner.getAddress(), isOrder, policyId, 7, id('position'), 8]
        expect(await planner.requestIdOf(policyId, 7, id('position'), 8, isOrder)).to.equal(
          keccak256(abi.encode(types, values)),
        )
      }
    })

    it('are of a quorum, over exactly this forecast', async () => {
      const { planner, chain, land, record, setPolicy, policyId } = state()
      const { oracleCommittee } = chain.contracts
      const other = await setPolicy({ window: 5 })
      const position = await record()
      const of = { period: 0, position, forecast: id('forecast') }
      for (const change of [
        { policyId: other },
        { period: 1 },
        { position: id('other') },
        { positionAt: 0 },
        { isOrder: true },
        { outputHash: id('other') },
        { consumer: chain.addresses.coldChain },
        { requestId: policyId },
      ]) {
        const signed = 'policyId' in change ? { ...change } : { policyId, ...change }
        await expect(land({ ...of, policyId }, signed)).to.be.revertedWithCustomError(
          oracleCommittee,
          'NotSigner',
        )
      }
      await expect(land(of, { signers: [0, 1] })).to.be.revertedWithCustomError(
        oracleCommittee,
        'InvalidSignaturesLength',
      )
      await expect(land(of, { configDigest: id('other') })).to.be.revertedWithCustomError(
        oracleCommittee,
        'ConfigurationMismatch',
      )
      expect((await planner.policyOf(policyId)).forecast).to.equal(ZeroHash)
    })

    it('are of a quorum, over exactly this order', async () => {
      const { planner, chain, prepare, place, setPolicy, policyId, statusOf } = state()
      const { oracleCommittee } = chain.contracts
      const other = await setPolicy({ window: 5 })
      const decision = await prepare()
      const orderIdOf = (change: Partial<Decision>) => planner.orderIdOf({ ...decision, ...change })
      for (const change of [
        { policyId: other },
        { period: 1 },
        { position: id('other') },
        { positionAt: 0 },
        { isOrder: false },
        { consumer: chain.addresses.inferenceOracle },
        { outputHash: await orderIdOf({ share: 31 }) },
        { outputHash: await orderIdOf({ order: id('other') }) },
        { outputHash: await orderIdOf({ forecast: id('other') }) },
        { outputHash: await orderIdOf({ position: id('other') }) },
        { outputHash: await orderIdOf({ period: 1 }) },
        { outputHash: await orderIdOf({ policyId: other }) },
      ]) {
        await expect(place(decision, change)).to.be.revertedWithCustomError(oracleCommittee, 'NotSigner')
      }
      await expect(place(decision, { signers: [3] })).to.be.revertedWithCustomError(
        oracleCommittee,
        'InvalidSignaturesLength',
      )
      await expect(place(decision, { configDigest: id('other') })).to.be.revertedWithCustomError(
        oracleCommittee,
        'ConfigurationMismatch',
      )
      expect(await statusOf(decision)).to.equal(status.none)
      expect((await planner.policyOf(policyId)).share).to.equal(0)
    })

    it('are worth nothing on another chain with the same addresses', async () => {
      const { planner, prepare, chain, configDigest, modelVersion, asRelayer, policyId } = state()
      const other = await connectChain({ chainId: 31338 })
      try {
        const decision = await prepare()
        const { positionAt } = await planner.policyOf(policyId)
        expect(other.addresses.replenishmentPlanner).to.equal(chain.addresses.replenishmentPlanner)
        const there = other.contracts.replenishmentPlanner
        const domain = {
          name: 'Salus Oracle',
          version: '1',
          chainId: other.chainId,
          verifyingContract: chain.addresses.oracleCommittee,
        }
        const types = {
          Report: [
            { name: 'consumer', type: 'address' },
            { name: 'configDigest', type: 'bytes32' },
            { name: 'requestId', type: 'bytes32' },
            { name: 'modelVersion', type: 'bytes32' },
            { name: 'outputHash', type: 'bytes32' },
          ],
        }
        const report = {
          consumer: await planner.getAddress(),
          configDigest,
          requestId: await there.requestIdOf(policyId, decision.period, decision.position, positionAt, true),
          modelVersion,
          outputHash: await there.orderIdOf(decision),
        }
        const signed = await Promise.all(
          chain.accounts.oracles.slice(0, 3).map((oracle) => oracle.signTypedData(domain, types, report)),
        )
        const signatures = `0x${signed.map((signature) => signature.slice(2)).join('')}`
        await expect(
          asRelayer.placeOrder(decision, modelVersion, configDigest, signatures),
        ).to.be.revertedWithCustomError(chain.contracts.oracleCommittee, 'NotSigner')
      } finally {
        await other.connection.close()
      }
    })

    it('are by a model that is approved for operations, for forecasts and orders alike', async () => {
      const { chain, record, land, prepare, place, modelVersion } = state()
      const { modelRegistry } = chain.contracts
      const treatment = await approveModel(chain, mask(purpose.treatment), 'treatment')
      const position = await record()
      for (const model of [treatment, id('unknown')]) {
        await expect(
          land({ period: 0, position, forecast: id('forecast') }, { modelVersion: model }),
        ).to.be.revertedWithCustomError(modelRegistry, 'ModelNotApproved')
      }
      const decision = await prepare()
      await modelRegistry.suspend(modelVersion)
      await expect(place(decision)).to.be.revertedWithCustomError(modelRegistry, 'ModelNotApproved')
    })
  })

  describe('orders', () => {
    it('are placed by anyone with a quorum, and tell what was decided', async () => {
      const { planner, prepare, place, policyId, modelVersion, configDigest, statusOf, time } = state()
      const decision = await prepare(40)
      const orderId = await planner.orderIdOf(decision)
      await expect(place(decision))
        .to.emit(planner, 'OrderDecided')
        .withArgs(orderId, policyId, employers.maker, fieldsOf(decision), modelVersion, configDigest, false)
      expect(await statusOf(decision)).to.equal(status.placed)
      const order = await planner.orderOf(decision)
      expect([order.changedAt, order.shipment]).to.deep.equal([
        BigInt(await time.latest()),
        `0x${'00'.repeat(26)}`,
      ])
      expect((await planner.policyOf(policyId)).share).to.equal(40)
    })

    it('have an id of the chain, the contract and the decision', async () => {
      const { chain, planner, prepare } = state()
      const decision = await prepare()
      const values = [chain.chainId, await planner.getAddress(), fieldsOf(decision)]
      expect(await planner.orderIdOf(decision)).to.equal(
        keccak256(abi.encode(['uint256', 'address', decisionType], values)),
      )
    })

    it('are one in a period, and cannot be replayed in the next', async () => {
      const { planner, prepare, place, toPeriod, policyId } = state()
      const decision = await prepare(10)
      await place(decision)
      await expect(place(decision))
        .to.be.revertedWithCustomError(planner, 'AlreadyOrdered')
        .withArgs(policyId, 0)
      await expect(place(await prepare(10)))
        .to.be.revertedWithCustomError(planner, 'AlreadyOrdered')
        .withArgs(policyId, 0)
      await toPeriod(1)
      await expect(place(decision)).to.be.revertedWithCustomError(planner, 'PeriodMismatch').withArgs(1, 0)
      await expect(place({ ...decision, period: 1 })).to.be.revertedWithCustomError(
        planner,
        'PositionMismatch',
      )
      await place(await prepare(10))
    })

    it('do not come before their period', async () => {
      const { planner, prepare, place } = state()
      await expect(place({ ...(await prepare()), period: 1 }))
        .to.be.revertedWithCustomError(planner, 'PeriodMismatch')
        .withArgs(0, 1)
    })

    it('follow from the newest position, also where it was replaced after the committee signed', async () => {
      const { planner, prepare, place, land, record } = state()
      const decision = await prepare()
      const newer = await record()
      await expect(place(decision))
        .to.be.revertedWithCustomError(planner, 'PositionMismatch')
        .withArgs(newer, decision.position)
      await expect(place({ ...decision, position: newer }))
        .to.be.revertedWithCustomError(planner, 'ForecastMismatch')
        .withArgs(ZeroHash, decision.forecast)
      await land({ period: 0, position: newer, forecast: String(decision.forecast) })
      await place({ ...decision, position: newer })
    })

    it('that were signed before their position was recorded again do not land', async () => {
      const { planner, chain, site, setPolicy, land, place, record, time } = state()
      const of = await setPolicy({ periodHours: 8784, maximumAgeHours: 1 })
      const [position, forecast] = [id('position'), id('forecast')] as const
      await site.recordPosition(of, position)
      const positionAt = Number((await planner.policyOf(of)).positionAt)
      await land({ period: 0, position, forecast, policyId: of })
      // Now the committee signs; what it signed anyone may keep.
      const decision = { policyId: of, position, forecast, order: id('order'), period: 0, share: 40 }
      await record(of)
      await expect(place(decision, { positionAt })).to.be.revertedWithCustomError(planner, 'PositionMismatch')
      await time.increase(300 * 24 * hour)
      await site.recordPosition(of, position)
      await expect(place(decision, { positionAt })).to.be.revertedWithCustomError(planner, 'ForecastMismatch')
      await land({ period: 0, position, forecast, policyId: of })
      await expect(place(decision, { positionAt })).to.be.revertedWithCustomError(
        chain.contracts.oracleCommittee,
        'NotSigner',
      )
      await place(decision)
    })

    it('do not follow from a forecast of an older position, in the same long period', async () => {
      const { planner, setPolicy, prepare, record, place, time } = state()
      const of = await setPolicy({ periodHours: 8784, maximumAgeHours: 1 })
      const decision = await prepare(40, of)
      await time.increase(300 * 24 * hour)
      await expect(place({ ...decision, position: await record(of) }))
        .to.be.revertedWithCustomError(planner, 'ForecastMismatch')
        .withArgs(ZeroHash, decision.forecast)
    })

    it('do not follow from one position in two periods', async () => {
      const { planner, setPolicy, order, land, time, terms } = state()
      const of = await setPolicy({ periodHours: 1, maximumAgeHours: 8784 })
      const first = await order(40, of)
      await time.increase(hour)
      const next = Number(first.period) + 1
      const { position } = first
      await expect(land({ period: next, position: String(position), forecast: id('forecast'), policyId: of }))
        .to.be.revertedWithCustomError(planner, 'PositionStale')
        .withArgs((await planner.policyOf(of)).positionAt, Number(terms.start) + next * hour)
    })

    it('follow from a fresh position, to the second', async () => {
      const { planner, prepare, place, policyId, time } = state()
      const decision = await prepare()
      const recordedAt = Number((await planner.policyOf(policyId)).positionAt)
      await time.increaseTo(recordedAt + maximumAge - 1)
      const { restore } = await state().chain.networkHelpers.takeSnapshot()
      await expect(place(decision))
        .to.be.revertedWithCustomError(planner, 'PositionStale')
        .withArgs(recordedAt, recordedAt + maximumAge)
      await restore()
      await time.setNextBlockTimestamp(recordedAt + maximumAge)
      await expect(place(decision)).to.be.revertedWithCustomError(planner, 'PositionStale')
    })

    it('follow from the forecast of their own period', async () => {
      const { planner, prepare, place, record, toPeriod } = state()
      const decision = await prepare()
      await expect(place({ ...decision, forecast: id('other') }))
        .to.be.revertedWithCustomError(planner, 'ForecastMismatch')
        .withArgs(decision.forecast, id('other'))
      await toPeriod(1)
      await expect(place({ ...decision, period: 1, position: await record() }))
        .to.be.revertedWithCustomError(planner, 'ForecastMismatch')
        .withArgs(ZeroHash, decision.forecast)
    })

    it('are not placed on hold', async () => {
      const { planner, site, prepare, place, policyId } = state()
      const decision = await prepare()
      await site.hold(policyId, true)
      await expect(place(decision)).to.be.revertedWithCustomError(planner, 'OnHold').withArgs(policyId)
      await site.hold(policyId, false)
      await place(decision)
    })

    it('are 1 to 100 hundredths of the cap', async () => {
      const { planner, prepare, place } = state()
      const decision = await prepare(100)
      for (const share of [0, 101, 255]) {
        await expect(place({ ...decision, share }))
          .to.be.revertedWithCustomError(planner, 'InvalidShare')
          .withArgs(share)
      }
      await place(decision)
    })

    it('stay under the cap over every window, and the cap comes free as the window moves on', async () => {
      const { planner, prepare, place, order, toPeriod, policyId } = state()
      const shareNow = async () => (await planner.policyOf(policyId)).share
      await order(50)
      await toPeriod(1)
      await order(30)
      await toPeriod(3)
      expect(await shareNow()).to.equal(80)
      const decision = await prepare(21)
      await expect(place(decision)).to.be.revertedWithCustomError(planner, 'OverCap').withArgs(80, 21)
      await place({ ...decision, share: 20 })
      // Period 0 falls out of the window of four periods, period 1 does not.
      await toPeriod(4)
      expect(await shareNow()).to.equal(50)
      const next = await prepare(51)
      await expect(place(next)).to.be.revertedWithCustomError(planner, 'OverCap').withArgs(50, 51)
      await place({ ...next, share: 50 })
      expect(await shareNow()).to.equal(100)
      await toPeriod(5)
      expect(await shareNow()).to.equal(70)
    })

    it('of one period do not count in the next where the window is one', async () => {
      const { setPolicy, order, toPeriod } = state()
      const of = await setPolicy({ window: 1 })
      await order(100, of)
      await toPeriod(1)
      await order(100, of)
    })

    for (const [gap, share] of [
      [15, 100n],
      [16, 0n],
      [17, 0n],
      [32, 0n],
      [300, 0n],
    ] as const) {
      it(`of ${gap} periods ago count ${share} in the widest window`, async () => {
        const { planner, setPolicy, order, prepare, place, toPeriod } = state()
        const of = await setPolicy({ window: 16 })
        await order(100, of)
        await toPeriod(gap)
        expect((await planner.policyOf(of)).share).to.equal(share)
        const decision = await prepare(100, of)
        if (share === 0n) await place(decision)
        else await expect(place(decision)).to.be.revertedWithCustomError(planner, 'OverCap')
      })
    }

    it('that were cancelled or refused count against the cap and the period still', async () => {
      const { planner, site, supplier, order, prepare, place, toPeriod } = state()
      await site.cancel(await order(30))
      await expect(place(await prepare())).to.be.revertedWithCustomError(planner, 'AlreadyOrdered')
      await toPeriod(1)
      await supplier.reject(await order(30))
      await toPeriod(2)
      await expect(place(await prepare(41)))
        .to.be.revertedWithCustomError(planner, 'OverCap')
        .withArgs(60, 41)
    })
  })

  describe('what becomes of an order', () => {
    const notInState = async (
      call: () => Promise<unknown>,
      decision: Decision,
      is: bigint,
    ): Promise<void> => {
      const { planner } = state()
      await expect(call())
        .to.be.revertedWithCustomError(planner, 'NotInState')
        .withArgs(await planner.orderIdOf(decision), is)
    }

    it('is nothing where none was decided', async () => {
      const { site, supplier, prepare, statusOf } = state()
      const decision = await prepare()
      expect(await statusOf(decision)).to.equal(status.none)
      for (const call of [
        () => site.confirm(decision),
        () => site.cancel(decision),
        () => supplier.accept(decision),
        () => supplier.reject(decision),
        () => supplier.ship(decision, []),
        () => supplier.receiveOrder(decision, []),
      ]) {
        await notInState(call, decision, status.none)
      }
    })

    it('above the threshold waits for a person of the site, and for nobody else', async () => {
      const { planner, site, machine, machineAccount, supplier, asStranger, people, stranger } = state()
      const { prepare, place, statusOf } = state()
      const decision = await prepare(41)
      const orderId = await planner.orderIdOf(decision)
      await expect(place(decision)).to.emit(planner, 'OrderDecided')
      expect(await statusOf(decision)).to.equal(status.awaiting)
      await expect(machine.confirm(decision))
        .to.be.revertedWithCustomError(planner, 'SameAccount')
        .withArgs(machineAccount.address)
      for (const call of [
        () => supplier.accept(decision),
        () => supplier.reject(decision),
        () => supplier.ship(decision, []),
      ]) {
        await notInState(call, decision, status.awaiting)
      }
      for (const [caller, account] of [
        [supplier, people.maker],
        [asStranger, stranger],
      ] as const) {
        await expect(caller.confirm(decision))
          .to.be.revertedWithCustomError(planner, 'NotEntitled')
          .withArgs(account.address, employers.dispenser)
      }
      await expect(site.confirm(decision))
        .to.emit(planner, 'OrderChanged')
        .withArgs(orderId, decision.policyId, status.placed, people.dispenser.address)
      expect(await statusOf(decision)).to.equal(status.placed)
      await notInState(() => site.confirm(decision), decision, status.placed)
      await supplier.accept(decision)
    })

    it('needs no person where the threshold is the cap, and always one where it is 0', async () => {
      const { setPolicy, order, statusOf } = state()
      expect(await statusOf(await order(100, await setPolicy({ confirmAbove: 100 })))).to.equal(status.placed)
      expect(await statusOf(await order(1, await setPolicy({ confirmAbove: 0 })))).to.equal(status.awaiting)
    })

    it('lapses unconfirmed when it is as old as a position may be', async () => {
      const { planner, site, setPolicy, order, statusOf, time, toPeriod } = state()
      const of = await setPolicy({ periodHours: 8784, maximumAgeHours: 1 })
      const decision = await order(100, of)
      const decidedAt = Number((await planner.orderOf(decision)).changedAt)
      await time.increaseTo(decidedAt + hour - 1)
      expect(await statusOf(decision)).to.equal(status.awaiting)
      await time.increaseTo(decidedAt + hour)
      expect(await statusOf(decision)).to.equal(status.cancelled)
      await notInState(() => site.confirm(decision), decision, status.cancelled)
      await notInState(() => site.cancel(decision), decision, status.cancelled)
      // What needs no person waits for the supplier by periods alone.
      await toPeriod(1)
      const placed = await order(20)
      await time.increase(maximumAge)
      expect(await statusOf(placed)).to.equal(status.placed)
    })

    it('lapses unconfirmed with its period', async () => {
      const { site, supplier, setPolicy, order, statusOf, toPeriod, time, start } = state()
      const decision = await order(41, await setPolicy({ maximumAgeHours: 100 }))
      await time.increaseTo(start + period - 1)
      expect(await statusOf(decision)).to.equal(status.awaiting)
      await toPeriod(1)
      expect(await statusOf(decision)).to.equal(status.cancelled)
      for (const call of [
        () => site.confirm(decision),
        () => site.cancel(decision),
        () => supplier.accept(decision),
      ]) {
        await notInState(call, decision, status.cancelled)
      }
    })

    for (const share of [40, 41]) {
      it(`lapses unanswered with the period after, ${share > 40 ? 'confirmed' : 'at once placed'}`, async () => {
        const { site, supplier, order, statusOf, toPeriod, time, start } = state()
        const decision = await order(share)
        if (share > 40) await site.confirm(decision)
        await time.increaseTo(start + 2 * period - 1)
        expect(await statusOf(decision)).to.equal(status.placed)
        await toPeriod(2)
        expect(await statusOf(decision)).to.equal(status.cancelled)
        for (const call of [
          () => site.cancel(decision),
          () => supplier.accept(decision),
          () => supplier.reject(decision),
        ]) {
          await notInState(call, decision, status.cancelled)
        }
      })
    }

    it('can be accepted while the order of the next period is there', async () => {
      const { supplier, order, statusOf, toPeriod } = state()
      const first = await order(20)
      await toPeriod(1)
      const second = await order(20)
      expect([await statusOf(first), await statusOf(second)]).to.deep.equal([status.placed, status.placed])
      await supplier.accept(first)
      expect([await statusOf(first), await statusOf(second)]).to.deep.equal([status.accepted, status.placed])
      await supplier.accept(second)
    })

    it('is not told any more of one that lapsed once another took its place', async () => {
      const { supplier, order, statusOf, toPeriod } = state()
      const lapsed = await order(20)
      await toPeriod(2)
      const next = await order(20)
      expect(await statusOf(lapsed)).to.equal(status.none)
      expect(await statusOf(next)).to.equal(status.placed)
      await notInState(() => supplier.accept(lapsed), lapsed, status.none)
    })

    it('stays what it was after others took its place', async () => {
      const { site, accepted, order, statusOf, toPeriod } = state()
      const decision = await accepted()
      await toPeriod(2)
      await site.cancel(await order(20))
      await toPeriod(50)
      expect(await statusOf(decision)).to.equal(status.accepted)
    })

    it('is cancelled by the site alone', async () => {
      const { planner, site, supplier, asStranger, people, stranger, order, statusOf } = state()
      const decision = await order(41)
      for (const [caller, account] of [
        [supplier, people.maker],
        [asStranger, stranger],
      ] as const) {
        await expect(caller.cancel(decision))
          .to.be.revertedWithCustomError(planner, 'NotEntitled')
          .withArgs(account.address, employers.dispenser)
      }
      await expect(site.cancel(decision))
        .to.emit(planner, 'OrderChanged')
        .withArgs(
          await planner.orderIdOf(decision),
          decision.policyId,
          status.cancelled,
          people.dispenser.address,
        )
      expect(await statusOf(decision)).to.equal(status.cancelled)
      for (const call of [() => site.confirm(decision), () => site.cancel(decision)]) {
        await notInState(call, decision, status.cancelled)
      }
    })

    it('is cancelled by the site where the supplier accepted and never ships', async () => {
      const { site, supplier, accepted, offer, whole, toPeriod, statusOf } = state()
      const decision = await accepted()
      await toPeriod(1000)
      expect(await statusOf(decision)).to.equal(status.accepted)
      await site.cancel(decision)
      expect(await statusOf(decision)).to.equal(status.cancelled)
      await offer(whole)
      for (const call of [
        () => site.cancel(decision),
        () => supplier.ship(decision, [whole]),
        () => supplier.reject(decision),
        () => site.receiveOrder(decision, []),
      ]) {
        await notInState(call, decision, status.cancelled)
      }
    })

    it('is cancelled by the site where the supplier takes back what it shipped', async () => {
      const { planner, site, people, drugProvenance, shipped, whole, toPeriod } = state()
      const decision = await shipped([whole])
      await drugProvenance.connect(people.maker).cancel(whole, transfer.both)
      await toPeriod(1000)
      await site.cancel(decision)
      const { status: now, shipment } = await planner.orderOf(decision)
      expect([now, shipment]).to.deep.equal([status.cancelled, unitsHash([whole])])
    })

    it('is accepted or refused by the supplier alone', async () => {
      const { planner, site, supplier, asStranger, people, stranger, order, statusOf, toPeriod } = state()
      const decision = await order(20)
      for (const [caller, account] of [
        [site, people.dispenser],
        [asStranger, stranger],
      ] as const) {
        for (const call of [
          () => caller.accept(decision),
          () => caller.reject(decision),
          () => caller.ship(decision, []),
        ]) {
          await expect(call())
            .to.be.revertedWithCustomError(planner, 'NotEntitled')
            .withArgs(account.address, employers.maker)
        }
      }
      await expect(supplier.accept(decision))
        .to.emit(planner, 'OrderChanged')
        .withArgs(await planner.orderIdOf(decision), decision.policyId, status.accepted, people.maker.address)
      await notInState(() => supplier.accept(decision), decision, status.accepted)
      await expect(supplier.reject(decision)).to.emit(planner, 'OrderChanged')
      expect(await statusOf(decision)).to.equal(status.rejected)
      for (const call of [
        () => supplier.accept(decision),
        () => supplier.reject(decision),
        () => supplier.ship(decision, []),
      ]) {
        await notInState(call, decision, status.rejected)
      }
      await toPeriod(1)
      const refused = await order(20)
      await supplier.reject(refused)
      expect(await statusOf(refused)).to.equal(status.rejected)
    })

    it('on hold is neither confirmed nor accepted, but is cancelled, refused, shipped and received', async () => {
      const { planner, site, supplier, asStranger, order, offer, take, whole, statusOf, toPeriod, policyId } =
        state()
      const waiting = await order(41)
      await site.hold(policyId, true)
      await expect(site.confirm(waiting)).to.be.revertedWithCustomError(planner, 'OnHold').withArgs(policyId)
      await site.cancel(waiting)
      await site.hold(policyId, false)
      await toPeriod(1)
      const placed = await order(20)
      await site.hold(policyId, true)
      await expect(supplier.accept(placed))
        .to.be.revertedWithCustomError(planner, 'OnHold')
        .withArgs(policyId)
      await supplier.reject(placed)
      await site.hold(policyId, false)
      await toPeriod(2)
      const filled = await order(20)
      await supplier.accept(filled)
      await site.hold(policyId, true)
      await offer(whole)
      await supplier.ship(filled, [whole])
      await take(whole)
      await asStranger.receiveOrder(filled, [whole])
      expect(await statusOf(filled)).to.equal(status.received)
    })
  })

  describe('units', () => {
    it('that the supplier offers fill the order, which anyone closes once the site owns them', async () => {
      const { planner, supplier, asStranger, people, stranger, accepted, offer, take, split, whole, unit } =
        state()
      await split(whole, 2)
      const units = [unit(2, 0), unit(2, 2)]
      for (const each of units) await offer(each)
      const decision = await accepted()
      const orderId = await planner.orderIdOf(decision)
      await expect(supplier.ship(decision, units))
        .to.emit(planner, 'OrderShipped')
        .withArgs(orderId, units.map(Object.values))
        .and.to.emit(planner, 'OrderChanged')
        .withArgs(orderId, decision.policyId, status.shipped, people.maker.address)
      const order = await planner.orderOf(decision)
      expect([order.status, order.shipment]).to.deep.equal([status.shipped, unitsHash(units)])

      for (const [index, each] of units.entries()) {
        await expect(asStranger.receiveOrder(decision, units))
          .to.be.revertedWithCustomError(planner, 'NotOwned')
          .withArgs(index)
        await take(each)
      }
      await expect(asStranger.receiveOrder(decision, units))
        .to.emit(planner, 'OrderChanged')
        .withArgs(orderId, decision.policyId, status.received, stranger.address)
      const received = await planner.orderOf(decision)
      expect([received.status, received.shipment]).to.deep.equal([status.received, unitsHash(units)])
      for (const call of [
        () => asStranger.receiveOrder(decision, units),
        () => supplier.ship(decision, units),
        () => supplier.reject(decision),
      ]) {
        await expect(call())
          .to.be.revertedWithCustomError(planner, 'NotInState')
          .withArgs(orderId, status.received)
      }
    })

    for (const who of ['supplier', 'site'] as const) {
      it(`that came close the order, also where the ${who} gave it up before that was told`, async () => {
        const { planner, site, supplier, asStranger, shipped, take, whole, statusOf } = state()
        const decision = await shipped([whole])
        await (who === 'supplier' ? supplier.reject(decision) : site.cancel(decision))
        await expect(asStranger.receiveOrder(decision, [whole]))
          .to.be.revertedWithCustomError(planner, 'NotOwned')
          .withArgs(0)
        await take(whole)
        await asStranger.receiveOrder(decision, [whole])
        expect(await statusOf(decision)).to.equal(status.received)
        for (const call of [
          () => asStranger.receiveOrder(decision, [whole]),
          () => site.cancel(decision),
          () => supplier.reject(decision),
        ]) {
          await expect(call())
            .to.be.revertedWithCustomError(planner, 'NotInState')
            .withArgs(await planner.orderIdOf(decision), status.received)
        }
      })
    }

    it('offered by ownership apart from custody fill it too', async () => {
      const { supplier, asStranger, people, accepted, offer, take, whole, drugProvenance, statusOf } = state()
      const decision = await accepted()
      await offer(whole, { transfer: transfer.ownership })
      await offer(whole, { transfer: transfer.custody, receiver: employers.carrier })
      await supplier.ship(decision, [whole])
      await drugProvenance.connect(people.carrier).accept(whole, transfer.custody, false)
      await take(whole, transfer.ownership)
      await asStranger.receiveOrder(decision, [whole])
      expect(await statusOf(decision)).to.equal(status.received)
    })

    it('are 1 to 64', async () => {
      const { planner, supplier, accepted, whole } = state()
      const decision = await accepted()
      for (const units of [[], Array.from({ length: 65 }, () => whole)]) {
        await expect(supplier.ship(decision, units)).to.be.revertedWithCustomError(planner, 'InvalidUnits')
      }
    })

    it('are named once each, in the order of their batches and first packs', async () => {
      const { planner, supplier, accepted, offer, split, whole, unit, drugProvenance, people, statusOf } =
        state()
      await split(whole, 2)
      await split(unit(2, 0), 0)
      const nonce = 8n
      const batchId = await drugProvenance.batchIdOf(employers.maker, nonce)
      await drugProvenance.connect(people.maker).commission(id('other root'), 4, 30_000, nonce)
      await drugProvenance.connect(people.makerQuality).release(batchId, nonce)
      const foreign: UnitRef = { batchId, level: 4, position: 0, parentLevel: 4 }
      const units = [unit(0, 3, 2), unit(2, 1), unit(2, 3)]
      for (const each of [...units, foreign]) await offer(each)
      const [pack, first, last] = units as [UnitRef, UnitRef, UnitRef]
      const decision = await accepted()
      const isFirst = BigInt(batchId) < BigInt(String(whole.batchId))
      for (const wrong of [
        [first, first],
        // Another way to write the same unit: the parent's level is read only while a unit is untouched.
        [first, { ...first, parentLevel: 3 }],
        [first, pack],
        [last, first],
        [pack, last, first],
        isFirst ? [pack, foreign] : [foreign, pack],
      ]) {
        await expect(supplier.ship(decision, wrong)).to.be.revertedWithCustomError(planner, 'InvalidUnits')
      }
      await supplier.ship(decision, isFirst ? [foreign, ...units] : [...units, foreign])
      expect(await statusOf(decision)).to.equal(status.shipped)
    })

    it('are not what the supplier has not offered to the site, or not the ownership of, or as a return', async () => {
      const { planner, supplier, people, chain, accepted, offer, drugProvenance, whole, time } = state()
      const decision = await accepted()
      const { restore } = await chain.networkHelpers.takeSnapshot()
      let snapshot = restore
      for (const change of [
        undefined,
        { receiver: employers.distributor },
        { transfer: transfer.custody, receiver: employers.dispenser },
        { transfer: transfer.ownership, receiver: employers.distributor },
        { receiver: employers.distributor, isReturn: true },
        { lasts: 600 },
      ]) {
        if (change !== undefined) await offer(whole, change)
        if (change?.lasts !== undefined) await time.increase(change.lasts)
        await expect(supplier.ship(decision, [whole]))
          .to.be.revertedWithCustomError(planner, 'NotOffered')
          .withArgs(0)
        await snapshot()
        snapshot = (await chain.networkHelpers.takeSnapshot()).restore
      }
      await offer(whole)
      await drugProvenance.connect(people.maker).cancel(whole, transfer.both)
      await expect(supplier.ship(decision, [whole])).to.be.revertedWithCustomError(planner, 'NotOffered')
    })

    it('are not what a distributor gets back', async () => {
      const { planner, people, terms, land, place, offer, whole } = state()
      const site = planner.connect(people.distributor)
      await site.setPolicy(id('policy'), terms)
      const of = await planner.policyIdOf(employers.distributor, id('policy'), terms)
      await site.recordPosition(of, id('position'))
      await land({ period: 0, position: id('position'), forecast: id('forecast'), policyId: of })
      const decision = {
        policyId: of,
        position: id('position'),
        forecast: id('forecast'),
        order: id('order'),
        period: 0,
        share: 5,
      }
      await place(decision)
      const supplier = planner.connect(people.maker)
      await supplier.accept(decision)
      await offer(whole, { receiver: employers.distributor, isReturn: true })
      await expect(supplier.ship(decision, [whole]))
        .to.be.revertedWithCustomError(planner, 'NotOffered')
        .withArgs(0)
    })

    it('are not what the supplier does not own, though it keeps it', async () => {
      const { planner, supplier, people, accepted, offer, drugProvenance, whole } = state()
      await offer(whole, { transfer: transfer.ownership, receiver: employers.distributor })
      await drugProvenance.connect(people.distributor).accept(whole, transfer.ownership, false)
      // Now the distributor owns it and offers it to the site: no matter of the maker's order.
      await offer(whole, { transfer: transfer.ownership }, people.distributor)
      const decision = await accepted()
      await expect(supplier.ship(decision, [whole]))
        .to.be.revertedWithCustomError(planner, 'NotOffered')
        .withArgs(0)
    })

    it('are not what could not be accepted: held, recalled, stolen or expired', async () => {
      const { planner, supplier, people, chain, accepted, offer, drugProvenance, batchId, nonce, whole } =
        state()
      const { time } = chain.networkHelpers
      const decision = await accepted()
      await offer(whole)
      const maker = drugProvenance.connect(people.maker)
      for (const spoil of [
        () => maker.recall(batchId, nonce, 0, 16, id('reason')),
        () => maker.reportStolen(whole, id('reason')),
        () => maker.quarantine(whole, id('reason')),
        async () => {
          const today = Math.floor((await time.latest()) / 86_400)
          await maker.amendExpiry(batchId, nonce, today)
          await time.increase(2 * 86_400)
        },
      ]) {
        const { restore } = await chain.networkHelpers.takeSnapshot()
        await spoil()
        await expect(supplier.ship(decision, [whole])).to.be.revertedWithCustomError(planner, 'NotOffered')
        await restore()
      }
      await supplier.ship(decision, [whole])
    })

    it('are not what is split, or no unit at all', async () => {
      const { planner, supplier, accepted, split, offer, whole, unit, drugProvenance } = state()
      await offer(whole)
      await split(whole, 2)
      const decision = await accepted()
      await expect(supplier.ship(decision, [whole]))
        .to.be.revertedWithCustomError(planner, 'NotOffered')
        .withArgs(0)
      await expect(supplier.ship(decision, [unit(3, 0)])).to.be.revertedWithCustomError(
        drugProvenance,
        'NotUnit',
      )
    })

    it('are not what was dispensed already', async () => {
      const { planner, chain, people, supplier, accepted, offer, accreditationRegistry } = state()
      const trade = await prepareTrade(chain)
      const isSame = trade.maker.account.address === people.maker.address
      expect(isSame, 'the maker of both set-ups is one').to.equal(true)
      const both = roles.manufacturer | roles.dispenser
      await accreditationRegistry.accredit(people.maker.address, employers.maker, both, farFuture)
      const { whole, part, pack } = await trade.release(4)
      await trade.maker.provenance.disaggregate(whole, 0)
      const [dispensed, other] = [part(0, 1), part(0, 2)]
      for (const unit of [dispensed, other]) await offer(unit)
      const decision = await accepted()
      await trade.maker.provenance.dispense(pack(dispensed, 1), ZeroHash)
      await expect(supplier.ship(decision, [dispensed]))
        .to.be.revertedWithCustomError(planner, 'NotOffered')
        .withArgs(0)
      await supplier.ship(decision, [other])
    })

    it('that were shipped are the ones that close the order', async () => {
      const { planner, asStranger, split, whole, unit, shipped, take, offer } = state()
      await split(whole, 2)
      const units = [unit(2, 0), unit(2, 1)]
      const decision = await shipped(units)
      await offer(unit(2, 2))
      for (const each of [...units, unit(2, 2)]) await take(each)
      const [first, second] = units as [UnitRef, UnitRef]
      for (const wrong of [
        [],
        [first],
        [second, first],
        [first, unit(2, 2)],
        [first, second, unit(2, 2)],
        [first, { ...second, parentLevel: 3 }],
      ]) {
        await expect(asStranger.receiveOrder(decision, wrong)).to.be.revertedWithCustomError(
          planner,
          'InvalidUnits',
        )
      }
      await asStranger.receiveOrder(decision, units)
    })

    it('that are recalled on their way leave an order that the supplier gives up', async () => {
      const { planner, supplier, people, shipped, take, drugProvenance, batchId, nonce, whole, statusOf } =
        state()
      const decision = await shipped([whole])
      await drugProvenance.connect(people.maker).recall(batchId, nonce, 0, 16, id('reason'))
      await expect(take(whole)).to.be.revertedWithCustomError(drugProvenance, 'NotAllowed')
      await expect(supplier.receiveOrder(decision, [whole])).to.be.revertedWithCustomError(
        planner,
        'NotOwned',
      )
      await supplier.reject(decision)
      expect(await statusOf(decision)).to.equal(status.rejected)
    })

    it('fill no order that was not accepted', async () => {
      const { planner, supplier, order, offer, whole } = state()
      const decision = await order()
      await offer(whole)
      await expect(supplier.ship(decision, [whole]))
        .to.be.revertedWithCustomError(planner, 'NotInState')
        .withArgs(await planner.orderIdOf(decision), status.placed)
    })
  })

  it('lets another organisation with the same role do nothing', async () => {
    const { planner, chain, stranger, accreditationRegistry, order, policyId } = state()
    const other = chain.accounts.hospital
    for (const account of [stranger, other]) {
      const { address } = account
      await accreditationRegistry.accredit(
        address,
        `0x${'ab'.repeat(20)}`,
        roles.manufacturer | roles.dispenser,
        farFuture,
      )
    }
    const decision = await order(41)
    const foreign = planner.connect(stranger)
    for (const call of [
      () => foreign.hold(policyId, true),
      () => foreign.recordPosition(policyId, id('position')),
      () => foreign.confirm(decision),
      () => foreign.cancel(decision),
      () => foreign.accept(decision),
      () => foreign.reject(decision),
      () => foreign.ship(decision, []),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(planner, 'NotEntitled')
    }
  })
})
