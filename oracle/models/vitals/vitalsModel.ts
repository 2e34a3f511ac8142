import type {
  AbstainedOutcome,
  ReportedFeature,
  ReportedFigure,
  ScoreOutcome,
} from '../../../sdk/inference/clinicalReport.ts'
import { modelVersionOf } from '../../../sdk/inference/modelVersion.ts'
import type { Runtime } from '../../runtime/tensorflow.ts'
import { chainHashes, type ModelParts, readModelFiles } from '../modelFiles.ts'
import type { ShippedModel } from '../shippedModel.ts'
import type { Chart } from './chart.ts'
import { assessVitals } from './monitor.ts'
import type { VitalsSettings } from './settings.ts'
import type { TrendRule } from './trend.ts'
import { readVitalsCard, type VitalsCard } from './vitalsCard.ts'

/** Everything that decides about an answer. */
export interface VitalsRules {
  readonly chart: Chart
  readonly settings: VitalsSettings
  readonly trend: TrendRule
}

export interface ScoreAssessment {
  readonly outcome: ScoreOutcome | AbstainedOutcome
  /** The seven parameters in the chart's order, then age. */
  readonly features: readonly ReportedFeature[]
}

/** The early-warning score. Its answer needs no back-end: only + − × ÷ √, the same to the bit on every machine. */
export interface VitalsModel extends ShippedModel {
  readonly kind: 'score'
  readonly card: VitalsCard
  /** For `createVitalsMonitor`. */
  readonly rules: VitalsRules
  assess: (...input: Parameters<ShippedModel['assess']>) => ScoreAssessment
}

/** @throws IntegrityError MODEL_INVALID, RUNTIME_NOT_PINNED */
export async function loadVitalsModel(folder: string, runtime: Runtime): Promise<VitalsModel> {
  const { card, parts } = await readModelFiles(folder, runtime, readVitalsCard)
  const rules = rulesOf(parts)
  const hashes = chainHashes(card)
  const descriptor = { ...hashes, purposes: ['TREAT'] as const }
  return {
    kind: 'score',
    card,
    hashes,
    descriptor,
    version: modelVersionOf(descriptor),
    figures: vitalsFigures(card),
    calibration: card.calibration,
    golden: parts.golden,
    rules,
    assess: (bundle, asOf) => assessVitals(rules, bundle, asOf),
  }
}

/** weights.bin is the chart and the trend as canonical JSON. */
function rulesOf({ weights, preprocessing }: ModelParts): VitalsRules {
  const { chart, trend } = JSON.parse(new TextDecoder().decode(weights)) as Omit<VitalsRules, 'settings'>
  return { chart, trend, settings: preprocessing as VitalsSettings }
}

function vitalsFigures({ trial }: VitalsCard): ReportedFigure[] {
  return [
    {
      name: 'Hours gained by the forecast',
      meaning:
        'Mean time that the forecast warned sooner than a score of 5, at as many false alarms; on made-up patients only, never tried on real ones',
      value: trial.leadHours.gained.value,
    },
    {
      name: 'False alarms of the forecast',
      meaning: 'Share of made-up patients without an event who were ever called ill in 24 hours; 0 is best',
      value: trial.falseAlarms.trend,
    },
    {
      name: 'Calibration error of the forecast',
      meaning: 'Mean gap between predicted and observed (ECE) on made-up patients; 0 is best',
      value: trial.ece,
    },
  ]
}
