import type { SolveDocument } from './input.ts'

/** Packs at which the worth of a range of packs is looked at, at most. */
const SAMPLES = 32

/**
 * The quantity that may be ordered nearest to the one that is wanted: whole multiples, the minimum or nothing, within the room that
 * is left. Rounded up unless what the further packs are worth is less than what is lost by them.
 *
 * @param worth of the n-th pack, in money: what it saves less what it wastes
 */
export function roundOrder(
  wanted: number,
  room: number,
  { rule, minimumOrder, orderMultiple }: SolveDocument,
  worth: (pack: number) => number,
): number {
  if (wanted <= 0) return 0
  const multiple = rule.kind === 'periodic' ? orderMultiple : rule.quantity
  const least = Math.ceil(Math.max(1, minimumOrder) / multiple) * multiple
  const most = Math.floor(room / multiple) * multiple
  if (least > most) return 0
  const up = Math.min(most, Math.max(least, Math.ceil(wanted / multiple) * multiple))
  const lower = Math.floor(wanted / multiple) * multiple
  const down = lower < least ? 0 : lower
  return down >= up || worthBetween(down, up, worth) >= 0 ? up : down
}

function worthBetween(from: number, to: number, worth: (pack: number) => number): number {
  const samples = Math.min(SAMPLES, to - from)
  const step = (to - from) / samples
  let sum = 0
  for (let sample = 0; sample < samples; sample++) sum += step * worth(from + step * (sample + 0.5) + 0.5)
  return sum
}
