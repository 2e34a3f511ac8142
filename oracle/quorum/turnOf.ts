/** A node's place in the order of transmitting for one request: 0 transmits first, each later one waits longer. */
export function turnOf(requestId: string, account: string, signers: readonly string[]): number {
  const ordered = [...signers].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
  const place = ordered.indexOf(account)
  if (place < 0) return ordered.length
  const first = Number(BigInt(requestId) % BigInt(ordered.length))
  return (place - first + ordered.length) % ordered.length
}
