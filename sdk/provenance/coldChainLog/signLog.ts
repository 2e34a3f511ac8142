import { AbiCoder, keccak256, ZeroHash } from 'ethers'
import type { Contracts } from '../../chain/contracts.ts'
import { coldChainDomain, fields, type TypedDataSigner } from '../../chain/typedData.ts'
import { InvalidInputError } from '../../errors/index.ts'
import type { ColdChainSummary } from '../coldChain/summary.ts'
import type { UnitPlace } from '../unit.ts'

const TYPES = {
  ColdChainLog: fields(
    'bytes32 batchId,uint8 level,uint32 position,bytes32 eventHash,bytes32 modelHash,Summary summary',
  ),
  Summary: fields(
    'uint40 from,uint40 to,int16 minimum,int16 maximum,int16 meanKinetic,uint32 minutesOutside,uint32 longestGap,uint32 readings',
  ),
}

/** Where nothing but the rules assessed the readings. */
export const NO_MODEL = ZeroHash

/** What a logger says of one unit, or of a range of the batch that lies on one shelf. */
export interface UnitLog {
  readonly unit: UnitPlace
  readonly summary: ColdChainSummary
  /** 32 bytes, 0x-prefixed: {@link eventDigest} of the EPCIS event with the readings. */
  readonly eventHash: string
  /** Hash of what else assessed them, or {@link NO_MODEL}. */
  readonly modelHash: string
}

export interface SignedLog extends UnitLog {
  /** Account of the logger. */
  readonly logger: string
  readonly signature: string
}

/** Signs as the logger. */
export async function signLog(
  contracts: Contracts,
  signer: TypedDataSigner,
  log: UnitLog,
): Promise<SignedLog> {
  const { batchId, level, position } = log.unit
  const { summary, eventHash, modelHash } = log
  const value = { batchId, level, position, eventHash, modelHash, summary }
  const signature = await signer.signTypedData(coldChainDomain(contracts), TYPES, value)
  return { ...log, logger: await signer.getAddress(), signature }
}

/** The id of a log: the twin of `ColdChain.logIdOf`. */
export const logIdOf = (
  { chainId, deployment }: Contracts,
  { batchId, level, position }: UnitPlace,
  eventHash: string,
): string =>
  keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ['uint256', 'address', 'bytes32', 'uint8', 'uint32', 'bytes32'],
      [chainId, deployment.contracts.coldChain, batchId, level, position, eventHash],
    ),
  )

/**
 * The 32 bytes of an EPCIS event hash (`ni:///sha-256;…?ver=CBV2.0`), as the chain keeps it.
 * @throws InvalidInputError EPCIS_INVALID
 */
export function eventDigest(eventHash: string): string {
  const [, digest] = /^ni:\/\/\/sha-256;([0-9a-f]{64})\?ver=CBV2\.0$/.exec(eventHash) ?? []
  if (digest) return `0x${digest}`
  throw new InvalidInputError('EPCIS_INVALID', 'An event hash has the form ni:///sha-256;…?ver=CBV2.0.')
}

/** The event hash of 32 bytes: the inverse of {@link eventDigest}. */
export const eventHashOf = (digest: string): string => `ni:///sha-256;${digest.slice(2)}?ver=CBV2.0`
