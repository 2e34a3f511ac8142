/** Runs one organisation's gateway until it is told to stop. Settings come from the environment: see `.env.example`. */
import 'dotenv/config'
import { Wallet } from 'ethers'
import { readDeployment } from '../sdk/chain/node/readDeployment.ts'
import { connectProvider } from '../sdk/chain/provider.ts'
import { useFastKeccak } from '../sdk/crypto/node/useFastKeccak.ts'
import { runService } from '../sdk/process/node/runService.ts'
import { readGatewayConfig } from './config.ts'
import { startGateway } from './gateway.ts'

await runService('gateway', async (log) => {
  await useFastKeccak()
  const config = readGatewayConfig(process.env)
  const deployment = await readDeployment(config.deploymentPath)
  const provider = await connectProvider(config.rpcUrl, deployment)
  const gateway = await startGateway({
    deployment,
    signer: new Wallet(config.key, provider),
    seed: config.seed,
    custodianOrg: config.organisation,
    staffToken: config.staffToken,
    dataFolder: config.dataFolder,
    host: config.host,
    port: config.port,
    ...config.tuning,
    http: config.http,
    ...(config.replenishment && { replenishment: config.replenishment }),
    onOrder: (news) => log({ event: 'order', ...news }),
    onRekeyed: (patient, records) => log({ event: 'rekeyed', patient, records }),
    onError: (error) => log({ event: 'error', error }),
  })
  log({ event: 'listening', url: gateway.url })
  return async () => {
    await gateway.close()
    provider.destroy()
  }
})
