import { expect } from 'chai'
import { selfCheck, selfCheckAll } from '../../../oracle/models/golden.ts'
import type { ShippedModel } from '../../../oracle/models/shippedModel.ts'
import { loadRuntime, type Runtime, requirePinnedBackend } from '../../../oracle/runtime/tensorflow.ts'
import { expectError } from '../../helpers/expectError.ts'
import { loadHeartModel } from '../../helpers/heartModel.ts'

describe('oracle/models/golden', () => {
  let runtime: Runtime
  let model: ShippedModel
  before(async () => {
    runtime = await loadRuntime('wasm')
    model = await loadHeartModel()
  })
  /** The model, saying something else of the last case by the least that a report can differ. */
  const altered = (): ShippedModel => ({
    ...model,
    assess(bundle, asOf) {
      const assessment = model.assess(bundle, asOf)
      const { outcome } = assessment
      if (outcome.status !== 'answered' || outcome.kind !== 'risk') return assessment
      return { ...assessment, outcome: { ...outcome, probability: outcome.probability + 1e-4 } }
    },
  })

  it('passes a model that computes as where it was trained, and names its cases', async () => {
    const { models, backend, fingerprint, runtime: parts } = await selfCheckAll(runtime, [model])
    expect(backend).to.equal('wasm')
    expect(fingerprint).to.equal(runtime.fingerprint)
    expect(parts.tfjs).to.match(/^\d+\.\d+\.\d+$/)
    expect(parts.binary).to.match(/^[0-9a-f]{64}$/)
    expect(models).to.deep.equal([
      { name: 'heart', version: model.version, cases: model.golden.cases.map(({ name }) => name) },
    ])
  })

  it('stops one that differs in the last digit of one case', async () => {
    expect(() => selfCheck(altered())).to.throw(/must not sign/)
    await expectError(() => selfCheckAll(runtime, [model, altered()]), 'RUNTIME_NOT_PINNED', /golden case/)
  })

  it('stops one that has nothing to be checked by', async () => {
    const unproven = { ...model, golden: { ...model.golden, cases: [] } }
    await expectError(() => selfCheckAll(runtime, [unproven]), 'MODEL_INVALID', /no golden case/)
  })

  it('stops a process whose back-end was changed', async () => {
    await runtime.tf.setBackend('cpu')
    try {
      expect(() => requirePinnedBackend()).to.throw(/'cpu'/)
      await expectError(() => selfCheckAll(runtime, [model]), 'RUNTIME_NOT_PINNED', /'cpu'/)
    } finally {
      await runtime.tf.setBackend('wasm')
    }
    requirePinnedBackend()
  })
})
