import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type EcgModel, loadEcgModel } from '../../../../oracle/models/ecg/ecgModel.ts'
import { trainEcg } from '../../../../oracle/models/ecg/trainEcg.ts'
import { tableBytes, tableOf, waveletTable, waveletTaps } from '../../../../oracle/models/ecg/wavelets.ts'
import { selfCheck } from '../../../../oracle/models/golden.ts'
import { modelFolder } from '../../../../oracle/models/modelFolder.ts'
import { loadRuntime } from '../../../../oracle/runtime/tensorflow.ts'
import { expectError } from '../../../helpers/expectError.ts'
import { loadShippedEcg } from './ecgFixture.ts'

describe('the shipped rhythm model', () => {
  let model: EcgModel

  before(async () => {
    model = await loadShippedEcg()
  })

  it('passes its golden vectors, which are small and hold every answer', async () => {
    expect(selfCheck(model)).to.have.length(6)
    const golden = await readFile(join(await modelFolder('ecg-rhythm'), 'golden.json'))
    expect(golden.length).to.be.lessThan(100_000)
    const answers = model.golden.cases.map(({ bundle, asOf }) => {
      const { outcome } = model.assess(bundle, new Date(asOf))
      return outcome.status === 'answered' && outcome.kind === 'rhythm' ? outcome.screen : 'abstained'
    })
    expect(new Set(answers)).to.deep.equal(new Set(['regular', 'irregular', 'inconclusive', 'abstained']))
  })

  it('claims no clinical accuracy, and measures what it claims', () => {
    expect(model.card.limits.join(' ')).to.match(/No clinical accuracy is claimed/)
    const { detector, screen } = model.card.metrics
    expect(detector).to.have.length(21)
    const clean = detector[0]
    expect(clean?.sensitivity.value).to.be.at.least(0.99)
    expect(clean?.positivePredictiveValue.value).to.be.at.least(0.99)
    expect(screen.sensitivity.value).to.be.at.least(0.9)
    expect(screen.specificity.value).to.be.at.least(0.9)
    expect(model.figures.map(({ name }) => name)).to.include('Screen sensitivity')
  })

  it('is trained to the same numbers again', () => {
    const { parameters, table } = trainEcg(() => {})
    expect(parameters).to.deep.equal(model.parameters)
    expect([...table.odd]).to.deep.equal([...model.table.odd])
    expect([...table.even]).to.deep.equal([...model.table.even])
  })

  it('refuses any changed file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'salus-ecg-'))
    const runtime = await loadRuntime()
    try {
      for (const file of ['weights.bin', 'preprocessing.json', 'training.json', 'golden.json']) {
        await cp(await modelFolder('ecg-rhythm'), folder, { recursive: true })
        const bytes = await readFile(join(folder, file))
        const place = file === 'weights.bin' ? 100 : bytes.lastIndexOf('3')
        bytes[place] = (bytes[place] as number) ^ 1
        await writeFile(join(folder, file), bytes)
        await expectError(() => loadEcgModel(folder, runtime), 'MODEL_INVALID', /does not match the hash/)
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('wavelets', () => {
  it('come back from their bytes', () => {
    const table = waveletTable(11)
    expect(tableOf(tableBytes(table))).to.deep.equal(table)
  })

  it('have gain 1 at their frequency and none for a constant, at any sampling rate', () => {
    const table = waveletTable(11)
    for (const hertz of [100, 128, 250, 360, 1000, 2000]) {
      const { odd, even } = waveletTaps(table, hertz)
      const gain = (frequency: number) => {
        let [sine, cosine] = [0, even[0] as number]
        for (let tap = 1; tap < odd.length; tap++) {
          const angle = (2 * Math.PI * frequency * tap) / hertz
          sine += 2 * (odd[tap] as number) * Math.sin(angle)
          cosine += 2 * (even[tap] as number) * Math.cos(angle)
        }
        return [Math.abs(sine), Math.abs(cosine)] as const
      }
      for (const value of gain(11)) expect(value).to.be.closeTo(1, 0.03)
      expect(gain(0)[1]).to.be.lessThan(1e-12)
      for (const value of gain(0.3)) expect(value).to.be.lessThan(0.002)
      if (hertz > 110) for (const value of gain(50)) expect(value).to.be.lessThan(0.005)
    }
  })
})
