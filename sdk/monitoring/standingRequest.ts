import { AbiCoder, keccak256 } from 'ethers'
import { z } from 'zod'
import type { IMonitoring } from '../abi/types/Monitoring.d.ts'
import type { Contracts } from '../chain/contracts.ts'
import { addressSchema, hashSchema } from '../chain/schemas.ts'
import { timeInWords } from '../consent/terms.ts'
import {
  CATEGORIES,
  categoryNumber,
  categoryOf,
  PURPOSE_WORDS,
  PURPOSES,
  purposeNumber,
  purposeOf,
} from '../consent/vocabulary.ts'
import { InvalidInputError } from '../errors/index.ts'

/** Last second that the contracts can hold. */
const LAST_SECOND = 2 ** 40 - 1
const secondSchema = z.number().int().min(0).max(LAST_SECOND)

/** Shortest heartbeat in seconds: see `Monitoring.MINIMUM_HEARTBEAT`. */
export const MINIMUM_HEARTBEAT = 60

/** Shape of a standing request in messages from peers. */
export const standingRequestSchema = z.strictObject({
  patient: addressSchema,
  /** Who is alerted. */
  requester: addressSchema,
  modelVersion: hashSchema,
  purpose: z.enum(PURPOSES),
  category: z.enum(CATEGORIES),
  /** keccak256 of the secret that salts the reports. */
  secretHash: hashSchema,
  /** Seconds since 1970; 0 for at once. */
  start: secondSchema,
  /** Seconds since 1970: the first after the period. */
  end: secondSchema,
  /** Seconds without a report after which the silence is an event. */
  heartbeat: z
    .number()
    .int()
    .min(MINIMUM_HEARTBEAT)
    .max(2 ** 32 - 1),
  /** In decimal: makes it another than one that ended. */
  nonce: z.string().regex(/^\d{1,77}$/),
})

/** What a patient approves once: that one model watches one category of records for one requester over a period. */
export type StandingRequest = z.infer<typeof standingRequestSchema>

/** Checks a standing request from anywhere. @throws InvalidInputError MESSAGE_INVALID */
export function parseStandingRequest(value: unknown): StandingRequest {
  const result = standingRequestSchema.safeParse(value)
  if (result.success) return result.data
  throw new InvalidInputError(
    'MESSAGE_INVALID',
    `The standing request is malformed at '${result.error.issues[0]?.path.join('.')}'.`,
  )
}

/** The standing request as the contract takes it. */
export const encodeStandingRequest = (standing: StandingRequest) => ({
  ...standing,
  purpose: purposeNumber(standing.purpose),
  category: categoryNumber(standing.category),
})

/** The standing request as an event of the contract tells it. */
export const decodeStandingRequest = (encoded: IMonitoring.StandingRequestStructOutput): StandingRequest => ({
  patient: encoded.patient,
  requester: encoded.requester,
  modelVersion: encoded.modelVersion,
  purpose: purposeOf(encoded.purpose),
  category: categoryOf(encoded.category),
  secretHash: encoded.secretHash,
  start: Number(encoded.start),
  end: Number(encoded.end),
  heartbeat: Number(encoded.heartbeat),
  nonce: String(encoded.nonce),
})

/** The id of a standing request: the twin of `Monitoring.standingIdOf`. */
export function standingIdOf(contracts: Contracts, standing: StandingRequest): string {
  const { monitoring } = contracts.deployment.contracts
  const { patient, requester, modelVersion, purpose, category, secretHash, start, end, heartbeat, nonce } =
    encodeStandingRequest(standing)
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(
      [
        'uint256',
        'address',
        'tuple(address,address,bytes32,uint8,uint8,bytes32,uint40,uint40,uint32,uint256)',
      ],
      [
        contracts.chainId,
        monitoring,
        [patient, requester, modelVersion, purpose, category, secretHash, start, end, heartbeat, nonce],
      ],
    ),
  )
}

/** The id of an alert, which nodes sign as the id of a request: the twin of `Monitoring.alertIdOf`. */
export const alertIdOf = (standingId: string, eventHash: string): string =>
  keccak256(AbiCoder.defaultAbiCoder().encode(['bytes32', 'bytes32'], [standingId, eventHash]))

/** The words that a patient signs: the twin of `ConsentWords.describeMonitoring`. */
export function approvalWords({ category, purpose, start, end }: StandingRequest): string {
  const use = PURPOSE_WORDS[purposeNumber(purpose)]
  const from = start === 0 ? '' : ` from ${timeInWords(start)}`
  const period = `${from} until ${timeInWords(end)}`
  return `Watch my ${category.replace('-', ' ')} for ${use}${period}, alert this account, and show alerts and their severity publicly beside my address`
}
