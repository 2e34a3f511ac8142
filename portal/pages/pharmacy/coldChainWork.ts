import type { Contracts } from '../../../sdk/chain/contracts.ts'
import { read } from '../../../sdk/chain/send.ts'
import { chainTime } from '../../../sdk/chain/time.ts'
import { temperatureLog } from '../../../sdk/charts/index.ts'
import type { EpcisDocument } from '../../../sdk/epcis/epcisDocument.ts'
import { eventsOf } from '../../../sdk/epcis/event.ts'
import { eventHash } from '../../../sdk/epcis/hash/eventHash.ts'
import { type Excursion, findExcursions } from '../../../sdk/provenance/coldChain/excursions.ts'
import type { ColdChainLog } from '../../../sdk/provenance/coldChain/log.ts'
import { type ColdChainProfile, profiles } from '../../../sdk/provenance/coldChain/profile.ts'
import { readingsOfHashedEvent } from '../../../sdk/provenance/coldChain/readingsOfEvent.ts'
import { chainProfile } from '../../../sdk/provenance/coldChainLog/chainProfile.ts'
import { type AnchoredLog, readLog } from '../../../sdk/provenance/coldChainLog/readLog.ts'
import { eventDigest } from '../../../sdk/provenance/coldChainLog/signLog.ts'
import type { HistoryStep } from '../../../sdk/provenance/history/step.ts'

/** The logs of temperatures that a pack's history names, each as the chain has it now. */
export async function logsOf(
  contracts: Contracts,
  history: readonly HistoryStep[],
): Promise<readonly AnchoredLog[]> {
  const ids = new Set(history.flatMap((step) => (step.name === 'log-anchored' ? [step.logId] : [])))
  const logs = await Promise.all([...ids].map((logId) => readLog(contracts, logId)))
  return logs.filter((log) => log !== undefined)
}

/** The readings of a log, whose hash is the one on the chain. */
export interface ShownLog {
  readonly anchored: AnchoredLog
  readonly log: ColdChainLog
  /** What the chain judged it by; null where it is none of the known ones. */
  readonly profile: ColdChainProfile | null
}

/** Of the events of a trace those whose hash is that of one of the logs; a gateway cannot put others in their place. */
export async function readingsIn(
  contracts: Contracts,
  document: EpcisDocument,
  logs: readonly AnchoredLog[],
): Promise<readonly ShownLog[]> {
  const events = eventsOf({ ...document }).filter(({ event }) => Array.isArray(event.sensorElementList))
  const byDigest = new Map(events.map((event) => [eventDigest(eventHash(event)), event]))
  const known = await Promise.all(
    Object.values(profiles).map(
      async (profile) =>
        [await read(contracts.coldChain.profileIdOf(chainProfile(profile))), profile] as const,
    ),
  )
  const byId = new Map<string, ColdChainProfile>(known)
  // The chain has the log already: its time, and not that of this device, is the one that no reading can be after.
  const now = (await chainTime(contracts)) * 1000
  return logs.flatMap((anchored) => {
    const event = byDigest.get(anchored.eventHash)
    if (!event) return []
    const log = readingsOfHashedEvent(event, now)
    return [{ anchored, log, profile: byId.get(anchored.profileId) ?? null }]
  })
}

/** Bands of the plot: one with more would not be read. */
const MOST = 200

/** When the limits of the label were left, in the order of time; of very many the longest. */
export const excursionsOf = ({ readings }: ColdChainLog, profile: ColdChainProfile): readonly Excursion[] =>
  findExcursions(readings, profile)
    .sort((one, other) => other.seconds - one.seconds)
    .slice(0, MOST)
    .sort((one, other) => one.from - other.from)

export function plotOf(id: string, log: ColdChainLog, profile: ColdChainProfile, meanKinetic: number) {
  const { readings } = log
  const { label, absolute, gapSecondsMaximum } = profile
  const gaps = readings.flatMap(({ time }, index) => {
    const before = readings[index - 1]?.time ?? time
    return time - before > gapSecondsMaximum * 1000 ? [{ from: before, to: time }] : []
  })
  return temperatureLog({
    id,
    readings,
    label,
    limits: absolute,
    meanKinetic,
    excursions: excursionsOf(log, profile),
    gaps: gaps.slice(0, MOST),
  })
}
