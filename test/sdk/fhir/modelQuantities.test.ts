import { expect } from 'chai'
import { definitionOf } from '../../../oracle/models/definitions.ts'
import { listModels } from '../../../oracle/models/modelFolder.ts'
import { modelQuantities } from '../../../sdk/fhir/modelQuantities.ts'
import { parseUnit } from '../../../sdk/fhir/ucum/parseUnit.ts'

describe('modelQuantities', () => {
  it('are exactly the quantities that the shipped models read, in the units of their cards', async () => {
    const read = (await listModels()).flatMap((name) =>
      definitionOf(name).features.flatMap(({ sources }) =>
        sources.flatMap((source) => {
          if (source.kind !== 'quantity') return []
          const { system, code, unit } = source
          return [{ system, code, unit }]
        }),
      ),
    )
    expect(modelQuantities).to.have.deep.members(read)
  })

  it('have UCUM units', () => {
    for (const { unit } of modelQuantities) expect(parseUnit(unit), unit).not.to.equal(null)
  })
})
