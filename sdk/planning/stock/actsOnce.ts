import type { Contracts } from '../../chain/contracts.ts'
import { readActs } from '../../provenance/history/readActs.ts'
import type { MinedAct } from '../../provenance/history/step.ts'

/** Every act on a batch, in the order of the chain. */
export type ActsReader = (batchId: string) => Promise<readonly MinedAct[]>

/** Reads each batch once, as it is then: for one question, not to be kept. @see readActs */
export function actsOnce(contracts: Contracts): ActsReader {
  const read = new Map<string, Promise<readonly MinedAct[]>>()
  return (batchId) => {
    const acts = read.get(batchId) ?? readActs(contracts, batchId)
    read.set(batchId, acts)
    return acts
  }
}
