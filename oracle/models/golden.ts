import { hashCanonicalJson } from '../../sdk/crypto/canonicalJson.ts'
import { IntegrityError } from '../../sdk/errors/index.ts'
import type { Bundle } from '../../sdk/fhir/bundle.ts'
import { type Runtime, type RuntimeParts, requirePinnedBackend, runtimeParts } from '../runtime/tensorflow.ts'
import type { Assessment, GoldenCase, GoldenVectors, ShippedModel } from './shippedModel.ts'

type Assess = (bundle: Bundle, asOf: Date) => Assessment

/** The vectors of a model that was just trained. */
export const goldenVectors = (
  assess: Assess,
  cases: readonly Omit<GoldenCase, 'assessmentHash'>[],
): GoldenVectors => ({
  format: 'salus-golden/1',
  cases: cases.map((input) => ({ ...input, assessmentHash: assessmentHash(assess, input) })),
})

/**
 * Runs every golden vector of a model on this machine.
 *
 * @returns names of the cases that passed
 * @throws IntegrityError RUNTIME_NOT_PINNED where one differs in a single bit
 */
export function selfCheck(model: ShippedModel): string[] {
  return model.golden.cases.map((input) => {
    if (assessmentHash(model.assess, input) === input.assessmentHash) return input.name
    throw new IntegrityError(
      'RUNTIME_NOT_PINNED',
      `The model ${model.card.name} answers the golden case '${input.name}' differently here than where it was trained; a node on this machine must not sign.`,
    )
  })
}

/** What a node proves of itself before it signs anything. */
export interface SelfCheck {
  readonly backend: Runtime['backend']
  readonly runtime: RuntimeParts
  /** See `runtimeFingerprint`. */
  readonly fingerprint: string
  readonly models: readonly {
    readonly name: string
    readonly version: string
    /** Names of the golden cases, all of which passed. */
    readonly cases: readonly string[]
  }[]
}

/**
 * Runs every golden vector of every model.
 * @throws IntegrityError RUNTIME_NOT_PINNED where the back-end is not the pinned one, or one vector differs;
 * MODEL_INVALID where a model has none
 */
export async function selfCheckAll(runtime: Runtime, models: readonly ShippedModel[]): Promise<SelfCheck> {
  requirePinnedBackend()
  const checked = models.map((model) => {
    const { name } = model.card
    const cases = selfCheck(model)
    if (cases.length > 0) return { name, version: model.version, cases }
    throw new IntegrityError('MODEL_INVALID', `The model ${name} ships no golden case to check a node by.`)
  })
  const { backend, fingerprint } = runtime
  return { backend, runtime: await runtimeParts(), fingerprint, models: checked }
}

const assessmentHash = (assess: Assess, { bundle, asOf }: Omit<GoldenCase, 'assessmentHash'>): string =>
  hashCanonicalJson(assess(bundle, new Date(asOf)))
