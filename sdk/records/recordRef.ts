import { AbiCoder, id, keccak256, ZeroHash } from 'ethers'
import { z } from 'zod'
import type { Contracts } from '../chain/contracts.ts'
import { addressSchema, hashSchema } from '../chain/schemas.ts'
import { CATEGORIES, type Category, categoryNumber } from '../consent/vocabulary.ts'

const RECORD_DOMAIN = id('salus.record.id.v1')

/** Shape of {@link RecordRef} in messages from peers. */
export const recordRefSchema = z.strictObject({
  custodianOrg: addressSchema,
  patient: addressSchema,
  category: z.enum(CATEGORIES),
  commitment: hashSchema,
  root: hashSchema,
  index: z
    .number()
    .int()
    .nonnegative()
    .max(2 ** 32 - 1),
  proof: z.array(hashSchema).max(32),
})

/** Names a record and where its anchor is: an empty proof means a single anchor. */
export interface RecordRef {
  readonly custodianOrg: string
  readonly patient: string
  readonly category: Category
  readonly commitment: string
  readonly root: string
  readonly index: number
  readonly proof: readonly string[]
}

/** The reference of a record that is anchored singly. */
export const singleAnchor = (
  custodianOrg: string,
  patient: string,
  category: Category,
  commitment: string,
): RecordRef => ({ custodianOrg, patient, category, commitment, root: ZeroHash, index: 0, proof: [] })

/** The reference as the contracts take it. */
export const encodeRecordRef = (ref: RecordRef) => ({
  ...ref,
  category: categoryNumber(ref.category),
  proof: [...ref.proof],
})

/** The id of a record: the twin of `RecordRegistry.recordIdOf`. */
export function recordIdOf(
  contracts: Contracts,
  ref: Pick<RecordRef, 'custodianOrg' | 'patient' | 'category' | 'commitment'>,
): string {
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ['bytes32', 'uint256', 'address', 'address', 'address', 'uint8', 'bytes32'],
      [
        RECORD_DOMAIN,
        contracts.chainId,
        contracts.deployment.contracts.recordRegistry,
        ref.custodianOrg,
        ref.patient,
        categoryNumber(ref.category),
        ref.commitment,
      ],
    ),
  )
}
