import { MAXIMUM_PAGE, type Page } from './protocol.ts'

/** All of a long list, page after page. */
export async function pagesOf<T extends { readonly id: number }>(
  ask: (page: Page) => Promise<readonly T[]>,
): Promise<T[]> {
  const all: T[] = []
  for (;;) {
    const after = all.at(-1)?.id
    const page = await ask({ limit: MAXIMUM_PAGE, ...(after !== undefined && { after }) })
    // A gateway that gives the same page again would keep the caller busy for ever.
    const fresh = page.filter(({ id }) => after === undefined || id > after)
    all.push(...fresh)
    if (fresh.length < MAXIMUM_PAGE) return all
  }
}
