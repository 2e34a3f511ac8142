import { openStoreScenario } from './storeScenario.ts'

// Three rounds of what npm run chaos does at length.
describe('a store whose writer is killed', () => {
  it('keeps all that was acknowledged, and nothing half', async () => {
    const scenario = await openStoreScenario()
    try {
      for (let round = 0; round < 3; round++) await scenario.round()
    } finally {
      await scenario.close()
    }
  })
})
