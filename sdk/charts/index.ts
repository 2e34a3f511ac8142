export {
  type Attribution,
  attributionBars,
  sortAttributions,
} from './attributionBars.ts'
export { type CalibrationPoint, calibrationPlot } from './calibrationPlot.ts'
export { chartStyles } from './chartStyles.ts'
export { escapeMarkup } from './escapeMarkup.ts'
export {
  formatDecimal,
  formatPercent,
  formatPercentRange,
  formatSigned,
  formatWholePercent,
} from './formatNumber.ts'
export { type RiskScaleInput, riskScale } from './riskScale.ts'
export { wilsonInterval } from './wilsonInterval.ts'
