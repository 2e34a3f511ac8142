import { AbiCoder, keccak256 } from 'ethers'
import { z } from 'zod'
import type { Contracts } from '../chain/contracts.ts'
import { addressSchema, hashSchema } from '../chain/schemas.ts'
import { bytesToHex, randomBytes, utf8Bytes } from '../crypto/bytes.ts'
import { RefusedError } from '../errors/index.ts'
import { elementSchema } from '../provenance/packIdentity.ts'
import { frequencies } from './calendar.ts'
import { planCommitment, planSalt } from './commitments.ts'
import { readJsonShape, readShape } from './readShape.ts'

/** Bytes of the JSON text of a policy file. */
export const MAXIMUM_POLICY_BYTES = 64 * 1024
/** Most packs of anything: 2^31 - 1. */
export const MAXIMUM_PACKS = 2 ** 31 - 1

const whole = (minimum: number, maximum: number) => z.number().int().min(minimum).max(maximum)
const packs = whole(1, MAXIMUM_PACKS)
const cost = whole(0, 1e12)

const ruleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('periodic') }),
  z.strictObject({ kind: z.literal('continuous'), quantity: packs }),
])

const leadTimeSchema = z
  .array(z.strictObject({ days: whole(0, 365), weight: whole(1, 1000) }))
  .min(1)
  .max(16)
  .refine(
    (entries) => entries.every(({ days }, index) => index === 0 || days > (entries[index - 1]?.days ?? 0)),
    'has days that do not rise',
  )

/** What a site's committee decides by: what the chain holds a commitment to. */
export const policyDocumentSchema = z
  .strictObject({
    format: z.literal('salus-policy/1'),
    chainId: whole(1, Number.MAX_SAFE_INTEGER),
    /** Address of ReplenishmentPlanner. */
    contract: addressSchema,
    /** The site. */
    organisation: addressSchema,
    supplier: addressSchema,
    gtin: elementSchema('01').refine((text) => text.length === 14, 'has not 14 digits'),
    /** First second of period 0. */
    start: whole(0, 2 ** 40 - 1),
    periodHours: whole(1, 8784),
    /** How old the position may be when an order lands. */
    maximumAgeHours: whole(1, 8784),
    /** Periods over which the cap holds, the current one included. */
    window: whole(1, 16),
    /** Hundredths of the cap above which a person confirms. */
    confirmAbove: whole(0, 100),
    /** Of the history of demand. */
    frequency: z.enum(frequencies),
    /** Periods of the calendar that are forecast. */
    horizon: whole(1, 104),
    /** (R,S): every period up to a level. (s,Q): only below the reorder point, in multiples of a quantity. */
    rule: ruleSchema,
    /** Thousandths: chance that demand until the next delivery is met. */
    serviceLevel: whole(500, 999),
    /** Days from order to arrival, and how likely they are relative to one another. */
    leadTime: leadTimeSchema,
    /** Days that a pack has left on arrival. */
    shelfLifeDays: whole(1, 3650),
    /** A pack counts as stock while it has more days left than this, today included. */
    minimumRemainingDays: whole(0, 365),
    /** In 1/10000 of one currency: a pack held for a day, a pack that expires, a pack that is missing (0: of the service level). */
    costs: z.strictObject({ holding: cost, waste: cost, shortage: cost }),
    minimumOrder: packs,
    orderMultiple: packs,
    /** Most packs in stock and on order. */
    capacity: packs,
    /** Most packs ordered within the window. */
    cap: packs,
  })
  .refine(({ organisation, supplier }) => organisation !== supplier, 'names the site as its own supplier')
  .refine(
    ({ rule, orderMultiple, minimumOrder, capacity, cap }) => {
      const multiple = rule.kind === 'continuous' ? rule.quantity : orderMultiple
      return Math.ceil(minimumOrder / multiple) * multiple <= Math.min(capacity, cap)
    },
    {
      message:
        'in whole multiples is more than the capacity or the cap allows: nothing could ever be ordered',
      path: ['minimumOrder'],
    },
  )
  .refine(({ minimumRemainingDays, shelfLifeDays }) => minimumRemainingDays < shelfLifeDays, {
    message: 'is not less than shelfLifeDays: nothing that arrives would ever be stock',
    path: ['minimumRemainingDays'],
  })
  .refine(({ rule, orderMultiple }) => rule.kind === 'periodic' || rule.quantity % orderMultiple === 0, {
    message: 'has a quantity that is no multiple of orderMultiple',
    path: ['rule'],
  })

export type PolicyDocument = z.infer<typeof policyDocumentSchema>

/** A policy and the secret of its salts: the site's private file, which only it and the committee's nodes have. */
export const policyFileSchema = z.strictObject({ document: policyDocumentSchema, secret: hashSchema })
export type PolicyFile = z.infer<typeof policyFileSchema>

/** What of a policy the chain knows: `IReplenishmentPlanner.Terms`. */
export interface PolicyTerms {
  readonly supplier: string
  readonly start: number
  readonly periodHours: number
  readonly maximumAgeHours: number
  readonly window: number
  readonly confirmAbove: number
}

/** @throws InvalidInputError PLAN_INVALID, INPUT_TOO_LARGE */
export const parsePolicyFile = (bytes: Uint8Array): PolicyFile =>
  readJsonShape(policyFileSchema, bytes, 'The policy file', MAXIMUM_POLICY_BYTES)

/** The inverse of {@link parsePolicyFile}. */
export const printPolicyFile = (file: PolicyFile): Uint8Array =>
  utf8Bytes(`${JSON.stringify(file, null, 2)}\n`)

export type NewPolicy = Omit<PolicyDocument, 'format' | 'chainId' | 'contract'>

/** A policy of this deployment with a fresh secret. Nothing is sent. @throws InvalidInputError PLAN_INVALID */
export function createPolicyFile({ chainId, deployment }: Contracts, policy: NewPolicy): PolicyFile {
  const document = {
    format: 'salus-policy/1',
    chainId: Number(chainId),
    contract: deployment.contracts.replenishmentPlanner,
    ...policy,
  }
  return readShape(policyFileSchema, { document, secret: bytesToHex(randomBytes(32)) }, 'The policy')
}

export const termsOf = ({
  supplier,
  start,
  periodHours,
  maximumAgeHours,
  window,
  confirmAbove,
}: PolicyDocument): PolicyTerms => ({ supplier, start, periodHours, maximumAgeHours, window, confirmAbove })

export const policyCommitment = ({ document, secret }: PolicyFile): string =>
  planCommitment('policy', planSalt(secret, 'policy', 'policy'), document)

const TERMS =
  'tuple(address supplier,uint40 start,uint16 periodHours,uint16 maximumAgeHours,uint8 window,uint8 confirmAbove)'

/** What the id of a policy is made of. */
export interface PolicyOnChain {
  readonly chainId: bigint | number
  /** Address of ReplenishmentPlanner. */
  readonly contract: string
  readonly organisation: string
  readonly commitment: string
  readonly terms: PolicyTerms
}

/** `IReplenishmentPlanner.policyIdOf`. */
export const policyIdFrom = ({ chainId, contract, organisation, commitment, terms }: PolicyOnChain): string =>
  keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ['uint256', 'address', 'address', 'bytes32', TERMS],
      [chainId, contract, organisation, commitment, terms],
    ),
  )

/** The id under which the chain has the policy of a file, once it is set. */
export function policyIdOf(file: PolicyFile): string {
  const { chainId, contract, organisation } = file.document
  const commitment = policyCommitment(file)
  return policyIdFrom({ chainId, contract, organisation, commitment, terms: termsOf(file.document) })
}

/** The period of a policy at a time in seconds since 1970. @throws RefusedError PLAN_REFUSED before the first */
export function policyPeriodAt(
  { start, periodHours }: Pick<PolicyTerms, 'start' | 'periodHours'>,
  time: number,
) {
  if (time < start) throw new RefusedError('PLAN_REFUSED', 'The first period of the policy has not begun.')
  return Math.floor((time - start) / (periodHours * 3600))
}
