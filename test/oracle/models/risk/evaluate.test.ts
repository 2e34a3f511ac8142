import { expect } from 'chai'
import { recipeOf } from '../../../../oracle/models/catalogue.ts'
import { evaluate } from '../../../../oracle/models/risk/evaluate.ts'
import { heartDefinition } from '../../../../oracle/models/risk/heart/definition.ts'
import { loadRuntime } from '../../../../oracle/runtime/tensorflow.ts'
import { expectError } from '../../../helpers/expectError.ts'
import { loadHeartModel } from '../../../helpers/heartModel.ts'

describe('evaluate', () => {
  it('reaches AUC ≥ .91 and Brier ≤ .117 in 5-fold × 3 cross-validation, as the card says', async () => {
    const seen: number[] = []
    const result = await evaluate(await loadRuntime(), heartDefinition, {
      onProgress: (done) => seen.push(done),
    })
    expect(result.auc).to.be.at.least(0.91)
    expect(result.brier).to.be.at.most(0.117)
    expect(seen).to.deep.equal(Array.from({ length: 15 }, (_, fold) => fold + 1))
    const { crossValidated } = (await loadHeartModel()).card.metrics
    for (const name of ['auc', 'accuracy', 'brier', 'ece'] as const) {
      expect(result[name]).to.be.closeTo(crossValidated[name].value, 5e-5)
    }
    expect(result.calibration.reduce((sum, { count }) => sum + count, 0)).to.equal(270)
  })

  it('refuses a model that does not exist', async () => {
    await expectError(() => recipeOf('lung'), 'MODEL_NOT_FOUND', /there are: .*heart/)
  })
})
