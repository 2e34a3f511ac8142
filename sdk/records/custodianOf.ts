import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { RefusedError } from '../errors/index.ts'

/** The organisation that anchored a record singly. @throws RefusedError RECORD_NOT_ANCHORED */
export async function custodianOf(contracts: Contracts, recordId: string): Promise<string> {
  const { recordRegistry, deployment } = contracts
  const filter = recordRegistry.filters.RecordAnchored(recordId)
  const [event] = await read(recordRegistry.queryFilter(filter, deployment.block))
  if (event) return event.args.custodianOrg
  throw new RefusedError('RECORD_NOT_ANCHORED', `There is no anchor of the record ${recordId}.`)
}
