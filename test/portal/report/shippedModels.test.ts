import { expect } from 'chai'
import { composeLocalReport } from '../../../cli/input/localReport.ts'
import type { ShippedModel } from '../../../oracle/models/shippedModel.ts'
import { loadShippedModels } from '../../../oracle/models/shippedModels.ts'
import { loadRuntime } from '../../../oracle/runtime/tensorflow.ts'
import { renderReportPage } from '../../../portal/report/page.ts'
import { validateBundle } from '../../../sdk/fhir/validateBundle.ts'
import { landedEvidence } from './sampleReport.ts'

describe('the page and the FHIR Bundle of what the shipped models say', () => {
  let models: readonly ShippedModel[] = []
  before(async () => {
    models = await loadShippedModels(await loadRuntime('wasm'))
  })

  it('can be made for every golden case of every model', () => {
    const kinds = new Set<string>()
    for (const model of models) {
      for (const { name, bundle, asOf } of model.golden.cases) {
        const time = new Date(asOf)
        const bytes = new TextEncoder().encode(JSON.stringify(bundle))
        const report = composeLocalReport(model, bundle, bytes, model.assess(bundle, time), time)
        const { outcome, fhir } = report
        kinds.add(outcome.status === 'answered' ? outcome.kind : outcome.status)
        const told = `${model.card.name}, ${name}`
        expect(() => validateBundle(new TextEncoder().encode(JSON.stringify(fhir))), told).not.to.throw()
        const page = renderReportPage(report, landedEvidence)
        expect(page, told).to.contain(
          outcome.status === 'answered' ? 'It did not abstain here.' : 'It abstained here.',
        )
        expect(page, told).not.to.match(/NaN|undefined|Infinity|<script|\sstyle=/)
      }
    }
    expect([...kinds].sort()).to.deep.equal(['abstained', 'rhythm', 'risk', 'score', 'survival'])
  })
})
