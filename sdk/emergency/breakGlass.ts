import type { ContractTransactionReceipt } from 'ethers'
import { z } from 'zod'
import type { Contracts } from '../chain/contracts.ts'
import { addressSchema } from '../chain/schemas.ts'
import { read, send } from '../chain/send.ts'
import { chainTime } from '../chain/time.ts'
import { type Statement, statementKind } from '../inference/statement.ts'

/** Most characters of a reason. */
export const LONGEST_REASON = 2000

const schema = z.strictObject({
  format: z.literal('salus-emergency-reason/1'),
  responder: addressSchema,
  patient: addressSchema,
  reason: z.string().trim().min(1).max(LONGEST_REASON),
})

/** Why a responder breaks the glass. The chain holds a commitment; the reviewer is shown the words and the salt. */
export type EmergencyReason = z.infer<typeof schema>

const kind = statementKind('salus.emergency.reason.v1', schema)

/** @throws InvalidInputError MESSAGE_INVALID where there is no reason, or one too long */
export const stateReason = (
  reason: Omit<EmergencyReason, 'format'>,
  salt?: Uint8Array,
): Statement<EmergencyReason> => kind.make({ format: 'salus-emergency-reason/1', ...reason }, salt)

/** The reason behind an episode's commitment. @throws as `open` of {@link statementKind} */
export const openReason = (
  statement: Pick<Statement<unknown>, 'content' | 'salt'>,
  commitment: string,
): EmergencyReason => kind.open(statement, commitment)

/** Opens a patient's records for an emergency, as the responder that `contracts` is connected to. */
export const breakGlass = (
  contracts: Contracts,
  { content, commitment }: Statement<EmergencyReason>,
): Promise<ContractTransactionReceipt> =>
  send(contracts.emergencyAccess.breakGlass(content.patient, commitment))

/** Closes a window early, as its responder. */
export const closeEpisode = (contracts: Contracts, episodeId: string): Promise<ContractTransactionReceipt> =>
  send(contracts.emergencyAccess.close(episodeId))

/** One window that a responder opened. Times are seconds since 1970. */
export interface OwnEpisode {
  readonly episodeId: string
  readonly patient: string
  readonly until: number
  readonly isOpen: boolean
}

/** The windows of a responder, the newest first. */
export async function listOwnEpisodes(
  contracts: Contracts,
  responder: string,
): Promise<readonly OwnEpisode[]> {
  const { emergencyAccess, deployment } = contracts
  const [events, now] = await Promise.all([
    read(
      emergencyAccess.queryFilter(
        emergencyAccess.filters.GlassBroken(undefined, undefined, responder),
        deployment.block,
      ),
    ),
    chainTime(contracts),
  ])
  const episodes = await Promise.all(
    events.map(async ({ args: { episodeId, patient } }) => {
      const until = Number((await read(emergencyAccess.episodeOf(episodeId))).until)
      return { episodeId, patient, until, isOpen: now < until }
    }),
  )
  return episodes.toReversed()
}
