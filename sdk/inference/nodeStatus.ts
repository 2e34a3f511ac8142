import { z } from 'zod'
import { addressSchema, hashSchema } from '../chain/schemas.ts'

const count = z.number().int().nonnegative()

/** How much of something a node has not finished. */
const loadSchema = z.object({
  waiting: count,
  underWay: count,
})

export type Load = z.infer<typeof loadSchema>

/** What a node works on: requests for reports, records that are watched, logs of temperatures, replenishment policies. */
export const WORK_KINDS = ['requests', 'alerts', 'logs', 'plans'] as const
export type WorkKind = (typeof WORK_KINDS)[number]

/**
 * What a node of the oracle says of itself (`GET /status`): counts, and nothing about whom. It is the word of whoever runs
 * the node: the chain bears out none of it but the head.
 */
export const nodeStatusSchema = z.object({
  format: z.literal('salus-node/1'),
  account: addressSchema,
  /** Unavailable: it has not seen the chain for half a minute, or its last look failed. */
  status: z.enum(['ok', 'unavailable']),
  startedAt: z.iso.datetime(),
  /** The latest block that it has worked up to; null before its first look. */
  head: z.object({ number: count, hash: hashSchema }).nullable(),
  /** The latest reorganisation that it met since it started. */
  lastReorganisation: z.object({ depth: count, at: z.iso.datetime() }).nullable(),
  queue: z.record(z.enum(WORK_KINDS), loadSchema),
  /** Reports that it had signed before one landed: whether what landed is what it had signed. */
  landed: z.object({ agreed: count, differed: count }),
  /** Answers of other nodes that were not its own. */
  disagreements: count,
  /** Model versions that it answers for. */
  models: z.array(hashSchema).max(1_000),
})

export type NodeStatus = z.infer<typeof nodeStatusSchema>
