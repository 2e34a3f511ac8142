/** Text that JavaScript's own order, by UTF-16 units, may put where the order by code points does not. */
const SURROGATE = /[\ud800-\udfff]/

/** Order by code points, which is that of UTF-8 bytes: CBV 2.0, section 8.9.2, asks for it. */
function compareCodePoints(one: string, other: string): number {
  if (!SURROGATE.test(one) && !SURROGATE.test(other)) return one < other ? -1 : Number(one > other)
  const [left, right] = [[...one], [...other]]
  for (const [index, character] of left.entries()) {
    const difference = (character.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? -1)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** Strings in order, one behind the other. */
export const joinSorted = (strings: readonly string[]): string =>
  strings.length < 2 ? (strings[0] ?? '') : strings.toSorted(compareCodePoints).join('')
