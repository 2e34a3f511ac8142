import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'

/**
 * The batches that an organisation made, or of which it ever accepted a part: what it holds or held. As the chain has it now.
 * @throws UnavailableError CHAIN_UNAVAILABLE
 */
export async function heldBatches(
  { drugProvenance, deployment }: Contracts,
  organisation: string,
): Promise<readonly string[]> {
  const { BatchCommissioned, TransferAccepted } = drugProvenance.filters
  const since = deployment.block
  const [made, accepted] = await Promise.all([
    read(drugProvenance.queryFilter(BatchCommissioned(undefined, organisation), since)),
    read(drugProvenance.queryFilter(TransferAccepted(undefined, undefined, organisation), since)),
  ])
  return [...new Set([...made, ...accepted].map(({ args }) => args.batchId))]
}
