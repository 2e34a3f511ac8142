import { numberOf, textOf, textsOf } from '../eventFields.ts'
import type { IndexStore } from '../indexStore.ts'

/** A configuration of the committee. Times are seconds since 1970. */
export interface IndexedCommittee {
  readonly digest: string
  /** In increasing order, each with the organisation at its place in {@link organisations}. */
  readonly signers: readonly string[]
  readonly organisations: readonly string[]
  /** f: how many may be faulty. */
  readonly faults: number
  readonly announcedAt: number
  /** First second of the configuration, if no other was announced before then. */
  readonly from: number
  /** Signers that were taken out of it. */
  readonly excluded: readonly string[]
}

/** Every configuration that was ever announced, in order. */
export async function committees(store: IndexStore): Promise<IndexedCommittee[]> {
  const configurations = new Map<string, IndexedCommittee>()
  await store.visit({ names: ['CommitteeAnnounced', 'SignerExcluded'] }, (event) => {
    const digest = textOf(event, 'digest')
    const known = configurations.get(digest)
    if (event.name === 'CommitteeAnnounced') {
      configurations.set(digest, {
        digest,
        signers: textsOf(event, 'signers'),
        organisations: textsOf(event, 'organisations'),
        faults: numberOf(event, 'faults'),
        announcedAt: event.time,
        from: numberOf(event, 'from'),
        excluded: [],
      })
    } else if (event.name === 'SignerExcluded' && known) {
      configurations.set(digest, { ...known, excluded: [...known.excluded, textOf(event, 'signer')] })
    }
  })
  return [...configurations.values()]
}
