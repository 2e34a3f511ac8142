import { InvalidInputError } from '../errors/index.ts'
import { MAXIMUM_PAGE, type Page } from './protocol.ts'

/** Entries of a list that is read whole. More are read a page at a time, or come from a gateway that never ends. */
const MOST = 200 * MAXIMUM_PAGE

/** All of a long list, page after page. @throws InvalidInputError MESSAGE_INVALID where it is too long; as `ask` */
export async function pagesOf<T extends { readonly id: number }>(
  ask: (page: Page) => Promise<readonly T[]>,
): Promise<T[]> {
  const all: T[] = []
  while (all.length < MOST) {
    const after = all.at(-1)?.id
    const page = await ask({ limit: MAXIMUM_PAGE, ...(after !== undefined && { after }) })
    // A gateway that gives the same page again would keep the caller busy for ever.
    const fresh = page.filter(({ id }) => after === undefined || id > after)
    all.push(...fresh)
    if (fresh.length < MAXIMUM_PAGE) return all
  }
  throw new InvalidInputError('MESSAGE_INVALID', `The gateway gives more than ${MOST} entries.`)
}
