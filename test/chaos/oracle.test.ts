import { openOracleScenario } from './oracleScenario.ts'

// One round of what npm run chaos does at length.
describe('oracle nodes that are killed', () => {
  it('answer every request once, as nodes that nobody disturbs', async () => {
    const scenario = await openOracleScenario()
    try {
      await scenario.round()
    } finally {
      await scenario.close()
    }
  })
})
