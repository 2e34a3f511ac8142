import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { listModels, modelFolder } from '../../../../oracle/models/modelFolder.ts'
import { heldOutRows } from '../../../../oracle/models/risk/heldOutRows.ts'
import { loadRiskModel } from '../../../../oracle/models/risk/loadRiskModel.ts'
import type { RiskModel } from '../../../../oracle/models/risk/riskModel.ts'
import { loadRuntime } from '../../../../oracle/runtime/tensorflow.ts'
import { expectError } from '../../../helpers/expectError.ts'
import { loadHeartModel } from '../../../helpers/heartModel.ts'

describe('loadRiskModel', () => {
  let model: RiskModel
  let folder: string

  beforeEach(async () => {
    model = await loadHeartModel()
    folder = await mkdtemp(join(tmpdir(), 'salus-model-'))
    await cp(await modelFolder('heart'), folder, { recursive: true })
  })

  afterEach(() => rm(folder, { recursive: true }))

  async function change(file: string, edit: (bytes: Buffer) => Buffer): Promise<void> {
    await writeFile(join(folder, file), edit(await readFile(join(folder, file))))
  }

  it('gives four hashes of 32 bytes', () => {
    for (const hash of Object.values(model.hashes)) expect(hash).to.match(/^0x[0-9a-f]{64}$/)
    expect(new Set(Object.values(model.hashes)).size).to.equal(4)
  })

  it('predicts what it predicted when it was shipped', () => {
    const rows = [
      [61, 1, 1, 134, 234, 0, 0, 145, 0, 2.6, 2, 2, 3],
      [53, 1, 4, 140, 203, 1, 2, 155, 1, 3.1, 3, 0, 7],
      [64, 1, 1, 110, 211, 0, 2, 144, 1, 1.8, 2, 0, 3],
    ]
    expect(model.predict(rows)).to.deep.equal([
      { probability: 0.6441, interval: [0.4551, 0.8028] },
      { probability: 0.8146, interval: [0.6637, 0.9173] },
      { probability: 0.2982, interval: [0.1512, 0.4653] },
    ])
    expect(model.baseline).to.equal(0.4303)
  })

  it('predicts the same for a row alone as in a batch', async () => {
    const rows = (await heldOutRows(model)).map(({ values }) => values)
    expect(rows).to.have.length(54)
    const many = Array.from({ length: 20 }, () => rows).flat()
    const alone = rows.map((row) => model.predict([row])[0])
    expect(model.predict(rows)).to.deep.equal(alone)
    expect(model.predict(many).slice(-54)).to.deep.equal(alone)
  })

  it('refuses a flipped bit in the weights', async () => {
    await change('weights.bin', (bytes) => {
      bytes[100] = (bytes[100] as number) ^ 1
      return bytes
    })
    const runtime = await loadRuntime()
    await expectError(
      () => loadRiskModel(folder, runtime),
      'MODEL_INVALID',
      /weights file .* does not match the hash/,
    )
  })

  for (const file of ['preprocessing.json', 'training.json', 'golden.json']) {
    it(`refuses a changed ${file}`, async () => {
      await change(file, (bytes) =>
        Buffer.from(bytes.toString().replace(/\d(?=\d)/, (digit) => `${(Number(digit) + 1) % 10}`)),
      )
      const runtime = await loadRuntime()
      await expectError(() => loadRiskModel(folder, runtime), 'MODEL_INVALID', /does not match the hash/)
    })
  }

  it('shows a changed card in the card hash', async () => {
    await change('card.json', (bytes) =>
      Buffer.from(bytes.toString().replace('second opinion', 'first opinion')),
    )
    const changed = await loadRiskModel(folder, await loadRuntime())
    expect(changed.hashes.cardHash).not.to.equal(model.hashes.cardHash)
  })

  it('does not care how the card is laid out', async () => {
    await change('card.json', (bytes) => Buffer.from(JSON.stringify(JSON.parse(bytes.toString()))))
    const same = await loadRiskModel(folder, await loadRuntime())
    expect(same.hashes.cardHash).to.equal(model.hashes.cardHash)
  })

  it('refuses a card that is malformed or absent', async () => {
    const runtime = await loadRuntime()
    await change('card.json', (bytes) =>
      Buffer.from(bytes.toString().replace('"abstention"', '"abstinence"')),
    )
    await expectError(
      () => loadRiskModel(folder, runtime),
      'MODEL_INVALID',
      /abstention is missing or malformed/,
    )
    await change('card.json', () => Buffer.from('{'))
    await expectError(() => loadRiskModel(folder, runtime), 'MODEL_INVALID', /not JSON/)
    await rm(join(folder, 'card.json'))
    await expectError(() => loadRiskModel(folder, runtime), 'MODEL_INVALID', /cannot be read/)
  })

  it('refuses another TensorFlow.js build', async () => {
    const runtime = { ...(await loadRuntime()), fingerprint: `0x${'00'.repeat(32)}` }
    await expectError(() => loadRiskModel(folder, runtime), 'RUNTIME_NOT_PINNED', /exact versions/)
  })

  it('lists the shipped models and refuses other names', async () => {
    expect(await listModels()).to.include('heart')
    for (const name of ['lung', '..', '../models/heart', '']) {
      await expectError(() => modelFolder(name), 'MODEL_NOT_FOUND', /heart/)
    }
  })
})
