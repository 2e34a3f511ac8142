import { setImmediate as nextTurn } from 'node:timers/promises'

/** Texts that are sorted or merged before others get their turn: some 20 ms. */
const RUN = 16_384

/** The places of texts in the order of the texts, by UTF-16 code units. Of a million at once, a sort would hold up everyone. */
export async function sortedOrder(texts: readonly string[]): Promise<Uint32Array> {
  const textAt = (place: number) => texts[place] ?? ''
  let order = Uint32Array.from(texts.keys())
  for (let start = 0; start < order.length; start += RUN) {
    order.subarray(start, start + RUN).sort((a, b) => (textAt(a) < textAt(b) ? -1 : 1))
    await nextTurn()
  }
  for (let width = RUN; width < order.length; width *= 2) {
    const merged = new Uint32Array(order.length)
    for (let start = 0; start < order.length; start += 2 * width) {
      const middle = Math.min(start + width, order.length)
      const end = Math.min(start + 2 * width, order.length)
      for (let at = start, left = start, right = middle; at < end; at++) {
        if (at % RUN === 0) await nextTurn()
        const isLeft =
          right === end || (left < middle && textAt(order[left] ?? 0) < textAt(order[right] ?? 0))
        merged[at] = order[isLeft ? left++ : right++] ?? 0
      }
    }
    order = merged
  }
  return order
}
