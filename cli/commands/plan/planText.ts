import type { CarePlan } from '../../../sdk/fhir/carePlan.ts'
import { pairs } from '../../output/columns.ts'
import { plain } from '../../output/format.ts'

/** A plan for a person. */
export function planText(plan: CarePlan): string {
  const { period, activities, reports } = plan
  return pairs([
    ['plan', `${plain(plan.title)} (version ${plan.version}, ${plan.status})`],
    ['text', plain(plan.description)],
    ...activities.map((activity): [string, string] => ['to do', plain(activity)]),
    ['from', `${plain(period.start)}${period.end === null ? '' : ` until ${plain(period.end)}`}`],
    ...reports.map((report): [string, string] => ['report', report]),
    ...(plan.replaces === null ? [] : [['replaces', plan.replaces] as const]),
    ['author', plan.authorDid],
    ['written', plan.created],
  ])
}
