import type { Contracts } from '../../sdk/chain/contracts.ts'
import type { ScopedEvent } from '../../sdk/epcis/event.ts'
import { eventHash } from '../../sdk/epcis/hash/eventHash.ts'
import { IntegrityError } from '../../sdk/errors/index.ts'
import type { EpcisClient } from '../../sdk/gateway/epcisCalls.ts'
import { signReadingsRequest } from '../../sdk/gateway/readingsRequest.ts'
import type { AnchoredLog } from '../../sdk/provenance/coldChainLog/readLog.ts'
import { eventHashOf } from '../../sdk/provenance/coldChainLog/signLog.ts'
import type { OracleSigner } from '../keys/oracleSigner.ts'
import type { KeyDeadline } from '../requests/keyDeadlines.ts'

export interface ReadingsOpener {
  readonly contracts: Contracts
  readonly signer: OracleSigner
  /** At least one: the logs of different organisations are with different gateways. */
  readonly gateways: readonly Pick<EpcisClient, 'readings'>[]
  readonly keyDeadline: KeyDeadline
}

/**
 * The event with the readings of an anchored log, which is the one that the logger signed, from the first gateway that gives it.
 * @throws what the last gateway failed with: RefusedError where it does not have it or says no, IntegrityError EPCIS_INVALID
 * where it gives another one
 */
export async function openReadings(
  { contracts, signer, gateways, keyDeadline }: ReadingsOpener,
  log: Pick<AnchoredLog, 'logId' | 'eventHash'>,
  signal: AbortSignal,
): Promise<ScopedEvent> {
  let failure: unknown
  for (const gateway of gateways) {
    try {
      const deadline = await keyDeadline()
      const request = await signReadingsRequest(contracts, signer, { logId: log.logId, deadline })
      return requireAnchored(await gateway.readings(request, { signal }), log)
    } catch (error) {
      if (signal.aborted) throw error
      failure = error
    }
  }
  throw failure
}

function requireAnchored(
  event: ScopedEvent,
  { logId, eventHash: anchored }: Pick<AnchoredLog, 'logId' | 'eventHash'>,
): ScopedEvent {
  if (eventHash(event) === eventHashOf(anchored)) return event
  throw new IntegrityError(
    'EPCIS_INVALID',
    `A gateway gives another event for the log ${logId} than was anchored.`,
  )
}
