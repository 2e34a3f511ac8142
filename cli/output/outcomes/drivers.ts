import pc from 'picocolors'
import { valueInWords } from '../../../portal/report/featureInWords.ts'
import type { ReportedFeature } from '../../../sdk/inference/clinicalReport.ts'
import { columns } from '../columns.ts'
import { plain, signed } from '../format.ts'

/** Every value with its contribution, largest first. @param measure heading of the contributions */
export function driversTable(features: readonly ReportedFeature[], measure: string): string {
  const drivers = features.toSorted((one, other) => Math.abs(other.contribution) - Math.abs(one.contribution))
  const rows = drivers.map((feature) => [
    plain(feature.label),
    plain(valueInWords(feature)),
    feature.contribution < 0
      ? pc.green(signed(feature.contribution))
      : pc.yellow(signed(feature.contribution)),
  ])
  return columns(rows, ['What drove it', 'Value', measure])
}
