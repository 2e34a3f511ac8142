import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Wallet } from 'ethers'
import { LOCALHOST, startChain } from '../../cli/local/startChain.ts'
import { buildPortal } from '../../cli/up/buildPortal.ts'
import { startGatewayService } from '../../cli/up/gatewayService.ts'
import { startPortalService } from '../../cli/up/portalService.ts'
import { portalSettings } from '../../cli/up/portalSettings.ts'
import { readRealExcerpt } from '../../oracle/models/ecg/realExcerpt.ts'
import type { Receipt } from '../../sdk/disclosures/disclosure.ts'
import { ecgBundle } from '../../sdk/fhir/sampledDataBundle.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import type { PlainRow } from './plainRow.ts'
import { writeReceipts } from './receipts.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export type Stage = Awaited<ReturnType<typeof startStage>>

/** A chain, a hospital's gateway with `receipts` of one patient, the portal, and the page that draws by itself. */
export async function startStage(receipts: number) {
  const folder = await mkdtemp(join(tmpdir(), 'salus-bench-portal-'))
  const closers: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
  const close = async () => {
    for (const step of closers.toReversed()) await step()
  }
  try {
    const chain = await startChain({ port: 0, deployments: folder, models: [] })
    closers.push(() => chain.close())
    const patient = new Wallet(Wallet.createRandom().privateKey)
    const dataFolder = join(folder, 'gateway')
    const written = await writeReceipts(chain, dataFolder, patient, receipts)
    const port = await freePort()
    const gateway = await startGatewayService(chain, {
      root: ROOT,
      dataFolder,
      port: 0,
      settings: { SALUS_GATEWAY_ORIGINS: `http://${LOCALHOST}:${port}` },
      onLog: (name, { event, message }) => {
        if (event === 'error') console.error(`${name}: ${String(message)}`)
      },
    })
    closers.push(() => gateway.stop())
    const staff = gatewayClient({
      url: gateway.url,
      staffToken: chain.actors.hospital.seed,
      timeout: 120_000,
    })
    await staff.anchorDisclosures()
    const { rpcUrl, deployment, actors } = chain
    const reached = { rpcUrl, gateways: [{ url: gateway.url }], contentGateways: [gateway.url], oracles: [] }
    const settings = portalSettings({
      rpcUrl,
      deployment,
      actors,
      gatewayUrl: gateway.url,
      manufacturerGatewayUrl: gateway.url,
      pharmacyGatewayUrl: gateway.url,
      oracleUrls: [],
      models: [],
    })
    const portal = await startPortalService({
      folder: await buildPortal(ROOT),
      host: LOCALHOST,
      port,
      settings,
    })
    closers.push(() => portal.stop())
    const drawings = await startPortalService({
      folder: await buildDrawings(join(folder, 'drawings'), written),
      host: LOCALHOST,
      port: 0,
      settings: reached,
    })
    closers.push(() => drawings.stop())
    return { rpcUrl, patient, portal, drawings, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The drawing page, built as the portal is, beside what it draws. */
async function buildDrawings(folder: string, receipts: readonly Receipt[]): Promise<string> {
  const { build } = await import('vite')
  const page = (name: string) => join(ROOT, 'bench/portal/page', name)
  await build({
    configFile: join(ROOT, 'portal/vite.config.ts'),
    root: page('.'),
    publicDir: false,
    build: {
      outDir: folder,
      rolldownOptions: { input: [page('index.html'), page('ethers.html')] },
    },
  })
  await writeFile(join(folder, 'ecg.json'), JSON.stringify(await realEcg()))
  await writeFile(join(folder, 'rows.json'), JSON.stringify(receipts.map(rowOf)))
  return folder
}

/** Five minutes of MIT-BIH 208, as a record has them. */
async function realEcg() {
  const { recording } = await readRealExcerpt()
  const counts = Array.from(recording.millivolts, (value) => Math.round(value * 200))
  const { samplingHertz } = recording
  const segment = { start: '1975-01-01T00:00:00Z', samplingHertz, counts, stepMillivolts: 0.005 }
  return ecgBundle({ resourceType: 'Patient', id: 'mit-bih-208' }, [segment])
}

function rowOf({ disclosure }: Receipt): PlainRow {
  if (disclosure.kind === 'locator') return []
  const { at, grantee, kind, purpose, recordId } = disclosure
  return [at, grantee, kind, purpose, recordId, 'logged']
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, LOCALHOST, resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
