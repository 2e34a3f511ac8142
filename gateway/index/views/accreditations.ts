import { numberOf, textOf } from '../eventFields.ts'
import type { IndexStore } from '../indexStore.ts'

/** As `IAccreditationRegistry.Accreditation`. Times are seconds since 1970. */
export interface IndexedAccreditation {
  readonly account: string
  readonly organisation: string
  /** Mask of `contracts/types/Roles.sol`. */
  readonly roles: number
  readonly from: number
  readonly until: number
}

/** Every accreditation that was not withdrawn, over or not, in the order in which the accounts first had one. */
export async function accreditations(store: IndexStore): Promise<IndexedAccreditation[]> {
  const held = new Map<string, IndexedAccreditation | undefined>()
  await store.visit({ names: ['Accredited', 'AccreditationWithdrawn'] }, (event) => {
    const account = textOf(event, 'account')
    held.set(
      account,
      event.name === 'AccreditationWithdrawn'
        ? undefined
        : {
            account,
            organisation: textOf(event, 'organisation'),
            roles: numberOf(event, 'roles'),
            from: numberOf(event, 'from'),
            until: numberOf(event, 'until'),
          },
    )
  })
  return [...held.values()].filter((accreditation) => accreditation !== undefined)
}
