/** Why the place where a page is open is not safe for it: inside of another page, or beside strangers' pages. */
export type Unsafe = 'framed' | 'shared'

/**
 * What a policy in a page cannot say: that it is in no frame, where another page could lead the reader's clicks, and has its
 * origin for itself. An IPFS gateway that names content by path (`/ipfs/…`) serves everybody's pages from one origin, where
 * each can read the others.
 */
export function unsafetyOf({
  top,
  self,
  location,
}: Pick<Window, 'top' | 'self' | 'location'>): Unsafe | null {
  if (top !== self) return 'framed'
  return /^\/ip[fn]s\//.test(location.pathname) ? 'shared' : null
}
