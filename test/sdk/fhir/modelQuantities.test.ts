import { expect } from 'chai'
import { catalogue } from '../../../oracle/models/catalogue.ts'
import { loadShippedModel } from '../../../oracle/models/shippedModels.ts'
import { loadRuntime } from '../../../oracle/runtime/tensorflow.ts'
import { modelQuantities } from '../../../sdk/fhir/modelQuantities.ts'
import { parseUnit } from '../../../sdk/fhir/ucum/parseUnit.ts'

interface CodedQuantity {
  readonly system: string
  readonly code: string
  readonly unit: string
}

const keyOf = ({ system, code, unit }: CodedQuantity) => `${system} ${code} ${unit}`

describe('modelQuantities', () => {
  it('are exactly the quantities that the shipped models read, in the units of their cards', async () => {
    const runtime = await loadRuntime()
    const read = new Set<string>()
    for (const { name } of catalogue) {
      const { card } = await loadShippedModel(name, runtime)
      for (const source of card.features.flatMap(({ sources }) => sources)) {
        if (source.kind === 'quantity') read.add(keyOf(source))
      }
    }
    expect(modelQuantities.map(keyOf).toSorted()).to.deep.equal([...read].toSorted())
  })

  it('have UCUM units', () => {
    for (const { unit } of modelQuantities) expect(parseUnit(unit), unit).not.to.equal(null)
  })
})
