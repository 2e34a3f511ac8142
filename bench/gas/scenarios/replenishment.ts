import { id } from 'ethers'
import type { Recorder } from '../recorder.ts'
import { signReport } from '../report.ts'
import { describeModel, type World } from '../world.ts'
import { accreditTraders, releaseBatch, type Traders, type Unit } from './traders.ts'

const NAME = 'ReplenishmentPlanner'
const HEALTHCARE_OPERATIONS = 4
const DAY = 86_400
const BOTH = 2

export async function replenishment(world: World, recorder: Recorder): Promise<void> {
  const traders = await accreditTraders(world)
  const { maker, pharmacy, pharmacyGateway } = traders
  const contract = world.contracts[NAME]
  const configDigest = await world.configure(4)
  const descriptor = { ...describeModel('planning'), purposes: 1 << HEALTHCARE_OPERATIONS }
  await world.send(world.accounts.authority, 'ModelRegistry', 'approve', [descriptor])
  const modelVersion = (await world.contracts.ModelRegistry.getFunction('modelVersionOf')(
    descriptor,
  )) as string

  const terms = {
    supplier: maker.organisation,
    // Not the first period: its number is no zero.
    start: world.clock.now() - 10 * DAY,
    periodHours: 24,
    maximumAgeHours: 12,
    window: 8,
    confirmAbove: 20,
  }
  const policyId = (await contract.getFunction('policyIdOf')(
    pharmacy.organisation,
    id('policy'),
    terms,
  )) as string
  const consumer = await contract.getAddress()
  const sign = async (period: number, position: string, isOrder: boolean, outputHash: string) => {
    const { positionAt } = await contract.getFunction('policyOf')(policyId)
    const requestId = (await contract.getFunction('requestIdOf')(
      policyId,
      period,
      position,
      positionAt,
      isOrder,
    )) as string
    return signReport(world, { consumer, configDigest, requestId, modelVersion, outputHash }, 4)
  }
  const forecastArgs = async (period: number) => {
    const [position, forecast] = [id(`position ${period}`), id(`forecast ${period}`)]
    const signatures = await sign(period, position, false, forecast)
    return [policyId, period, position, forecast, modelVersion, configDigest, signatures]
  }
  const decisionOf = (period: number, share: number) => ({
    policyId,
    position: id(`position ${period}`),
    forecast: id(`forecast ${period}`),
    order: id(`order ${period}`),
    period,
    share,
  })
  const orderArgs = async (decision: ReturnType<typeof decisionOf>) => {
    const orderId = (await contract.getFunction('orderIdOf')(decision)) as string
    const signatures = await sign(decision.period, decision.position, true, orderId)
    return [decision, modelVersion, configDigest, signatures]
  }
  const prepare = async (period: number) => {
    await world.send(pharmacyGateway.account, NAME, 'recordPosition', [policyId, id(`position ${period}`)])
    await world.send(world.accounts.relayer, NAME, 'landForecast', await forecastArgs(period))
  }

  await recorder.call(NAME, 'policyIdOf', [pharmacy.organisation, id('policy'), terms])
  await recorder.transaction(pharmacy.account, NAME, 'setPolicy', [id('policy'), terms])
  await recorder.call(NAME, 'currentPeriod', [policyId])
  await recorder.call(NAME, 'requestIdOf', [policyId, 10, id('position 10'), terms.start, true])
  await recorder.transaction(
    pharmacyGateway.account,
    NAME,
    'recordPosition',
    [policyId, id('position 10')],
    'first',
  )
  await recorder.transaction(
    world.accounts.relayer,
    NAME,
    'landForecast',
    await forecastArgs(10),
    'first, 3 signatures',
  )
  const first = decisionOf(10, 15)
  await recorder.call(NAME, 'orderIdOf', [first])
  await recorder.transaction(
    world.accounts.relayer,
    NAME,
    'placeOrder',
    await orderArgs(first),
    'first, 3 signatures',
  )
  await recorder.call(NAME, 'policyOf', [policyId])
  await recorder.call(NAME, 'orderOf', [first])
  await recorder.transaction(maker.account, NAME, 'accept', [first])
  await world.undone(() => recorder.transaction(maker.account, NAME, 'reject', [first]))
  await fill(world, recorder, traders, first)

  world.clock.advance(DAY)
  await recorder.transaction(
    pharmacyGateway.account,
    NAME,
    'recordPosition',
    [policyId, id('position 11')],
    'later',
  )
  await world.send(world.accounts.relayer, NAME, 'landForecast', await forecastArgs(11))
  const second = decisionOf(11, 25)
  await recorder.transaction(
    world.accounts.relayer,
    NAME,
    'placeOrder',
    await orderArgs(second),
    'later, above the threshold, 3 signatures',
  )
  await world.undone(() => recorder.transaction(pharmacy.account, NAME, 'cancel', [second]))
  await recorder.transaction(pharmacy.account, NAME, 'confirm', [second])
  await world.undone(async () => {
    for (let period = 12; period < 18; period++) {
      world.clock.advance(DAY)
      await prepare(period)
      if (period === 17) continue
      await world.send(world.accounts.relayer, NAME, 'placeOrder', await orderArgs(decisionOf(period, 1)))
    }
    const args = await orderArgs(decisionOf(17, 55))
    await recorder.transaction(
      world.accounts.relayer,
      NAME,
      'placeOrder',
      args,
      'later, the window full, 3 signatures',
    )
  })
  await recorder.transaction(pharmacy.account, NAME, 'hold', [policyId, true])
}

/** Ships and receives one unit, and 64. */
async function fill(
  world: World,
  recorder: Recorder,
  traders: Traders,
  decision: { readonly period: number },
): Promise<void> {
  const { maker, pharmacy } = traders
  const whole = await releaseBatch(world, traders, 'ordered', 12)
  const transfer = async (unit: Unit) => {
    const proposal = {
      receiver: pharmacy.organisation,
      expiresAt: world.clock.now() + 7 * DAY,
      transfer: BOTH,
      isReturn: false,
    }
    await world.send(maker.account, 'DrugProvenance', 'propose', [unit, proposal])
  }
  const measure = async (units: readonly Unit[], label: string) => {
    for (const unit of units) await transfer(unit)
    await recorder.transaction(maker.account, NAME, 'ship', [decision, units], label)
    for (const unit of units) {
      await world.send(pharmacy.account, 'DrugProvenance', 'accept', [unit, BOTH, false])
    }
    await recorder.transaction(world.accounts.relayer, NAME, 'receiveOrder', [decision, units], label)
  }
  await world.undone(() => measure([whole], '1 unit'))
  await world.undone(async () => {
    await world.send(maker.account, 'DrugProvenance', 'disaggregate', [whole, 6])
    const units = Array.from({ length: 64 }, (_, position) => ({
      ...whole,
      level: 6,
      position,
      parentLevel: whole.level,
    }))
    await measure(units, '64 units')
  })
}
