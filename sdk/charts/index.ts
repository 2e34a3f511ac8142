export {
  type Attribution,
  attributionBars,
  sortAttributions,
} from './attributionBars.ts'
export { binHolding, type CalibrationPoint, calibrationPlot } from './calibrationPlot.ts'
export { chartStyles } from './chartStyles.ts'
export { durationText } from './clockText.ts'
export { type EcgTraceInput, ecgTrace } from './ecgTrace.ts'
export { escapeMarkup } from './escapeMarkup.ts'
export { fanChart } from './fanChart.ts'
export {
  formatDecimal,
  formatPercent,
  formatPercentRange,
  formatSigned,
  formatWholePercent,
} from './formatNumber.ts'
export { rateSeries } from './rateSeries.ts'
export { type RiskScaleInput, riskScale } from './riskScale.ts'
export { type ScoreTimelineInput, scoreTimeline } from './scoreTimeline.ts'
export { type StockTimelineInput, stockTimeline } from './stockTimeline.ts'
export { type SurvivalCurveInput, survivalCurve } from './survivalCurve.ts'
export { type TemperatureLogInput, temperatureLog } from './temperatureLog.ts'
export { type TradeOffInput, tradeOffCurves } from './tradeOffCurves.ts'
export { wilsonInterval } from './wilsonInterval.ts'
