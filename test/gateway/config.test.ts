import { expect } from 'chai'
import { readGatewayConfig } from '../../gateway/config.ts'
import { STANDARD_TUNING } from '../../gateway/tuning.ts'
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
    const config = readGatewayConfig(environment)
    expect(config).to.include({ organisation: address, port: 8550 })
    expect(config.tuning).to.deep.equal(STANDARD_TUNING)
  })

  it('reads how the gateway faces the world, and has a default for each', () => {
    expect(readGatewayConfig(environment).http).to.deep.equal({
      publicUrl: null,
      origins: [],
      trustedProxies: [],
      maximumRecordBytes: 4 * 1024 ** 3,
      maximumConnections: 4_096,
      requestsPerMinute: 1_200,
      metricsToken: null,
    })
    const { http } = readGatewayConfig({
      ...environment,
      SALUS_GATEWAY_HOST: '0.0.0.0',
      SALUS_GATEWAY_PUBLIC_URL: 'https://gateway.example/hospital',
      SALUS_GATEWAY_ORIGINS: 'https://portal.example, http://localhost:5173',
      SALUS_GATEWAY_TRUSTED_PROXIES: '10.0.0.1,fd00::/8',
      SALUS_METRICS_TOKEN: 'a token for whoever counts',
    })
    expect(http).to.deep.include({
      publicUrl: 'https://gateway.example/hospital',
      origins: ['https://portal.example', 'http://localhost:5173'],
      trustedProxies: ['10.0.0.1', 'fd00::/8'],
      metricsToken: 'a token for whoever counts',
    })
  })

  it('keeps replenishment going where it is told to', () => {
    expect(readGatewayConfig(environment).replenishment).to.equal(null)
    const sites = 'https://pharmacy.example, http://127.0.0.1:8552'
    expect(readGatewayConfig({ ...environment, SALUS_GATEWAY_SITES: sites }).replenishment).to.equal(null)
    const settings = { SALUS_GATEWAY_REPLENISHMENT: 'yes', SALUS_GATEWAY_SITES: sites }
    expect(readGatewayConfig({ ...environment, ...settings }).replenishment).to.deep.equal({
      sites: ['https://pharmacy.example', 'http://127.0.0.1:8552'],
    })
    for (const wrong of [
      { SALUS_GATEWAY_REPLENISHMENT: 'maybe' },
      { SALUS_GATEWAY_SITES: 'file:///etc/passwd' },
    ]) {
      expect(() => readGatewayConfig({ ...environment, ...wrong })).to.throw(/SALUS_GATEWAY_/)
    }
  })

  it('wants to know by which URL others reach it, where they do', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'gateway.example']) {
      const reached = { ...environment, SALUS_GATEWAY_HOST: host }
      await expectError(() => readGatewayConfig(reached), 'CONFIG_INVALID', /PUBLIC_URL is not set/)
    }
    for (const host of ['127.0.0.1', '::1', 'localhost']) {
      expect(readGatewayConfig({ ...environment, SALUS_GATEWAY_HOST: host }).host).to.equal(host)
    }
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
      SALUS_GATEWAY_PUBLIC_URL: 'ftp://gateway.example',
      SALUS_GATEWAY_ORIGINS: 'https://portal.example,https://other.example/path',
      SALUS_GATEWAY_TRUSTED_PROXIES: '10.0.0.1,proxy.example',
      SALUS_GATEWAY_MAX_RECORD_BYTES: '4GiB',
      SALUS_GATEWAY_MAX_CONNECTIONS: '0',
      SALUS_GATEWAY_REQUESTS_PER_MINUTE: '0',
      SALUS_METRICS_TOKEN: 'short',
    }
    for (const [name, value] of Object.entries(wrong)) {
      const error = await errorOf(() => readGatewayConfig({ ...environment, [name]: value }))
      expect(error.message).to.contain(`${name} is not valid`).and.not.contain(value)
    }
  })
})
