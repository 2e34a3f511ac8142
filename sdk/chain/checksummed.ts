import { getAddress } from 'ethers'

/** Answers that are remembered: a checksum takes a keccak-256, and the entries of a list name few accounts many times. */
const REMEMBERED = 1_000

/** An Ethereum address with its checksum (EIP-55), undefined where the text is none or its checksum is wrong. */
export const checksummed = remembering((text: string) => {
  try {
    return getAddress(text)
  } catch {
    return undefined
  }
})

function remembering<T>(answer: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const found = answer(text)
    // Texts that are no addresses may be of any length: nothing is kept of them.
    if (found === undefined) return found
    if (known.size >= REMEMBERED) known.clear()
    known.set(text, found)
    return found
  }
}
