import { numberOf, textOf } from '../eventFields.ts'
import type { IndexStore } from '../indexStore.ts'

/** One period of a custodian's disclosure log. Times are seconds since 1970. */
export interface DisclosureRoot {
  readonly sequence: number
  readonly root: string
  readonly size: number
  readonly oldestAt: number
  /** Of the chain of roots, after this one. */
  readonly head: string
  readonly anchoredAt: number
}

/** The roots that a custodian anchored, in order. */
export async function rootsOf(store: IndexStore, custodianOrg: string): Promise<DisclosureRoot[]> {
  const roots: DisclosureRoot[] = []
  await store.visit({ contracts: ['disclosureLog'], organisation: custodianOrg }, (event) => {
    roots.push({
      sequence: numberOf(event, 'sequence'),
      root: textOf(event, 'root'),
      size: numberOf(event, 'size'),
      oldestAt: numberOf(event, 'oldestAt'),
      head: textOf(event, 'head'),
      anchoredAt: event.time,
    })
  })
  return roots
}
