import type { ReportedFigure } from '../../../sdk/inference/clinicalReport.ts'
import { type ModelDescriptor, modelVersionOf } from '../../../sdk/inference/modelVersion.ts'
import type { Runtime } from '../../runtime/tensorflow.ts'
import { chainHashes, readModelFiles } from '../modelFiles.ts'
import type { GoldenVectors, ShippedModel } from '../shippedModel.ts'
import { assessEcg } from './assessEcg.ts'
import { type EcgCard, readEcgCard } from './ecgCard.ts'
import type { EcgParameters } from './parameters.ts'
import { tableOf, type WaveletTable } from './wavelets.ts'

/** The screen of the rhythm of one lead. */
export interface EcgModel extends ShippedModel {
  readonly kind: 'rhythm'
  readonly card: EcgCard
  readonly parameters: EcgParameters
  readonly table: WaveletTable
}

/** @throws IntegrityError MODEL_INVALID, RUNTIME_NOT_PINNED */
export async function loadEcgModel(folder: string, runtime: Runtime): Promise<EcgModel> {
  const { card, parts } = await readModelFiles(folder, runtime, readEcgCard)
  return assembleEcgModel(card, parts.preprocessing as EcgParameters, tableOf(parts.weights), parts.golden)
}

function assembleEcgModel(
  card: EcgCard,
  parameters: EcgParameters,
  table: WaveletTable,
  golden: GoldenVectors,
): EcgModel {
  const hashes = chainHashes(card)
  const descriptor: ModelDescriptor = { ...hashes, purposes: ['TREAT'] }
  const { condition, abstention } = card
  const engine = { condition, abstentionText: abstention.text, table, parameters }
  return {
    kind: 'rhythm',
    card,
    parameters,
    table,
    hashes,
    descriptor,
    version: modelVersionOf(descriptor),
    figures: figuresOf(card),
    calibration: [],
    golden,
    assess: (bundle, asOf) => assessEcg(engine, bundle, asOf),
  }
}

function figuresOf({ metrics: { detector, screen } }: EcgCard): ReportedFigure[] {
  const noisy = detector.find(({ noise, decibels }) => noise === 'muscle' && decibels === 12)
  return [
    {
      name: 'Screen sensitivity',
      meaning: 'Share of made-up irregularly irregular rhythms that it calls irregular; 1 is best',
      value: screen.sensitivity.value,
    },
    {
      name: 'Screen specificity',
      meaning:
        'Share of made-up other rhythms, ectopic beats among them, that it does not call irregular; 1 is best',
      value: screen.specificity.value,
    },
    ...(noisy
      ? [
          {
            name: 'Beat sensitivity',
            meaning: 'Share of made-up beats that it finds under muscle noise of 12 dB; 1 is best',
            value: noisy.sensitivity.value,
          },
          {
            name: 'Beat predictive value',
            meaning: 'Share of its detections under that noise that are beats; 1 is best',
            value: noisy.positivePredictiveValue.value,
          },
        ]
      : []),
  ]
}
