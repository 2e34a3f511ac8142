import type { PolicyDocument, PolicyTerms } from '../../../sdk/planning/policy.ts'
import { pairs } from '../../output/columns.ts'
import { time } from '../../output/format.ts'

type Pair = readonly [name: string, value: string]

/** What the chain has of a policy. */
export const termsPairs = ({
  supplier,
  start,
  periodHours,
  maximumAgeHours,
  window,
  confirmAbove,
}: PolicyTerms): Pair[] => [
  ['supplier', supplier],
  ['period 0', `from ${time(start)}`],
  ['a period', hoursText(periodHours)],
  ['position', `no older than ${hoursText(maximumAgeHours)}`],
  ['cap holds over', `${window} ${window === 1 ? 'period' : 'periods'}`],
  ['a person', confirmText(confirmAbove)],
]

/** What only the site and the committee know. */
export const secretPairs = (document: PolicyDocument): Pair[] => [
  ['GTIN', document.gtin],
  ['rule', ruleText(document)],
  ['service level', `${document.serviceLevel / 10} %`],
  ['delivery', document.leadTime.map(({ days, weight }) => `${days} d (${weight})`).join(', ')],
  ['on arrival', `${document.shelfLifeDays} days left`],
  ['stock', `while more than ${document.minimumRemainingDays} days are left`],
  ['costs', costsText(document.costs)],
  ['an order', `at least ${document.minimumOrder}, in multiples of ${document.orderMultiple}`],
  ['capacity', `${document.capacity} packs in stock and on order`],
  ['cap', `${document.cap} packs`],
  ['forecast', `${document.horizon} periods, ${document.frequency}`],
]

export const policyPairs = (policyId: string, document: PolicyDocument, more: readonly Pair[]): string =>
  pairs([['policy', policyId], ...termsPairs(document), ...secretPairs(document), ...more])

const hoursText = (hours: number) =>
  hours % 24 === 0 ? `${hours / 24} ${hours === 24 ? 'day' : 'days'}` : `${hours} h`

function confirmText(confirmAbove: number): string {
  if (confirmAbove === 0) return 'confirms each order'
  if (confirmAbove === 100) return 'confirms none'
  return `confirms an order above ${confirmAbove} hundredths of the cap`
}

const ruleText = ({ rule }: PolicyDocument) =>
  rule.kind === 'periodic'
    ? 'every period, up to the level that pays'
    : `below the reorder point, in multiples of ${rule.quantity}`

function costsText({ holding, waste, shortage }: PolicyDocument['costs']): string {
  const missing = shortage === 0 ? 'by the service level' : money(shortage)
  return `${money(holding)} a pack and day, ${money(waste)} expired, missing ${missing}`
}

/** From 1/10000 of a currency. */
const money = (value: number) => (value / 10_000).toFixed(4).replace(/(\.\d\d)0+$|0$/, '$1')
