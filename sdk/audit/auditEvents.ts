import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import type { EpcisEvent, ScopedEvent } from '../epcis/event.ts'
import { eventsOf } from '../epcis/event.ts'
import { eventHash } from '../epcis/hash/eventHash.ts'
import { validateEpcis } from '../epcis/validateEpcis.ts'
import { IntegrityError, InvalidInputError, RefusedError } from '../errors/index.ts'
import { eventHashOf } from '../provenance/coldChainLog/signLog.ts'
import { SALUS_EPCIS } from '../provenance/epcisEvents/chainEvent.ts'
import { type Check, check, type Evidence } from './check.ts'
import { type StepFinder, stepFinder, tellsStep } from './findStep.ts'

export interface AuditedEvents {
  readonly checks: readonly Check[]
  /** Events, from 1, of which the chain says nothing: they are the word of whoever wrote them. */
  readonly unproven: readonly number[]
}

/**
 * Holds an EPCIS document against the standards, and its events against the chain: that an eventID which is a hash is the hash of
 * its event, that an event which names a transaction of the chain tells what happened in it, and that readings are those that
 * were anchored. The numbers of packs are the document's word: their maker's proof shows those (checkVerification).
 *
 * @throws InvalidInputError INPUT_TOO_LARGE; UnavailableError
 */
export async function auditEvents(contracts: Contracts, bytes: Uint8Array): Promise<AuditedEvents> {
  const { checks, events } = await readEvents(bytes)
  const chain = { finder: stepFinder(contracts), chainId: contracts.chainId }
  const readings = await anchoredReadings(contracts, events)
  const unproven: number[] = []
  for (const [index, scoped] of events.entries()) {
    const nth = index + 1
    const { eventID } = scoped.event
    if (isHash(eventID))
      checks.push(
        await check(`Event ${nth} has the hash that it is named by`, async () => verifyHash(scoped)),
      )
    const told = transactionOf(scoped)
    const anchored = readings.get(eventHash(scoped))
    if (anchored)
      checks.push({ name: `The readings of event ${nth} are anchored`, ok: true, evidence: anchored })
    else if (told !== undefined) {
      checks.push(await check(`Event ${nth} tells what the chain has`, () => verifyStep(chain, scoped, told)))
    } else unproven.push(nth)
  }
  return { checks, unproven }
}

async function readEvents(bytes: Uint8Array): Promise<{ checks: Check[]; events: readonly ScopedEvent[] }> {
  let events: readonly ScopedEvent[] = []
  const checks: Check[] = []
  const name = 'The document follows EPCIS 2.0 and CBV 2.0'
  const whole = await check(name, async () => {
    const { document, problems } = validateEpcis(bytes)
    for (const { path, rule, message } of problems.slice(1)) {
      checks.push({ name, ok: false, evidence: { path, rule }, reason: message, code: 'EPCIS_INVALID' })
    }
    const [first] = problems
    if (first)
      throw new InvalidInputError('EPCIS_INVALID', `${first.message} (${first.rule}, at ${first.path})`)
    events = eventsOf(document)
    return { events: events.length }
  })
  return { checks: [whole, ...checks], events }
}

const isHash = (eventID: unknown): eventID is string =>
  typeof eventID === 'string' && eventID.startsWith('ni:///sha-256;')

async function verifyHash(scoped: ScopedEvent): Promise<Evidence> {
  const hash = eventHash(scoped)
  if (hash === scoped.event.eventID) return { hash }
  throw new IntegrityError('EVENT_CHANGED', `The event was changed: its hash is ${hash}.`)
}

/** The transaction that an event of the chain names, in our namespace. */
function transactionOf({ event, namespaces }: ScopedEvent): string | undefined {
  const told = event['salus:transaction']
  return namespaces.prefixes.get('salus') === SALUS_EPCIS && typeof told === 'string' ? told : undefined
}

async function verifyStep(
  { finder, chainId }: { readonly finder: StepFinder; readonly chainId: bigint },
  scoped: ScopedEvent,
  transaction: string,
): Promise<Evidence> {
  if (!/^0x[0-9a-f]{64}$/.test(transaction)) {
    throw new InvalidInputError('EPCIS_INVALID', 'What the event names is no hash of a transaction.')
  }
  const steps = await finder.steps(transaction)
  if (steps.length === 0) {
    throw new RefusedError('EVENT_NOT_ON_CHAIN', 'The chain has no such transaction about a medicine.')
  }
  if (!steps.some((step) => tellsStep(scoped, step, chainId))) {
    const names = [...new Set(steps.map(({ step }) => step.name))].join(', ')
    throw new IntegrityError(
      'EVENT_CHANGED',
      `In that transaction the chain has: ${names}; the event tells something else.`,
    )
  }
  return { transaction, hash: eventHash(scoped) }
}

const holdsReadings = ({ event }: ScopedEvent): boolean =>
  Array.isArray((event as EpcisEvent & { sensorElementList?: unknown }).sensorElementList)

async function anchoredReadings(
  { coldChain, deployment }: Contracts,
  events: readonly ScopedEvent[],
): Promise<Map<string, Evidence>> {
  if (!events.some(holdsReadings)) return new Map()
  const logs = await read(coldChain.queryFilter(coldChain.filters.LogAnchored(), deployment.block))
  return new Map(
    logs.map(({ args, transactionHash, blockNumber }) => [
      eventHashOf(args.eventHash),
      {
        transaction: transactionHash,
        block: blockNumber,
        logger: args.logger,
        hash: eventHashOf(args.eventHash),
      },
    ]),
  )
}
