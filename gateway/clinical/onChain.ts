import { latestBlock } from '../../sdk/chain/latestBlock.ts'
import { read } from '../../sdk/chain/send.ts'
import type { GatewayContext } from '../context.ts'
import { textOf } from '../index/eventFields.ts'

/** A commitment that the chain took, and when: seconds since 1970. */
export interface OnChain {
  readonly at: number
  readonly commitment: string
}

/**
 * The last outcome that a clinician committed to for a report: the contract keeps it in its events alone. What the index
 * does not have yet is asked of the node, so that it can be handed in as soon as it has landed.
 */
export async function latestOutcome(
  context: GatewayContext,
  requestId: string,
  clinician: string,
): Promise<OnChain | undefined> {
  const { contracts, index } = context
  const { inferenceOracle, deployment } = contracts
  const [head, latest] = await Promise.all([index.head(), latestBlock(contracts)])
  const next = head ? head.number + 1 : deployment.block
  if (next <= latest) {
    const logs = await read(
      inferenceOracle.queryFilter(
        inferenceOracle.filters.OutcomeRecorded(requestId, clinician),
        next,
        latest,
      ),
    )
    const last = logs.at(-1)
    if (last) return { at: (await read(last.getBlock())).timestamp, commitment: last.args.commitment }
  }
  let found: OnChain | undefined
  await index.visit(
    { contracts: ['inferenceOracle'], names: ['OutcomeRecorded'], subject: requestId },
    (event) => {
      if (event.args.clinician !== clinician) return
      found = { at: event.time, commitment: textOf(event, 'commitment') }
    },
  )
  return found
}
