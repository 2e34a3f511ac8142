import { hashCanonicalJson } from '../../sdk/crypto/canonicalJson.ts'
import { type ModelDescriptor, modelVersionOf } from '../../sdk/inference/modelVersion.ts'
import { type Detector, medianDetector } from '../../sdk/provenance/coldChain/assess.ts'
import { medianDetectorSettings } from '../../sdk/provenance/coldChain/medianDetector.ts'
import type { ColdChainNetwork } from '../monitoring/coldChainNetwork.ts'

/** With what a node judges logs of temperatures: its rules and detectors, under a version that the authority approves. */
export interface LogJudge {
  readonly modelVersion: string
  readonly detectors: readonly Detector[]
}

/** What `ModelRegistry.approve` is given for the shipped network: its file is its card. */
export const coldChainDescriptor = ({ file, modelHash }: ColdChainNetwork): ModelDescriptor => ({
  weightsHash: file.weightsHash,
  cardHash: modelHash,
  preprocessingHash: hashCanonicalJson(medianDetectorSettings),
  runtimeHash: file.runtime,
  purposes: ['HOPERAT'],
})

/** The rules, the rolling median and the shipped network: any of them may trip. */
export const shippedLogJudge = (network: ColdChainNetwork): LogJudge => ({
  modelVersion: modelVersionOf(coldChainDescriptor(network)),
  detectors: [medianDetector, network.detect],
})
