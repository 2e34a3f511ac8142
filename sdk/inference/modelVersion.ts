import { AbiCoder, id, keccak256 } from 'ethers'
import { type Purpose, purposeMask } from '../consent/vocabulary.ts'

const MODEL_DOMAIN = id('salus.model.version.v1')

/** What a model version binds: see `IModelRegistry.ModelDescriptor`. */
export interface ModelDescriptor {
  readonly weightsHash: string
  readonly cardHash: string
  readonly preprocessingHash: string
  readonly runtimeHash: string
  readonly purposes: readonly Purpose[]
}

/** The descriptor as the contract takes it. */
export const encodeModelDescriptor = (model: ModelDescriptor) => ({
  ...model,
  purposes: purposeMask(model.purposes),
})

/** The id of a model version, the same on every chain: the twin of `ModelRegistry.modelVersionOf`. */
export function modelVersionOf(model: ModelDescriptor): string {
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ['bytes32', 'bytes32', 'bytes32', 'bytes32', 'bytes32', 'uint32'],
      [
        MODEL_DOMAIN,
        model.weightsHash,
        model.cardHash,
        model.preprocessingHash,
        model.runtimeHash,
        purposeMask(model.purposes),
      ],
    ),
  )
}
