import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startChain } from '../../cli/local/startChain.ts'
import { startGatewayService } from '../../cli/up/gatewayService.ts'
import { startService } from '../../cli/up/service.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** The benchmark is one client that asks as fast as it can. */
const UNLIMITED = {
  SALUS_GATEWAY_REQUESTS_PER_MINUTE: '1000000',
  SALUS_GATEWAY_RELAYS_PER_HOUR: '100000',
}

/** The gateway of a hospital, and the server that it is compared with, each in a process that is held to one core. */
export async function startHospital() {
  const folder = await mkdtemp(join(tmpdir(), 'salus-bench-'))
  const chain = await startChain({ port: 0, deployments: folder, models: [] })
  const onLog = (name: string, { event, message }: { event: string; message?: unknown }) => {
    if (event === 'error') console.error(`${name}: ${String(message)}`)
  }
  const gateway = await startGatewayService(chain, {
    root: ROOT,
    dataFolder: join(folder, 'gateway'),
    port: 0,
    settings: UNLIMITED,
    onLog,
  })
  const plain = await startService({
    name: 'plain server',
    main: join(ROOT, 'bench/gateway/plainServer.ts'),
    environment: { SALUS_RPC_URL: chain.rpcUrl, SALUS_DEPLOYMENT: chain.deploymentPath },
    onLog,
  })
  for (const { pid } of [gateway, plain]) holdToOneCore(pid)
  return {
    ...chain,
    gateway,
    plain,
    staffToken: chain.actors.hospital.seed,
    async close() {
      await gateway.stop()
      await plain.stop()
      await chain.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** All threads of a process on core 0. Only Linux lets us. */
function holdToOneCore(pid: number): void {
  if (process.platform !== 'linux') return
  execFileSync('taskset', ['-a', '-c', '-p', '0', String(pid)], { stdio: 'ignore' })
}
