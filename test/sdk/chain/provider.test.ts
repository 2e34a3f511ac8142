import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import hre from 'hardhat'
import { connectContracts } from '../../../sdk/chain/contracts.ts'
import { connectProvider } from '../../../sdk/chain/provider.ts'
import { chainTime } from '../../../sdk/chain/time.ts'
import { InvalidInputError, UnavailableError } from '../../../sdk/errors/index.ts'
import { errorOf, expectError } from '../../helpers/expectError.ts'

const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const deploymentOn = (chainId: number) => ({
  chainId,
  block: 0,
  compiler: '0.8.37',
  sourceHash: `0x${'00'.repeat(32)}`,
  contracts: {
    didRegistry: address,
    accreditationRegistry: address,
    consentRegistry: address,
    guardianship: address,
    emergencyAccess: address,
    recordRegistry: address,
    disclosureLog: address,
    modelRegistry: address,
    oracleCommittee: address,
    inferenceOracle: address,
    monitoring: address,
    drugProvenance: address,
    investigations: address,
    coldChain: address,
    replenishmentPlanner: address,
  },
})

describe('sdk/chain/provider', () => {
  let server: Awaited<ReturnType<typeof hre.network.createServer>>
  let url = ''
  before(async () => {
    server = await hre.network.createServer('default', '127.0.0.1', 0)
    const listening = await server.listen()
    url = `http://127.0.0.1:${listening.port}`
  })
  after(() => server.close())

  it('connects to the chain of the deployment', async () => {
    const provider = await connectProvider(url, deploymentOn(31337))
    const contracts = connectContracts(deploymentOn(31337), provider)
    expect(await chainTime(contracts)).to.be.greaterThan(1_700_000_000)
    provider.destroy()
  })

  it('refuses another chain than the deployment is on', async () => {
    await expectError(() => connectProvider(url, deploymentOn(1)), 'CHAIN_MISMATCH', /chain 31337.*chain 1\b/)
  })

  it('says that the contracts are not there where the chain started anew', async () => {
    const provider = await connectProvider(url, deploymentOn(31337))
    const { recordRegistry } = connectContracts(deploymentOn(31337), provider)
    const { read } = await import('../../../sdk/chain/send.ts')
    const error = await errorOf(() => read(recordRegistry.stateOf(`0x${'11'.repeat(32)}`)))
    expect(error).to.be.instanceOf(InvalidInputError)
    expect(error.code).to.equal('CHAIN_MISMATCH')
    provider.destroy()
  })

  it('asks in pieces for logs of more blocks than a node gives at once', async () => {
    const asked: [first: number, last: number][] = []
    const answers: Readonly<
      Record<string, (parameters: { fromBlock: string; toBlock: string }[]) => object>
    > = {
      eth_chainId: () => ({ result: '0x7a69' }),
      eth_blockNumber: () => ({ result: '0x63' }),
      eth_getLogs: ([filter]) => {
        const [first, last] = [Number(filter?.fromBlock), Number(filter?.toBlock ?? 0x63)]
        if (!(last - first < 30))
          return { error: { code: -32_005, message: 'query exceeds the limit of blocks' } }
        asked.push([first, last])
        return { result: [] }
      },
    }
    const limited = createServer(async (request, response) => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part)
      const sent = JSON.parse(Buffer.concat(parts).toString())
      const answer = [sent]
        .flat()
        .map(({ id, method, params }) => ({ jsonrpc: '2.0', id, ...answers[method]?.(params) }))
      response.end(JSON.stringify(Array.isArray(sent) ? answer : answer[0]))
    })
    await new Promise<void>((resolve) => limited.listen(0, '127.0.0.1', resolve))
    const { port } = limited.address() as AddressInfo
    const provider = await connectProvider(`http://127.0.0.1:${port}`, deploymentOn(31337))
    const { recordRegistry } = connectContracts(deploymentOn(31337), provider)
    expect(
      await recordRegistry.queryFilter(recordRegistry.filters.PatientEnrolled(address), 3),
    ).to.deep.equal([])
    expect(asked).to.deep.equal([
      [3, 26],
      [27, 50],
      [51, 74],
      [75, 98],
      [99, 99],
    ])
    provider.destroy()
    limited.closeAllConnections()
    await new Promise((resolve) => limited.close(resolve))
  })

  it('reports a dead chain and one that answers with something else as unavailable, which may be tried again', async () => {
    const dead = await errorOf(() => connectProvider('http://127.0.0.1:9', deploymentOn(31337)))
    expect(dead).to.be.instanceOf(UnavailableError)
    expect(dead.code).to.equal('CHAIN_UNAVAILABLE')

    const liar = createServer((_request, response) => response.end('<html>not a node</html>'))
    await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve))
    const { port } = liar.address() as AddressInfo
    const strange = await errorOf(() => connectProvider(`http://127.0.0.1:${port}`, deploymentOn(31337)))
    expect(strange).to.be.instanceOf(UnavailableError)
    await new Promise((resolve) => liar.close(resolve))
  })
})
