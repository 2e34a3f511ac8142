import { type EcgModel, loadEcgModel } from '../../../../oracle/models/ecg/ecgModel.ts'
import { QrsDetector } from '../../../../oracle/models/ecg/qrsDetector.ts'
import { modelFolder } from '../../../../oracle/models/modelFolder.ts'
import { loadRuntime } from '../../../../oracle/runtime/tensorflow.ts'
import type { Resource } from '../../../../sdk/fhir/bundle.ts'

/** The shipped rhythm model on the pinned back-end. */
export const loadShippedEcg = async (): Promise<EcgModel> =>
  loadEcgModel(await modelFolder('ecg-rhythm'), await loadRuntime())

export function detect({ table, parameters }: EcgModel, samplingHertz: number, ...pieces: Float32Array[]) {
  const detector = new QrsDetector(samplingHertz, table, parameters.detector)
  for (const piece of pieces) detector.push(piece)
  return detector.finish()
}

export const patient: Resource & { readonly id: string } = {
  resourceType: 'Patient',
  id: 'p1',
  birthDate: '1960-06-01',
}
export const recordedAt = '2026-11-02T09:00:00Z'
export const asOf = new Date('2026-11-02T12:00:00Z')
