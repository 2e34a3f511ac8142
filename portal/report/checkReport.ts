import type { ClinicalReport } from '../../sdk/inference/clinicalReport.ts'
import { checkOutcome } from './checkOutcome.ts'
import type { LandedEvidence, ReportEvidence } from './evidence.ts'
import { invalid, requireList, requireNumber, requireOrdered, requireShare } from './requirements.ts'

/**
 * Refuses what a page could only show wrongly: a number that is not one, a share outside 0 to 1, an interval that
 * does not hold its estimate, a list that is too long to read.
 * @throws InvalidInputError REPORT_INVALID
 */
export function checkReport(report: ClinicalReport, evidence: ReportEvidence): void {
  const { outcome, model, features, request, limits } = report
  requireList(features, 'features')
  requireList(model.figures, 'figures')
  requireList(model.calibration, 'calibration bins')
  requireList(request.recordIds, 'record ids')
  requireList(limits, 'limits')
  requireList(evidence.attestations ?? [], 'attestations')
  requireList(evidence.standing?.flags ?? [], 'flags')
  requireList(evidence.categories ?? [], 'categories')
  requireOrdered(outcome.abstention.uncertainBetween ?? [0, 1], 'The abstention band')
  checkModel(report)
  for (const feature of features) {
    requireNumber(feature.contribution, `The contribution of feature '${feature.name}'`)
    requireNumber(feature.used ?? 0, `The used value of feature '${feature.name}'`)
  }
  if (outcome.status === 'answered') {
    checkOutcome(outcome)
  } else {
    requireList(outcome.reasons, 'abstention reasons')
  }
  if (evidence.landed !== null) {
    checkLanded(evidence.landed)
  }
}

function checkModel({ model }: ClinicalReport): void {
  for (const { name, value } of model.figures) {
    requireNumber(value, `The figure '${name}'`)
  }
  for (const bin of model.calibration) {
    requireOrdered([bin.from, bin.to], 'A calibration bin')
    requireShare(bin.meanPredicted, 'The mean prediction of a calibration bin')
    requireShare(bin.observed, 'The observed share of a calibration bin')
    if (!Number.isInteger(bin.count) || bin.count < 0) {
      throw invalid('The count of a calibration bin is not a whole number.')
    }
  }
}

function checkLanded({ signers, quorum, committeeSize }: LandedEvidence): void {
  requireList(signers, 'signers')
  for (const [name, count] of [
    ['quorum', quorum],
    ['committee size', committeeSize],
  ] as const) {
    if (!Number.isInteger(count) || count < 1) {
      throw invalid(`The ${name} in the evidence is not a whole number above zero.`)
    }
  }
}
