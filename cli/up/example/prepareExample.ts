import { JsonRpcProvider } from 'ethers'
import { modelFolder } from '../../../oracle/models/modelFolder.ts'
import { loadRiskModel } from '../../../oracle/models/risk/loadRiskModel.ts'
import { loadShippedModel } from '../../../oracle/models/shippedModels.ts'
import { loadRuntime } from '../../../oracle/runtime/tensorflow.ts'
import type { LocalNetwork } from '../startLocalNetwork.ts'
import { prepareCare } from './care.ts'
import { type Medicines, prepareMedicines } from './medicines.ts'
import { type ExampleReport, prepareReport } from './report.ts'

/** Whose keys for records are published. */
export const KEY_HOLDERS = ['patient', 'clinician', 'responder'] as const

/** What there is to look at, and what its people hold in their hands. */
export interface Example {
  readonly recoveryCodes: Readonly<Record<(typeof KEY_HOLDERS)[number], string>>
  readonly report: ExampleReport
  readonly medicines: Medicines
}

/** Fills a local network with a patient, an AI report and medicines: all by the acts that anyone would do them with. */
export async function prepareExample(
  network: LocalNetwork,
  onStep: (what: string) => void,
): Promise<Example> {
  const { rpcUrl, deployment } = network
  const provider = new JsonRpcProvider(rpcUrl, deployment.chainId, { staticNetwork: true, cacheTimeout: -1 })
  try {
    const runtime = await loadRuntime('wasm')
    const heart = await loadRiskModel(await modelFolder('heart'), runtime)
    const { version: vitalSigns } = await loadShippedModel('vital-signs', runtime)
    onStep('example: a patient with records, consents, a plan of care and a monitoring')
    const care = await prepareCare(network, provider, { heart, vitalSigns })
    onStep('example: an AI report, which the clinician agrees with')
    const report = await prepareReport(network, care, heart.version)
    onStep('example: medicines on their way to a pharmacy')
    const medicines = await prepareMedicines(network, provider)
    const { patient, clinician, responder } = care
    const recoveryCodes = {
      patient: patient.recoveryCode,
      clinician: clinician.recoveryCode,
      responder: responder.recoveryCode,
    }
    return { recoveryCodes, report, medicines }
  } finally {
    provider.destroy()
  }
}
