import { expect } from 'chai'
import { readOracleConfig } from '../../oracle/config.ts'

const secret = `0x${'12'.repeat(32)}`
const base = {
  SALUS_RPC_URL: 'http://127.0.0.1:8545',
  SALUS_DEPLOYMENT: 'deployments/31337.json',
  SALUS_GATEWAY_URL: 'http://127.0.0.1:8550',
  SALUS_ORACLE_PEERS: 'http://127.0.0.1:1,http://127.0.0.1:2',
}
const plain = { ...base, SALUS_ORACLE_KEY: secret, SALUS_ORACLE_SEED: secret }
const stored = { ...base, SALUS_ORACLE_KEYSTORE: 'oracle.json', SALUS_ORACLE_PASSPHRASE_FILE: 'passphrase' }

describe('oracle/config', () => {
  const refuses = (environment: Record<string, string>, name: RegExp) => {
    try {
      readOracleConfig(environment)
    } catch (error) {
      expect((error as { code: string }).code).to.equal('CONFIG_INVALID')
      expect((error as Error).message)
        .to.match(name)
        .and.not.contain('12121212')
      return
    }
    expect.fail('It was taken.')
  }

  it('reads where the keys lie: a keystore, a remote signer, or plain text', () => {
    expect(readOracleConfig(stored).keys).to.deep.equal({
      kind: 'keystore',
      keystore: { path: 'oracle.json', passphrase: { file: 'passphrase' } },
    })
    const account = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
    const remote = {
      ...stored,
      SALUS_ORACLE_SIGNER_URL: 'http://localhost:9000',
      SALUS_ORACLE_ACCOUNT: account,
    }
    expect(readOracleConfig(remote).keys).to.deep.include({ kind: 'remote', account })
    expect(readOracleConfig(plain).keys).to.deep.equal({
      kind: 'plain',
      key: secret,
      seed: secret,
      isAllowedAnywhere: false,
    })
  })

  it('has defaults for the rest', () => {
    expect(readOracleConfig(plain)).to.deep.include({
      peers: ['http://127.0.0.1:1', 'http://127.0.0.1:2'],
      port: 8560,
      interval: 200,
      turn: 5_000,
      confirmations: 0,
      metricsToken: null,
      models: null,
      origins: [],
      readingsUrls: ['http://127.0.0.1:8550'],
      planningUrls: ['http://127.0.0.1:8550'],
    })
    const readings = 'http://127.0.0.1:8550,http://127.0.0.1:8551'
    expect(readOracleConfig({ ...plain, SALUS_ORACLE_READINGS: readings }).readingsUrls).to.deep.equal(
      readings.split(','),
    )
    const given = readOracleConfig({ ...plain, SALUS_ORACLE_READINGS: readings })
    expect(given.planningUrls).to.deep.equal(readings.split(','))
    const sites = { SALUS_ORACLE_READINGS: readings, SALUS_ORACLE_PLANNING: 'http://127.0.0.1:8552' }
    expect(readOracleConfig({ ...plain, ...sites }).planningUrls).to.deep.equal(['http://127.0.0.1:8552'])
    expect(readOracleConfig({ ...plain, SALUS_ORACLE_MODELS: 'heart,breast-mass' }).models).to.deep.equal([
      'heart',
      'breast-mass',
    ])
  })

  it('lets the pages read its status that are named', () => {
    const origins = ['https://portal.example', 'http://localhost:5173']
    expect(readOracleConfig({ ...plain, SALUS_ORACLE_ORIGINS: origins.join(', ') }).origins).to.deep.equal(
      origins,
    )
  })

  it('names what is missing, doubled or malformed, and never its value', () => {
    refuses(base, /SALUS_ORACLE_KEYSTORE/)
    refuses({ ...base, SALUS_ORACLE_KEYSTORE: 'oracle.json' }, /SALUS_ORACLE_PASSPHRASE/)
    refuses({ ...stored, SALUS_ORACLE_PASSPHRASE: 'x' }, /not both/)
    refuses({ ...stored, ...plain }, /not both/)
    refuses({ ...stored, SALUS_ORACLE_SIGNER_URL: 'http://localhost:9000' }, /SALUS_ORACLE_ACCOUNT/)
    refuses({ ...base, SALUS_ORACLE_KEY: secret }, /SALUS_ORACLE_SEED/)
    refuses({ ...plain, SALUS_ORACLE_KEY: `${secret}3` }, /SALUS_ORACLE_KEY /)
    refuses({ ...plain, SALUS_ORACLE_PEERS: 'nowhere' }, /SALUS_ORACLE_PEERS/)
    refuses({ ...plain, SALUS_ORACLE_ORIGINS: 'https://portal.example/page' }, /SALUS_ORACLE_ORIGINS/)
    refuses({ ...plain, SALUS_ORACLE_MODELS: '../heart' }, /SALUS_ORACLE_MODELS/)
    refuses({ ...plain, SALUS_ORACLE_ALLOW_PLAIN_KEY: 'maybe' }, /SALUS_ORACLE_ALLOW_PLAIN_KEY/)
  })
})
