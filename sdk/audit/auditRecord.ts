import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { payloadSegmentBytes } from '../crypto/payload.ts'
import { IntegrityError } from '../errors/index.ts'
import type { RecordEvidence } from '../records/releasedRecord.ts'
import { verifyEvidence } from '../records/verifyEvidence.ts'
import type { BlockReader } from '../storage/blockstore.ts'
import { verifyContent } from '../storage/verifyContent.ts'
import { type Check, check, type Evidence } from './check.ts'

/** Checks a record against its anchor, and its stored ciphertext against its content identifier. */
export async function auditRecord(
  contracts: Contracts,
  blocks: BlockReader,
  record: RecordEvidence,
): Promise<Check[]> {
  return [
    await check('Record matches its anchor', () => verifyAnchor(contracts, record)),
    await check('Stored ciphertext is whole', () => verifyCiphertext(blocks, record)),
  ]
}

async function verifyAnchor(contracts: Contracts, record: RecordEvidence): Promise<Evidence> {
  const recordId = await verifyEvidence(contracts, record)
  const { commitment, custodianOrg } = record.ref
  const { recordRegistry, deployment } = contracts
  const [event] = await read(
    recordRegistry.queryFilter(recordRegistry.filters.RecordAnchored(recordId), deployment.block),
  )
  return {
    recordId,
    commitment,
    custodianOrg,
    ...(event && { transaction: event.transactionHash, block: event.blockNumber }),
  }
}

async function verifyCiphertext(blocks: BlockReader, { locator }: RecordEvidence): Promise<Evidence> {
  const result = await verifyContent(blocks, locator.cid)
  if (result.ok) return { cid: locator.cid, blocks: result.blocks, bytes: result.bytes }
  const hint =
    result.code === 'BLOCK_NOT_FOUND'
      ? ' Where the record was re-keyed meanwhile, ask for newer evidence.'
      : ''
  const segment = Math.floor(result.offset / payloadSegmentBytes)
  throw new IntegrityError(
    result.code,
    `${result.message} It is segment ${segment} of the ciphertext, from byte ${result.offset}, in block ${result.cid}.${hint}`,
  )
}
