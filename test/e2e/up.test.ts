import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { startLocalNetwork } from '../../cli/up/startLocalNetwork.ts'
import { tellStory } from '../../scripts/ci/story.ts'
import { untilHealthy } from '../../scripts/ci/untilHealthy.ts'

const PORT = 28_545

describe('salus up', () => {
  let folder = ''
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'salus-up-test-'))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  const start = (port = PORT) =>
    startLocalNetwork({ port, deployments: folder, onStep: () => undefined, onLog: () => undefined })

  it('carries a patient, a hospital and a clinician from a key to a landed report', async () => {
    const network = await start()
    try {
      const page = await tellStory(network, folder)
      expect(page).to.match(/^<!doctype html>/i)
      expect(page).to.contain('3 of 4 oracle nodes')
      for (const { name, url } of [network.manufacturerGateway, network.pharmacyGateway]) {
        await untilHealthy(name, url)
      }
    } finally {
      await network.stop()
    }
  })

  it('starts again on a new chain, and says when its port is taken', async () => {
    const network = await start()
    try {
      const refusal = await start().then(
        () => undefined,
        (error: Error) => error,
      )
      expect(refusal?.message).to.match(/cannot listen on port 28545: something else does/)
    } finally {
      await network.stop()
    }
  })
})
