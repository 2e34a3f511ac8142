import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { areaUnderCurve } from '../../../oracle/models/metrics.ts'
import { modelsFolder } from '../../../oracle/models/modelFolder.ts'
import { fitAutoencoder, lastValueErrors } from '../../../oracle/monitoring/autoencoder.ts'
import {
  type ColdChainNetwork,
  coldChainNetworkFile,
  loadColdChainNetwork,
} from '../../../oracle/monitoring/coldChainNetwork.ts'
import { type Mote, readMotes } from '../../../oracle/monitoring/moteData.ts'
import { residualWindows } from '../../../oracle/monitoring/residualWindows.ts'
import { calmMotes } from '../../../oracle/monitoring/trainColdChainNetwork.ts'
import { loadRuntime, type Runtime } from '../../../oracle/runtime/tensorflow.ts'
import { medianDetector } from '../../../sdk/provenance/coldChain/assess.ts'
import { residualChannels } from '../../../sdk/provenance/coldChain/medianDetector.ts'

const path = join(modelsFolder, coldChainNetworkFile)

describe('the cold-chain network', () => {
  let runtime: Runtime
  let network: ColdChainNetwork
  let motes: readonly Mote[]

  before(async () => {
    runtime = await loadRuntime()
    network = await loadColdChainNetwork(runtime)
    const data = await readMotes()
    motes = data.motes
    expect(data.dataHash, 'the data that it was trained on').to.equal(network.file.training.dataHash)
  })

  it('was trained on motes without an event, and is scored on the others', () => {
    expect(calmMotes(motes).map(({ number }) => number)).to.deep.equal([2, 3])
    const eventful = motes.filter((mote) => !calmMotes(motes).includes(mote))
    expect(
      eventful.map(({ number, labels }) => [number, labels.filter((label) => label === 1).length]),
    ).to.deep.equal([
      [1, 117],
      [4, 32],
    ])
  })

  for (const number of [1, 4]) {
    it(`tells the events of mote ${number} from the rest, as the rolling median does`, () => {
      const { readings, labels } = motes.find((mote) => mote.number === number) as Mote
      for (const detect of [network.detect, medianDetector]) {
        for (const given of [readings, readings.map((reading) => ({ ...reading, humidity: null }))]) {
          const { scores, threshold } = detect(residualChannels(given))
          const scored = labels.map((label, index) => ({ probability: scores[index] as number, label }))
          expect(areaUnderCurve(scored)).to.be.at.least(0.97)
          const tripped = scored.filter(({ probability }) => probability > threshold)
          expect(tripped.filter(({ label }) => label === 1)).to.not.be.empty
          expect(tripped.filter(({ label }) => label === 0).length).to.be.below(readings.length / 100)
        }
      }
    })
  }

  it('gives the same scores at every run, and none for an empty log', () => {
    const channels = residualChannels((motes[0] as Mote).readings.slice(2300, 2500))
    expect(network.detect(channels).scores).to.deep.equal(network.detect(channels).scores)
    expect(network.detect(residualChannels([])).scores).to.have.length(0)
  })

  it('is not loaded from a file that was altered or cut', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'salus-network-'))
    const file = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
    const weights = Buffer.from(file.weights as string, 'base64')
    weights[5] = (weights[5] as number) ^ 1
    const altered = [
      { ...file, weights: weights.toString('base64') },
      { ...file, shape: { width: 16, hidden: 5 } },
      { ...file, residuals: { window: 61, scaleWindow: 240 } },
      { ...file, more: 1 },
    ].map((value) => JSON.stringify(value))
    for (const [index, text] of [...altered, '{', ''].entries()) {
      const copy = join(folder, `${index}.json`)
      writeFileSync(copy, text)
      const error = await loadColdChainNetwork(runtime, copy).catch((caught: unknown) => caught)
      expect(error).to.have.property('code', 'MODEL_INVALID')
    }
    const other = join(folder, 'runtime.json')
    writeFileSync(other, JSON.stringify({ ...file, runtime: `0x${'0'.repeat(64)}` }))
    const error = await loadColdChainNetwork(runtime, other).catch((caught: unknown) => caught)
    expect(error).to.have.property('code', 'RUNTIME_NOT_PINNED')
  })

  it('learns to copy what it is shown, to the same bits each time', () => {
    // Windows that lie on one line through the origin pass through two units.
    const windows = Float32Array.from(
      { length: 64 * 4 },
      (_, cell) => Math.sin(Math.floor(cell / 4)) * ([0.5, -0.25, 0.75, 0.1][cell % 4] as number),
    )
    const shape = { width: 4, hidden: 2 }
    const training = { ...shape, steps: 300, learningRate: 0.5, momentum: 0.9, seed: 7 }
    const weights = fitAutoencoder(runtime.tf, windows, training)
    expect(fitAutoencoder(runtime.tf, windows, training)).to.deep.equal(weights)
    const shown = lastValueErrors(runtime.tf, weights, shape, windows)
    expect(Math.max(...shown)).to.be.below(0.1)
    const [odd] = lastValueErrors(runtime.tf, weights, shape, Float32Array.of(0.5, 0.5, -0.5, 0.5))
    expect(odd).to.be.above(0.2)
  })
})

describe('residualWindows', () => {
  it('ends each window with its own value, compressed, and begins with zeros', () => {
    const windows = residualWindows(Float64Array.of(1, -2, 3), 2)
    expect([...windows]).to.deep.equal(
      [0, Math.asinh(1), Math.asinh(1), Math.asinh(-2), Math.asinh(-2), Math.asinh(3)].map(Math.fround),
    )
  })
})
