import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { selfCheck } from '../../../../oracle/models/golden.ts'
import { modelFolder } from '../../../../oracle/models/modelFolder.ts'
import { judgeAll } from '../../../../oracle/models/risk/assess.ts'
import { cardPage, cardPlot } from '../../../../oracle/models/risk/cardPage.ts'
import { riskDefinitions } from '../../../../oracle/models/risk/definitions.ts'
import { heldOutRows } from '../../../../oracle/models/risk/heldOutRows.ts'
import { loadRiskModel } from '../../../../oracle/models/risk/loadRiskModel.ts'
import type { RiskModel } from '../../../../oracle/models/risk/riskModel.ts'
import { rowReadings } from '../../../../oracle/models/risk/rowReadings.ts'
import { loadRuntime } from '../../../../oracle/runtime/tensorflow.ts'

/** What the model of each name must reach: the best of seven scikit-learn models on the same folds, see bench/models. */
const bars: { readonly [name: string]: number } = { heart: 0.91, diabetes: 0.842, 'breast-mass': 0.995 }

const neverActionable = ['age', 'sex', 'pregnancies', 'pedigree']

for (const { name } of riskDefinitions) {
  describe(`the shipped ${name} model`, () => {
    let model: RiskModel

    before(async () => {
      model = await loadRiskModel(await modelFolder(name), await loadRuntime())
    })

    it('answers its golden cases here as where it was trained', () => {
      expect(selfCheck(model)).to.include.members(['answered', 'missing-feature'])
    })

    it('reaches its bar, with an interval, and says what was not validated', () => {
      const { crossValidated, subgroups } = model.card.metrics
      expect(crossValidated.auc.value).to.be.at.least(bars[name] as number)
      for (const { value, interval95 } of [
        crossValidated.auc,
        crossValidated.accuracy,
        crossValidated.brier,
      ]) {
        expect(value).to.be.within(...(interval95 as [number, number]))
      }
      expect(model.card.validation.notValidated).not.to.deep.equal([])
      const bySex = subgroups.groups.filter(({ name: group }) => group === 'Women' || group === 'Men')
      for (const groups of [bySex, subgroups.groups.filter((group) => !bySex.includes(group))]) {
        if (groups.length === 0) continue
        expect(groups.reduce((sum, { rows }) => sum + rows, 0)).to.equal(model.card.data.rows)
      }
    })

    it('covers about what its card says, measured', () => {
      const { coverage, measuredCoverage } = model.card.abstention
      const { withCondition, without } = measuredCoverage.outOfFold
      expect(withCondition.rows).to.equal(model.card.data.positives)
      expect(withCondition.rows + without.rows).to.equal(model.card.data.rows)
      for (const { rows, covered } of [withCondition, without]) {
        // Three standard errors of a share of so many people.
        const slack = 3 * Math.sqrt((coverage * (1 - coverage)) / rows)
        expect(covered / rows).to.be.at.least(coverage - slack)
      }
    })

    it('says the same of a row alone as among others', async () => {
      const rows = (await heldOutRows(model)).map(({ values }) => values)
      expect(model.predict(rows)).to.deep.equal(rows.map((row) => model.predict([row])[0]))
      expect(model.probabilities(rows)).to.deep.equal(
        model.predict(rows).map(({ probability }) => probability),
      )
      const judged = judgeAll(
        model,
        rows.map((row) => rowReadings(model.card.features, row)),
      )
      const abstained = judged.filter(({ prediction }) => !prediction).length / rows.length
      expect(abstained).to.be.closeTo(model.card.metrics.heldOut.abstained, 1e-4)
    })

    it('has contributions that add up from the baseline', async () => {
      for (const { values } of (await heldOutRows(model)).slice(0, 10)) {
        const { baselineLogOdds, logOdds, contributions } = model.explain(values)
        const total = contributions.reduce((sum, share) => sum + share, baselineLogOdds)
        expect(total).to.be.closeTo(logOdds, 1e-9)
        expect(1 / (1 + Math.exp(-total))).to.be.closeTo(model.probabilities([values])[0] as number, 6e-5)
      }
    })

    it('calls nothing actionable that nobody can change', () => {
      for (const { name: feature, actionable } of model.card.features) {
        if (neverActionable.includes(feature)) expect(actionable, feature).to.equal(undefined)
      }
    })

    it('ships the page and the plot of its card', async () => {
      const folder = await modelFolder(name)
      expect(await readFile(join(folder, 'CARD.md'), 'utf8')).to.equal(cardPage(model.card))
      expect(await readFile(join(folder, 'calibration.svg'), 'utf8')).to.equal(cardPlot(model.card))
    })
  })
}
