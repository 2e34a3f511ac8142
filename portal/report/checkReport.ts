import { InvalidInputError } from '../../sdk/errors/index.ts'
import type { RiskReport } from '../../sdk/inference/riskReport.ts'
import type { ReportEvidence } from './evidence.ts'

const longestList = 256

/**
 * Refuses what a page could only show wrongly: a number that is not one, a share outside 0 to 1, an interval that
 * does not hold its estimate, a list longer than 256 entries.
 * @throws InvalidInputError REPORT_INVALID
 */
export function checkReport(report: RiskReport, evidence: ReportEvidence): void {
  requireLists(report, evidence)
  requireShares(report)
  for (const feature of report.features) {
    requireNumber(feature.contribution, `The contribution of feature '${feature.name}'`)
    if (feature.used !== null) {
      requireNumber(feature.used, `The used value of feature '${feature.name}'`)
    }
  }
  for (const [name, count] of [
    ['quorum', evidence.quorum],
    ['committee size', evidence.committeeSize],
  ] as const) {
    if (!Number.isInteger(count) || count < 1) {
      throw invalid(`The ${name} in the evidence is not a whole number above zero.`)
    }
  }
}

function requireLists(report: RiskReport, evidence: ReportEvidence): void {
  const lists: readonly (readonly [name: string, list: readonly unknown[]])[] = [
    ['features', report.features],
    ['calibration bins', report.model.calibration],
    ['record ids', report.request.recordIds],
    ['limits', report.limits],
    ['abstention reasons', report.outcome.status === 'abstained' ? report.outcome.reasons : []],
    ['signers', evidence.signers],
  ]
  for (const [name, list] of lists) {
    if (list.length > longestList) {
      throw invalid(`The report lists more than ${longestList} ${name}.`)
    }
  }
}

function requireShares({ outcome, model }: RiskReport): void {
  const [low, high] = outcome.abstention.uncertainBetween
  requireOrdered([low, high], 'The abstention band')
  requireShare(model.metrics.auc, 'The AUC')
  requireShare(model.metrics.brier, 'The Brier score')
  requireShare(model.metrics.ece, 'The calibration error')
  for (const bin of model.calibration) {
    requireOrdered([bin.from, bin.to], 'A calibration bin')
    requireShare(bin.meanPredicted, 'The mean prediction of a calibration bin')
    requireShare(bin.observed, 'The observed share of a calibration bin')
    if (!Number.isInteger(bin.count) || bin.count < 0) {
      throw invalid('The count of a calibration bin is not a whole number.')
    }
  }
  if (outcome.status === 'answered') {
    requireShare(outcome.baseline, 'The baseline')
    requireOrdered([outcome.interval[0], outcome.probability, outcome.interval[1]], 'The interval')
  }
}

function requireOrdered(shares: readonly number[], name: string): void {
  shares.forEach((share, index) => {
    requireShare(share, `A bound of ${name.toLowerCase()}`)
    if (share < (shares[index - 1] ?? 0)) {
      throw invalid(`${name} is out of order, or does not hold its estimate.`)
    }
  })
}

function requireShare(value: number, name: string): void {
  requireNumber(value, name)
  if (value < 0 || value > 1) {
    throw invalid(`${name} does not lie between 0 and 1.`)
  }
}

function requireNumber(value: number, name: string): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw invalid(`${name} is not a finite number.`)
  }
}

function invalid(message: string): InvalidInputError {
  return new InvalidInputError('REPORT_INVALID', message)
}
