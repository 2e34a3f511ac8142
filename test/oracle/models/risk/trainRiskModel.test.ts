import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { modelFolder } from '../../../../oracle/models/modelFolder.ts'
import type { ModelDefinition } from '../../../../oracle/models/risk/definition.ts'
import { heartDefinition } from '../../../../oracle/models/risk/heart/definition.ts'
import { trainRiskModel } from '../../../../oracle/models/risk/trainRiskModel.ts'
import { loadRuntime } from '../../../../oracle/runtime/tensorflow.ts'

const hexOf = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('hex')

describe('trainRiskModel', () => {
  const small: ModelDefinition = {
    ...heartDefinition,
    settings: {
      ...heartDefinition.settings,
      refits: 2,
      seeds: { ...heartDefinition.settings.seeds, folds: [1] },
    },
  }

  it('gives the same files at every run and other weights from another split', async () => {
    const runtime = await loadRuntime()
    const first = await trainRiskModel(runtime, small)
    const second = await trainRiskModel(runtime, small)
    expect([...second.keys()]).to.deep.equal([
      'weights.bin',
      'preprocessing.json',
      'training.json',
      'golden.json',
      'card.json',
      'CARD.md',
      'calibration.svg',
    ])
    for (const [name, bytes] of first) expect(hexOf(second.get(name)), name).to.equal(hexOf(bytes))
    const other = await trainRiskModel(runtime, {
      ...small,
      settings: { ...small.settings, seeds: { ...small.settings.seeds, split: 2 } },
    })
    expect(hexOf(other.get('weights.bin'))).not.to.equal(hexOf(first.get('weights.bin')))
  })

  it('gives the shipped model, every file to the bit', async () => {
    const files = await trainRiskModel(await loadRuntime(), heartDefinition)
    const folder = await modelFolder('heart')
    for (const [name, bytes] of files)
      expect(hexOf(await readFile(join(folder, name))), name).to.equal(hexOf(bytes))
  })

  it('refuses weights that have not converged', async () => {
    const hasty: ModelDefinition = {
      ...small,
      method: {
        ...small.method,
        descent: { ...small.method.descent, steps: 3 },
      } as ModelDefinition['method'],
    }
    const runtime = await loadRuntime()
    const message = await trainRiskModel(runtime, hasty).then(
      () => 'trained',
      (error: Error) => error.message,
    )
    expect(message).to.match(/did not converge/)
  })
})
