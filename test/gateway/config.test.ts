import { expect } from 'chai'
import { readGatewayConfig } from '../../gateway/config.ts'
import { errorOf, expectError } from '../helpers/expectError.ts'

const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const environment = {
  SALUS_RPC_URL: 'http://127.0.0.1:8545',
  SALUS_DEPLOYMENT: 'deployments/31337.json',
  SALUS_GATEWAY_KEY: `0x${'11'.repeat(32)}`,
  SALUS_GATEWAY_SEED: `0x${'22'.repeat(32)}`,
  SALUS_GATEWAY_ORGANISATION: address.toLowerCase(),
  SALUS_GATEWAY_TOKEN: 'a token of sixteen letters',
  SALUS_GATEWAY_DATA: 'data',
}

describe('gateway/config', () => {
  it('reads the environment, with an address that compares as text', () => {
    expect(readGatewayConfig(environment)).to.include({ organisation: address, port: 8550, confirmations: 0 })
  })

  it('names the setting that is missing or not valid, never its value', async () => {
    for (const name of Object.keys(environment)) {
      const { [name]: _, ...rest } = environment as Record<string, string>
      await expectError(() => readGatewayConfig(rest), 'CONFIG_INVALID', new RegExp(`${name} is not set`))
    }
    const wrong = {
      SALUS_GATEWAY_KEY: `0x${'11'.repeat(31)}`,
      SALUS_GATEWAY_SEED: 'hospital',
      SALUS_GATEWAY_TOKEN: 'short',
      SALUS_CONFIRMATIONS: '-1',
    }
    for (const [name, value] of Object.entries(wrong)) {
      const error = await errorOf(() => readGatewayConfig({ ...environment, [name]: value }))
      expect(error.message).to.contain(`${name} is not valid`).and.not.contain(value)
    }
  })
})
