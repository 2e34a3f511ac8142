import type { Contracts } from '../chain/contracts.ts'
import { hashSchema } from '../chain/schemas.ts'
import { read } from '../chain/send.ts'
import { parseDateTimeStamp } from '../epcis/dateTimeStamp.ts'
import type { EpcisEvent } from '../epcis/event.ts'
import { partyUris } from '../provenance/epcisEvents/parties.ts'
import { stepEvent } from '../provenance/epcisEvents/stepEvent.ts'
import type { HistoryStep } from '../provenance/history/step.ts'
import { readHistory } from '../provenance/readHistory.ts'
import { unitUri } from '../provenance/trace.ts'

/** What happened in a transaction to a batch. */
export interface BatchStep {
  readonly batchId: string
  readonly step: HistoryStep
}

export interface StepFinder {
  /** @throws UnavailableError; IntegrityError CHAIN_LOG_INVALID */
  steps(transaction: string): Promise<readonly BatchStep[]>
}

/** Finds what the chain has of medicines in a transaction. Histories are read once. */
export function stepFinder(contracts: Contracts): StepFinder {
  const histories = new Map<string, Promise<HistoryStep[]>>()
  const historyOf = (batchId: string) => {
    const known = histories.get(batchId) ?? readHistory(contracts, batchId)
    histories.set(batchId, known)
    return known
  }
  return {
    async steps(transaction) {
      const found: BatchStep[] = []
      for (const batchId of await batchesOf(contracts, transaction)) {
        for (const step of await historyOf(batchId)) {
          if (step.transactionHash === transaction) found.push({ batchId, step })
        }
      }
      return found
    },
  }
}

/** Batches that a transaction's events of our contracts are about. */
async function batchesOf({ runner, deployment }: Contracts, transaction: string): Promise<string[]> {
  const receipt = await read(Promise.resolve(runner.provider?.getTransactionReceipt(transaction)))
  const { drugProvenance, investigations, coldChain } = deployment.contracts
  const logs = (receipt?.logs ?? []).filter(({ address }) =>
    [drugProvenance, investigations, coldChain].includes(address),
  )
  const topics = logs.flatMap(({ topics: [, first, second] }) => [first, second])
  const exists = async (topic: string) => {
    const commissioned = await read(
      runner.provider?.getLogs({
        address: drugProvenance,
        fromBlock: deployment.block,
        topics: [null, topic],
      }) ?? Promise.resolve([]),
    )
    return commissioned.length > 0
  }
  const candidates = [...new Set(topics)].filter(
    (topic) => topic !== undefined && hashSchema.safeParse(topic).success,
  )
  const known = await Promise.all(candidates.map((topic) => exists(topic ?? '')))
  return candidates.filter((topic, index): topic is string => topic !== undefined && known[index] === true)
}

/** Members that a repository adds, or that are no part of what happened (CBV 2.0, section 8.9.2). */
const ASIDE = new Set(['@context', 'eventID', 'recordTime', 'certificationInfo'])

/**
 * Whether an event tells what a step on the chain was. The pack is as the event names it. An organisation that it names by a GLN,
 * or a unit by an SSCC, is one that the chain knows by its address or place: which, the chain does not say.
 */
export function tellsStep(
  { event }: { readonly event: EpcisEvent },
  { batchId, step }: BatchStep,
  chainId: bigint,
): boolean {
  const epc = firstText(event.epcList) ?? firstText(event.childEPCs) ?? ''
  const lot = (event.ilmd as Record<string, unknown> | undefined)?.['cbvmda:lotNumber']
  const told = stepEvent(step, {
    batchId,
    index: indexOf(epc),
    epc,
    ...(typeof lot === 'string' ? { lot } : {}),
    partyUri: partyUris(chainId),
    unitUri,
  })
  if (!told) return false
  const names = new Set(
    [...Object.keys(told.event), ...Object.keys(event)].filter((name) => !ASIDE.has(name)),
  )
  return [...names].every((name) =>
    name === 'eventTime'
      ? parseDateTimeStamp(told.event.eventTime) === parseDateTimeStamp(event.eventTime)
      : agrees(told.event[name], event[name]),
  )
}

const firstText = (list: unknown): string | undefined => {
  const first: unknown = Array.isArray(list) ? list[0] : undefined
  return typeof first === 'string' ? first : undefined
}

/** Index of the first pack of a unit that is named by its place. */
function indexOf(uri: string): number {
  const [, level, position] =
    /^https:\/\/salus\.example\/unit\/0x[0-9a-f]{64}\/(\d{1,2})\/(\d{1,8})$/.exec(uri) ?? []
  return level === undefined ? 0 : Number(position) * 2 ** Number(level)
}

function agrees(ours: unknown, given: unknown): boolean {
  if (typeof ours === 'string' && typeof given === 'string') return isSameText(ours, given)
  if (Array.isArray(ours) && Array.isArray(given)) {
    return ours.length === given.length && ours.every((one, index) => agrees(one, given[index]))
  }
  if (isObject(ours) && isObject(given)) {
    const names = [...new Set([...Object.keys(ours), ...Object.keys(given)])]
    return names.every((name) => agrees(ours[name], given[name]))
  }
  return ours === given
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Standard words may be written out; parties and units may have names of GS1's. */
function isSameText(ours: string, given: string): boolean {
  if (ours.startsWith('did:') && /\/417\/\d{13}$/.test(given)) return true
  if (ours.startsWith('https://salus.example/unit/') && /\/00\/\d{18}$/.test(given)) return true
  return ours === given.replace(/^(?:https:\/\/ref\.gs1\.org\/cbv\/|cbv:)(?:BizStep|Disp|SDT)-/, '')
}
