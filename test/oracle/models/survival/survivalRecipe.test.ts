import { expect } from 'chai'
import { modelFolder } from '../../../../oracle/models/modelFolder.ts'
import type { ModelEvaluation } from '../../../../oracle/models/recipe.ts'
import { loadSurvivalModel, type SurvivalModel } from '../../../../oracle/models/survival/survivalModel.ts'
import { survivalRecipe } from '../../../../oracle/models/survival/survivalRecipe.ts'
import { loadRuntime } from '../../../../oracle/runtime/tensorflow.ts'

describe('the figures of the breast survival model', () => {
  let evaluation: ModelEvaluation
  let model: SurvivalModel

  before(async () => {
    const runtime = await loadRuntime()
    evaluation = await survivalRecipe.evaluate(runtime)
    model = await loadSurvivalModel(await modelFolder('breast-survival'), runtime)
  })

  const figure = (name: string) => {
    const found = evaluation.figures.find((candidate) => candidate.name === name)
    if (!found) throw new Error(`There is no figure ${name}.`)
    return found
  }

  it('are those of the card, measured anew', () => {
    const { metrics } = model.card
    expect(figure('c-index')).to.deep.equal({ name: 'c-index', ...metrics.concordance })
    expect(figure('integrated brier score').value).to.equal(metrics.integratedBrier.value)
    expect(figure('calibration error at 5 years').value).to.equal(metrics.calibrationError)
    expect(figure('c-index').value).to.equal(0.6927)
  })

  it('reach the bar: a C-index of .675 on the women of another hospital', () => {
    expect(figure('c-index').value).to.be.at.least(0.675)
  })

  it('beat one curve for everybody, which saw the outcomes', () => {
    expect(figure('integrated brier score').value).to.be.below(
      figure('integrated brier score of kaplan-meier').value - 0.02,
    )
  })

  it('come with a calibration of all women and of the subgroups', () => {
    const counted = model.calibration.reduce((sum, { count }) => sum + count, 0)
    expect(counted).to.equal(686)
    for (const { meanPredicted, observed } of model.calibration) {
      expect(Math.abs(meanPredicted - observed)).to.be.below(0.1)
    }
    expect(model.card.metrics.subgroups.map(({ name }) => name)).to.include.members([
      'with hormone therapy',
      'grade 1',
    ])
  })
})
