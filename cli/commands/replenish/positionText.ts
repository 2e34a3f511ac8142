import type { StockPosition } from '../../../sdk/planning/position.ts'
import { columns, pairs } from '../../output/columns.ts'
import { dayText } from './privateFiles.ts'

const sum = (entries: readonly { readonly packs: number }[]): number =>
  entries.reduce((total, { packs }) => total + packs, 0)

/** Stock for a person: lots as they are to be used, first expiring first. */
export function positionText(position: StockPosition): string {
  const { policyId, block, day, lots, onTheWay, unusable, onOrder } = position
  const head = pairs([
    ['policy', policyId],
    ['as of', `block ${block}, ${dayText(day)}`],
    ['usable', packsText(sum(lots))],
    ['on the way', packsText(onTheWay)],
    ['unusable', packsText(unusable)],
    ['on order', packsText(sum(onOrder))],
  ])
  const stock = columns(
    lots.map(({ batchId, expiryDay, packs }) => [
      batchId,
      dayText(expiryDay),
      `${expiryDay - day}`,
      packs.toLocaleString('en'),
    ]),
    ['Lot', 'Last day of use', 'Days left', 'Packs'],
  )
  const coming = columns(
    onOrder.map(({ orderId, packs }) => [orderId, packs.toLocaleString('en')]),
    ['Order', 'Packs to come'],
  )
  return [head, ...(lots.length > 0 ? [stock] : []), ...(onOrder.length > 0 ? [coming] : [])].join('\n')
}

const packsText = (packs: number) => `${packs.toLocaleString('en')} ${packs === 1 ? 'pack' : 'packs'}`
