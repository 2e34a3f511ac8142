import { openGatewayScenario } from './gatewayScenario.ts'

// Two rounds of what npm run chaos does at length.
describe('a gateway that is killed', () => {
  it('keeps all that it had answered, and finishes what it had begun', async () => {
    const scenario = await openGatewayScenario()
    try {
      for (let round = 0; round < 2; round++) await scenario.round()
    } finally {
      await scenario.close()
    }
  })
})
