import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { chainTime } from '../chain/time.ts'
import { RefusedError } from '../errors/index.ts'
import { findUnit } from './findUnit.ts'
import { TRANSFERS, type Transfer, type UnitRef } from './unit.ts'

/** A proposal that waits to be accepted. */
export interface OpenProposal {
  readonly unit: UnitRef
  /** Organisations. */
  readonly proposer: string
  readonly receiver: string
  readonly transfer: Transfer
  readonly isReturn: boolean
  /** First second since 1970 at which it cannot be accepted any more. */
  readonly expiresAt: number
  /** Whether the state of the unit forbids to accept it now: a hold, a recall or its expiry, and no return. */
  readonly isBlocked: boolean
  readonly blockNumber: number
  readonly transactionHash: string
}

export interface ProposalFilter {
  readonly receiver?: string
  readonly proposer?: string
  readonly batchId?: string
}

/** The open proposals, in the order in which they were made. */
export async function listProposals(
  contracts: Contracts,
  { batchId, proposer, receiver }: ProposalFilter,
): Promise<OpenProposal[]> {
  const { drugProvenance, deployment } = contracts
  const filter = drugProvenance.filters.TransferProposed(batchId, proposer, receiver)
  const [events, now] = await Promise.all([
    read(drugProvenance.queryFilter(filter, deployment.block)),
    chainTime(contracts),
  ])
  // Whether it still stands only the chain says; of several for one unit the last may.
  const latest = new Map(
    events
      .filter(({ args }) => Number(args.expiresAt) > now)
      .map((event) => [
        [event.args.batchId, event.args.level, event.args.position, event.args.transfer].join(),
        event,
      ]),
  )
  const proposals = await Promise.all([...latest.values()].map((event) => standing(contracts, event)))
  return proposals.filter((proposal) => proposal !== undefined)
}

type Proposed = Awaited<ReturnType<Contracts['drugProvenance']['queryFilter']>>[number] & {
  readonly args: {
    readonly batchId: string
    readonly proposer: string
    readonly receiver: string
    readonly level: bigint
    readonly position: bigint
    readonly transfer: bigint
    readonly isReturn: boolean
    readonly expiresAt: bigint
  }
}

async function standing(contracts: Contracts, event: Proposed): Promise<OpenProposal | undefined> {
  const { args, blockNumber, transactionHash } = event
  const place = { level: Number(args.level), position: Number(args.position) }
  const found = await findUnit(contracts, args.batchId, place).catch((error: unknown) => {
    if (error instanceof RefusedError) return undefined
    throw error
  })
  if (!found || found.unit.level !== place.level || found.state.childLevel !== null) return undefined
  const { unit, state } = found
  const proposal = await read(contracts.drugProvenance.proposalOf(unit, args.transfer))
  const stands =
    proposal.receiver === args.receiver &&
    proposal.expiresAt === args.expiresAt &&
    proposal.transfer === args.transfer &&
    proposal.isReturn === args.isReturn
  if (!stands) return undefined
  return {
    unit,
    proposer: args.proposer,
    receiver: args.receiver,
    transfer: TRANSFERS[Number(args.transfer)] ?? 'both',
    isReturn: args.isReturn,
    expiresAt: Number(args.expiresAt),
    isBlocked: !args.isReturn && (state.holds.length > 0 || state.isExpired),
    blockNumber,
    transactionHash,
  }
}
