import { expect } from 'chai'
import { modelFolder } from '../../../../oracle/models/modelFolder.ts'
import type { ModelEvaluation } from '../../../../oracle/models/recipe.ts'
import { loadVitalsModel } from '../../../../oracle/models/vitals/vitalsModel.ts'
import { vitalsRecipe } from '../../../../oracle/models/vitals/vitalsRecipe.ts'
import { loadRuntime } from '../../../../oracle/runtime/tensorflow.ts'

describe('the figures of the vital signs model', () => {
  let evaluation: ModelEvaluation

  before(async () => {
    evaluation = await vitalsRecipe.evaluate(await loadRuntime())
  })

  const figure = (name: string) => {
    const found = evaluation.figures.find((candidate) => candidate.name === name)
    if (!found) throw new Error(`There is no figure ${name}.`)
    return found
  }

  it('are those of the card, measured anew', async () => {
    const { card } = await loadVitalsModel(await modelFolder('vital-signs'), await loadRuntime())
    expect(evaluation.details).to.deep.equal({ trial: card.trial, calibration: card.calibration })
  })

  it('show a warning sooner than the score gives, at no more false alarms', () => {
    expect(figure('hours gained').interval95?.[0]).to.be.above(0.25)
    expect(figure('false alarms by the forecast').value).to.be.at.most(
      figure('false alarms by a score of 5').value,
    )
  })

  it('show probabilities that mean what they say, on synthetic patients', () => {
    expect(figure('ece').value).to.be.below(0.02)
  })

  it('say that no patient was ever in them', () => {
    expect(evaluation.method).to.match(/^400 synthetic patients/)
  })
})
