import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { evaluateRows } from '../../../../oracle/models/risk/evaluateRows.ts'
import type { RiskModel } from '../../../../oracle/models/risk/riskModel.ts'
import { expectError } from '../../../helpers/expectError.ts'
import { heartFixture, loadHeartModel } from '../../../helpers/heartModel.ts'

describe('evaluateRows', () => {
  let model: RiskModel
  let heldOut: string

  before(async () => {
    model = await loadHeartModel()
    heldOut = new TextDecoder().decode(await heartFixture('rows.csv'))
  })

  it('tests the held-out rows and says why it abstained', () => {
    const result = evaluateRows(model, heldOut)
    expect(result.rows).to.equal(54)
    expect(result.droppedAsTraining).to.equal(0)
    expect(result.answered + result.abstained).to.equal(54)
    expect(result.shareAbstained).to.be.closeTo(model.card.metrics.heldOut.abstained, 1e-4)
    expect(result.reasons).to.deep.equal({ uncertain: 9, 'out-of-range': 4 })
    expect(result.metrics?.accuracy).to.be.closeTo(model.card.metrics.heldOut.answeredAccuracy, 1e-4)
  })

  it('drops the rows the model was trained on, however they are written', async () => {
    const csv = await readFile(new URL('../../../../data/heart/heart.csv', import.meta.url), 'utf8')
    const [, ...body] = csv.trim().split('\n')
    const asFloats = body
      .map((line) =>
        line
          .split(',')
          .map((cell) => Number(cell).toFixed(1))
          .join(','),
      )
      .join('\n')
    for (const table of [csv, asFloats]) {
      expect(evaluateRows(model, table)).to.deep.equal({
        ...evaluateRows(model, heldOut),
        rows: 270,
        droppedAsTraining: 216,
      })
    }
  })

  it('abstains on rows with missing or unknown values and goes on', () => {
    const lines = [
      '61,1,1,134,234,0,0,145,0,2.6,2,2,3,2',
      '61,1,1,134,0,0,0,145,0,2.6,2,?,-9,1',
      '40,1,4,0,223,0,0,181,0,0,1,0,7,0',
    ]
    const result = evaluateRows(model, lines.join('\n'))
    expect(result.answered).to.equal(1)
    expect(result.reasons).to.deep.equal({ 'missing-feature': 1, 'out-of-range': 2 })
    expect(result.metrics?.auc).to.equal(null)
    expect(result.metrics?.brier).to.be.closeTo((1 - 0.6441) ** 2, 1e-12)
  })

  it('has no figures when nothing is left', async () => {
    const csv = await readFile(new URL('../../../../data/heart/heart.csv', import.meta.url), 'utf8')
    const training = csv.split('\n')[1] as string
    const result = evaluateRows(model, training)
    expect(result.droppedAsTraining).to.equal(1)
    expect(result.shareAbstained).to.equal(null)
    expect(result.metrics).to.equal(null)
  })

  it('refuses a table without labels', async () => {
    await expectError(
      () => evaluateRows(model, '61,1,1,134,234,0,0,145,0,2.6,2,2,3'),
      'ROWS_INVALID',
      /no label column/,
    )
    await expectError(
      () => evaluateRows(model, '61,1,1,134,234,0,0,145,0,2.6,2,2,3,?'),
      'ROWS_INVALID',
      /Line 1 has no label/,
    )
  })
})
