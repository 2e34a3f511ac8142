import { type ReadonlySignal, signal } from '@preact/signals'
import type { Contracts } from '../../../sdk/chain/contracts.ts'
import { mapInOrder } from '../../../sdk/crypto/mapInOrder.ts'
import { receiptChecker, type Standing } from '../../../sdk/disclosures/standing.ts'
import {
  type DisclosurePage,
  MAXIMUM_PAGE,
  type NumberedDisclosure,
  type PatientDisclosures,
} from '../../../sdk/gateway/protocol.ts'
import { nextTask } from '../../parts/nextTask.ts'

/** The newest first, without those of locators: where the record lies is no disclosure to anyone. */
export const NEWEST = { order: 'newest', only: 'access' } as const

/** Receipts that are asked for at once where pages are turned: few enough to be read without a pause. */
const FURTHER = 200

/** The receipts about a patient, read from the gateway as far as somebody looks. */
export interface ReceiptList {
  readonly rows: ReadonlySignal<readonly NumberedDisclosure[]>
  readonly total: ReadonlySignal<number>
  /** Reads on until there are so many, or all. */
  readUntil(count: number): Promise<void>
}

export function createReceiptList(
  first: PatientDisclosures,
  ask: (page: DisclosurePage) => Promise<PatientDisclosures>,
): ReceiptList {
  const rows = signal(first.disclosures)
  const total = signal(Math.max(first.total, first.disclosures.length))
  const readOn = async (count: number) => {
    const known = rows.value
    if (known.length >= Math.min(count, total.value)) return
    const after = known.at(-1)?.id ?? Number.MAX_SAFE_INTEGER
    const limit = count - known.length > FURTHER ? MAXIMUM_PAGE : FURTHER
    const { disclosures } = await ask({ ...NEWEST, limit, after })
    // A gateway that gives the same again would keep the page busy for ever.
    const fresh = disclosures.filter(({ id }) => id < after)
    rows.value = [...known, ...fresh]
    if (fresh.length < limit) total.value = rows.value.length
    await nextTask()
    await readOn(count)
  }
  let reading: Promise<void> = Promise.resolve()
  return {
    rows,
    total,
    readUntil(count) {
      reading = reading.catch(() => undefined).then(() => readOn(count))
      return reading
    },
  }
}

/** What the chain says of receipts, by their ids. */
export interface Standings {
  readonly known: ReadonlySignal<ReadonlyMap<number, Standing>>
  /** Checks those that were not checked yet. @throws UnavailableError */
  check(receipts: readonly NumberedDisclosure[], signal: AbortSignal): Promise<void>
}

/** Checks that are under way at once: what they ask of the chain goes out together. */
const AT_ONCE = 8
/** Milliseconds from one showing of what was found to the next. */
const SHOWN_EVERY = 200

export function createStandings(contracts: Contracts): Standings {
  const known = signal<ReadonlyMap<number, Standing>>(new Map())
  const standingOf = receiptChecker(contracts)
  const checked = async (receipt: NumberedDisclosure) => {
    // Each in a task of its own: to find who signed it takes milliseconds, which together would freeze the page.
    await nextTask()
    return [receipt.id, await standingOf(receipt)] as const
  }
  return {
    known,
    async check(receipts, signal) {
      const found = new Map<number, Standing>()
      const show = () => {
        known.value = new Map([...known.value, ...found])
        found.clear()
      }
      let shownAt = performance.now()
      try {
        for await (const [id, standing] of mapInOrder(pending(receipts, known, signal), AT_ONCE, checked)) {
          found.set(id, standing)
          if (performance.now() - shownAt < SHOWN_EVERY) continue
          show()
          shownAt = performance.now()
        }
      } finally {
        if (!signal.aborted) show()
      }
    },
  }
}

function* pending(receipts: readonly NumberedDisclosure[], known: Standings['known'], signal: AbortSignal) {
  for (const receipt of receipts) {
    if (signal.aborted) return
    if (!known.value.has(receipt.id)) yield receipt
  }
}
