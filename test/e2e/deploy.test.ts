import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { JsonRpcProvider, Wallet } from 'ethers'
import hardhat from 'hardhat'
import { parseDeployment } from '../../sdk/chain/deployment.ts'

const CHAIN_ID = 777_001
const BLOCK_INTERVAL = 1000

/** A second chain, with another id, whose blocks take time, and a deployer whose key comes from the environment. */
describe('deploy', () => {
  const deployer = Wallet.createRandom()
  const file = `deployments/${CHAIN_ID}.json`
  const journal = `ignition/deployments/chain-${CHAIN_ID}`
  let provider: JsonRpcProvider
  let close: () => Promise<void> = async () => undefined
  let url: string

  const clean = () => Promise.all([rm(file, { force: true }), rm(journal, { recursive: true, force: true })])

  before(async () => {
    await clean()
    const server = await hardhat.network.createServer(
      {
        network: 'default',
        override: { chainId: CHAIN_ID, mining: { auto: false, interval: BLOCK_INTERVAL } },
      },
      '127.0.0.1',
      0,
    )
    const { address, port } = await server.listen()
    close = () => server.close()
    url = `http://${address}:${port}`
    provider = new JsonRpcProvider(url, CHAIN_ID, { staticNetwork: true, cacheTimeout: -1 })
    await provider.send('hardhat_setBalance', [deployer.address, '0x56bc75e2d63100000'])
  })
  after(async () => {
    provider?.destroy()
    await close()
    await clean()
  })

  const deploy = (...more: string[]): ChildProcess =>
    spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'scripts/deploy.ts', '--network', 'localhost', ...more],
      {
        env: { ...process.env, SALUS_LOCALHOST_URL: url, SALUS_DEPLOYER_KEY: deployer.privateKey },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )

  const countOf = (block: 'latest' | 'pending') => provider.getTransactionCount(deployer.address, block)

  /** Whether Ignition's journal knows of every transaction that the node has, and is not about to send another. */
  async function isWrittenDown(): Promise<boolean> {
    const sent = await countOf('pending')
    const journalled = await readFile(`${journal}/journal.jsonl`, 'utf8')
    const count = (type: string) => journalled.split(`"type":"${type}"`).length - 1
    return count('TRANSACTION_SEND') === sent && count('TRANSACTION_PREPARE_SEND') === sent
  }

  it('is killed half-way, and resumed where it stopped', async () => {
    const killed = deploy()
    killed.stdout?.resume()
    killed.stderr?.resume()
    const exited = once(killed, 'exit')
    while ((await countOf('latest')) < 3) await sleep(20)
    // From a transaction that was sent and not written down Ignition cannot go on: it says so (HHE10411). It is looked at
    // while it stands still, so that it sends none meanwhile.
    for (;;) {
      killed.kill('SIGSTOP')
      if (await isWrittenDown()) break
      killed.kill('SIGCONT')
      await sleep(20)
    }
    killed.kill('SIGKILL')
    await exited
    const sent = await countOf('pending')
    expect(existsSync(file), 'nothing is half-written').to.equal(false)

    const resumed = deploy()
    const said = Promise.all([resumed.stdout, resumed.stderr].map((stream) => (stream ? text(stream) : '')))
    const [code] = await once(resumed, 'exit')
    expect(code, (await said).join('\n')).to.equal(0)
    const deployment = parseDeployment(JSON.parse(await readFile(file, 'utf8')))
    expect(deployment.chainId).to.equal(CHAIN_ID)
    for (const address of Object.values(deployment.contracts)) {
      expect(await provider.getCode(address)).to.not.equal('0x')
    }
    // ConsentRegistry's constructor makes Guardianship and EmergencyAccess, DrugProvenance's Investigations and ColdChain.
    const transactions = Object.keys(deployment.contracts).length - 4
    expect(await provider.getTransactionCount(deployer.address), 'no contract is deployed twice').to.equal(
      transactions,
    )
    expect(sent).to.be.lessThan(transactions)
    expect(deployment.block).to.be.greaterThan(0)
  })

  it('is used by the command line', async () => {
    const { stdout, code } = await salus(
      'consent',
      'list',
      '--patient',
      deployer.address,
      '--json',
      '--rpc',
      url,
    )
    expect(code).to.equal(0)
    expect(JSON.parse(stdout)).to.be.an('object')
  })

  it('refuses a network that is not configured', async () => {
    const child = spawn(process.execPath, ['scripts/deploy.ts', '--network', 'nowhere'], { stdio: 'ignore' })
    const [code] = await once(child, 'exit')
    expect(code).to.equal(2)
  })
})

async function salus(...args: string[]): Promise<{ stdout: string; code: number }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'cli/main.ts', ...args])
  let stdout = ''
  child.stdout.on('data', (data) => {
    stdout += data
  })
  const [code] = await once(child, 'close')
  return { stdout, code }
}
