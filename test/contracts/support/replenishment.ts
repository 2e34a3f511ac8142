import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { id } from 'ethers'
import type { IReplenishmentPlanner } from '../../../sdk/abi/types/ReplenishmentPlanner.d.ts'
import type { Chain } from '../../helpers/chain.ts'
import {
  configureCommittee,
  farFuture,
  modelDescriptor,
  organisations,
  type ReportValue,
  signReport,
} from '../../helpers/scenario.ts'
import { mask, purpose, roles } from '../../helpers/terms.ts'
import { employers, prepareMedicines, transfer, type UnitRef } from './medicines.ts'

export type Terms = IReplenishmentPlanner.TermsStruct
export type Decision = IReplenishmentPlanner.DecisionStruct

/** `IReplenishmentPlanner.Status`. */
export const status = {
  none: 0n,
  awaiting: 1n,
  placed: 2n,
  accepted: 3n,
  shipped: 4n,
  received: 5n,
  rejected: 6n,
  cancelled: 7n,
} as const

export const hour = 3600
export const periodHours = 24
export const period = periodHours * hour
export const maximumAge = 20 * hour

/** What the committee signs differently than it should. */
interface Statement extends Partial<ReportValue> {
  /** Changes what the request is named by. */
  readonly policyId?: string
  readonly period?: number
  readonly position?: string
  readonly positionAt?: number
  readonly isOrder?: boolean
  /** Oracles that sign, by place. Default the first three. */
  readonly signers?: readonly number[]
}

export async function approveModel(chain: Chain, purposes: number, name: string): Promise<string> {
  const descriptor = { ...modelDescriptor, weightsHash: id(name), purposes }
  await chain.contracts.modelRegistry.approve(descriptor)
  return chain.contracts.modelRegistry.modelVersionOf(descriptor)
}

/** A pharmacy with a policy to order from a maker, which has a released batch of 16 packs; period 0 has begun. */
export async function preparePlanning() {
  const story = await prepareMedicines()
  const { chain, people } = story
  const { replenishmentPlanner: planner, accreditationRegistry, drugProvenance } = chain.contracts
  const { relayer, stranger, oracles } = chain.accounts
  const { time } = chain.networkHelpers
  for (const [index, oracle] of oracles.entries()) {
    const organisation = organisations.oracles[index] ?? ''
    await accreditationRegistry.accredit(oracle.address, organisation, roles.oracle, farFuture)
  }
  const configDigest = await configureCommittee(chain)
  const modelVersion = await approveModel(chain, mask(purpose.healthcareOperations), 'planning')

  const start = (await time.latest()) + 100
  const terms: Terms = {
    supplier: employers.maker,
    start,
    periodHours,
    maximumAgeHours: maximumAge / hour,
    window: 4,
    confirmAbove: 40,
  }
  const site = planner.connect(people.dispenser)
  // Who records positions cannot confirm: the site's gateway has an account of its own.
  const [machineAccount] = (await chain.ethers.getSigners()).slice(-1)
  if (!machineAccount) throw new Error('The chain has too few accounts.')
  await accreditationRegistry.accredit(
    machineAccount.address,
    employers.dispenser,
    roles.dispenser,
    farFuture,
  )
  const machine = planner.connect(machineAccount)
  const supplier = planner.connect(people.maker)
  const asRelayer = planner.connect(relayer)
  const setPolicy = async (change: Partial<Terms> = {}, commitment = id('policy')) => {
    const changed = { ...terms, ...change }
    await site.setPolicy(commitment, changed)
    return planner.policyIdOf(employers.dispenser, commitment, changed)
  }
  const policyId = await setPolicy()
  await time.increaseTo(start)
  let count = 0

  const statement = async (
    of: { readonly period: number; readonly position: string; readonly isOrder: boolean },
    outputHash: string,
    { policyId: policy = policyId, signers = [0, 1, 2], ...change }: Statement,
  ): Promise<string> => {
    const newest = await planner.policyOf(policy)
    const {
      period: when,
      position,
      positionAt,
      isOrder,
      ...rest
    } = {
      ...of,
      positionAt: newest.positionAt,
      ...change,
    }
    const report: ReportValue = {
      consumer: await planner.getAddress(),
      configDigest,
      requestId: await planner.requestIdOf(policy, when, position, positionAt, isOrder),
      modelVersion,
      outputHash,
      ...rest,
    }
    const chosen = oracles.filter((_, index) => signers.includes(index))
    return signReport(chain, report, chosen)
  }
  const record = async (of = policyId): Promise<string> => {
    const position = id(`position ${count++}`)
    await machine.recordPosition(of, position)
    return position
  }
  const land = async (
    { position, forecast, ...of }: { period: number; position: string; forecast: string; policyId?: string },
    change: Statement = {},
  ) => {
    const policy = of.policyId ?? policyId
    const signatures = await statement({ period: of.period, position, isOrder: false }, forecast, {
      policyId: policy,
      ...change,
    })
    const model = change.modelVersion ?? modelVersion
    const digest = change.configDigest ?? configDigest
    return asRelayer.landForecast(policy, of.period, position, forecast, model, digest, signatures)
  }
  const place = async (decision: Decision, change: Statement = {}) => {
    const signatures = await statement(
      { period: Number(decision.period), position: String(decision.position), isOrder: true },
      await planner.orderIdOf(decision),
      { policyId: String(decision.policyId), ...change },
    )
    const model = change.modelVersion ?? modelVersion
    return asRelayer.placeOrder(decision, model, change.configDigest ?? configDigest, signatures)
  }
  /** A decision of now, over a fresh position and forecast. */
  const prepare = async (share = 30, of = policyId): Promise<Decision> => {
    const position = await record(of)
    const now = Number(await planner.currentPeriod(of))
    const forecast = id(`forecast ${count++}`)
    await land({ period: now, position, forecast, policyId: of })
    return { policyId: of, position, forecast, order: id(`order ${count++}`), period: now, share }
  }
  const order = async (share = 30, of = policyId): Promise<Decision> => {
    const decision = await prepare(share, of)
    await place(decision)
    return decision
  }
  const offer = async (
    unit: UnitRef,
    change: Partial<{ receiver: string; transfer: number; isReturn: boolean; lasts: number }> = {},
    by: HardhatEthersSigner = people.maker,
  ) => {
    const { receiver = employers.dispenser, transfer: kind = transfer.both, isReturn = false } = change
    const expiresAt = (await time.latest()) + (change.lasts ?? 30 * period)
    return drugProvenance.connect(by).propose(unit, { receiver, expiresAt, transfer: kind, isReturn })
  }
  const take = (unit: UnitRef, kind: number = transfer.both) =>
    drugProvenance.connect(people.dispenser).accept(unit, kind, false)
  const accepted = async (): Promise<Decision> => {
    const decision = await order()
    await supplier.accept(decision)
    return decision
  }
  const shipped = async (units: UnitRef[]): Promise<Decision> => {
    const decision = await accepted()
    for (const unit of units) await offer(unit)
    await supplier.ship(decision, units)
    return decision
  }
  return {
    ...story,
    planner,
    drugProvenance,
    accreditationRegistry,
    time,
    terms,
    start,
    policyId,
    configDigest,
    modelVersion,
    site,
    machine,
    machineAccount,
    supplier,
    asRelayer,
    asStranger: planner.connect(stranger),
    stranger,
    relayer,
    setPolicy,
    record,
    land,
    place,
    prepare,
    order,
    offer,
    take,
    accepted,
    shipped,
    /** To the first second of a later period. */
    toPeriod: (number: number) => time.increaseTo(start + number * period),
    statusOf: async (decision: Decision) => (await planner.orderOf(decision)).status,
  }
}
