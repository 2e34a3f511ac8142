import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import pc from 'picocolors'
import { InvalidInputError } from '../../sdk/errors/index.ts'
import { FAULT } from '../output/exitCode.ts'
import type { WrittenExample } from '../up/example/writeExample.ts'
import { explainExample, explainWallets } from '../up/explainPortal.ts'
import type { LocalNetwork } from '../up/startLocalNetwork.ts'

const DEPLOYMENTS = fileURLToPath(new URL('../../deployments/', import.meta.url))

export function registerUp(program: Command): void {
  program
    .command('up')
    .description('Run a local chain, three gateways, four oracles and the portal until Ctrl-C.')
    .option(
      '--port <number>',
      'port of the chain; oracles, gateways and the portal take the eight after it',
      '8545',
    )
    .option('--deployments <folder>', 'where <chainId>.json is written', DEPLOYMENTS)
    .option('--example', 'fill it with a patient, an AI report and medicines to look at in the portal')
    .option('--output <folder>', "where the example's files go", 'out/example')
    .option('--verbose', 'print the log of every service')
    .option('--json', 'print one JSON document once everything runs')
    .addHelpText(
      'after',
      '\nExample:\n  $ salus up\n\nThe chain is in memory: it is gone when this stops. Its accounts and keys are the public ones of\nHardhat: use them for nothing else.',
    )
    .action(run)
}

interface UpOptions {
  readonly port: string
  readonly deployments: string
  readonly example?: boolean
  readonly output: string
  readonly verbose?: boolean
  readonly json?: boolean
}

async function run({ port, deployments, example, output, verbose, json }: UpOptions): Promise<void> {
  const { startLocalNetwork } = await import('../up/startLocalNetwork.ts')
  const onStep = (what: string) => process.stderr.write(`${pc.dim('…')} ${what}\n`)
  const network = await startLocalNetwork({
    port: parsePort(port),
    deployments,
    onStep,
    onLog: (service, line) => {
      if (verbose) process.stderr.write(`${pc.dim(service)} ${JSON.stringify(line)}\n`)
    },
  })
  try {
    const prepared = example ? await exampleOf(network, output, onStep) : null
    process.stdout.write(
      json ? `${JSON.stringify(describe(network, prepared), null, 2)}\n` : explain(network, prepared),
    )
  } catch (error) {
    await network.stop()
    throw error
  }
  const failed = await untilStopped(network)
  process.stderr.write(failed ? `\nThe ${failed} ended by itself. Stopping.\n` : '\nStopping.\n')
  await network.stop()
  if (failed) process.exitCode = FAULT
}

/** Prepares the example, and writes down what its people would hand to one another. */
async function exampleOf(
  network: LocalNetwork,
  folder: string,
  onStep: (what: string) => void,
): Promise<WrittenExample> {
  const { prepareExample } = await import('../up/example/prepareExample.ts')
  const { writeExample } = await import('../up/example/writeExample.ts')
  return writeExample(await prepareExample(network, onStep), folder)
}

/** Waits for Ctrl-C. Gives the name of a service that ended before. */
function untilStopped({
  gateway,
  manufacturerGateway,
  pharmacyGateway,
  oracles,
}: LocalNetwork): Promise<string | undefined> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(undefined))
    for (const { name, ended } of [gateway, manufacturerGateway, pharmacyGateway, ...oracles])
      void ended.then(() => resolve(name))
  })
}

function parsePort(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 1024 && port <= 65_527) return port
  throw new InvalidInputError('CONFIG_INVALID', `'${text.slice(0, 20)}' is not a port from 1024 to 65527.`)
}

const describe = (network: LocalNetwork, example: WrittenExample | null) => {
  const {
    rpcUrl,
    gateway,
    manufacturerGateway,
    pharmacyGateway,
    oracles,
    deployment,
    deploymentPath,
    actors,
  } = network
  const { manufacturer, manufacturerQuality, distributor, carrier, pharmacy, laboratory } = actors
  const traders = { manufacturer, manufacturerQuality, distributor, carrier, pharmacy, laboratory }
  return {
    rpcUrl,
    portalUrl: network.portal.url,
    gatewayUrl: gateway.url,
    manufacturerGatewayUrl: manufacturerGateway.url,
    pharmacyGatewayUrl: pharmacyGateway.url,
    oracleUrls: oracles.map(({ url }) => url),
    chainId: deployment.chainId,
    deploymentPath,
    contracts: deployment.contracts,
    hospital: actors.hospital.organisation,
    staffToken: actors.hospital.seed,
    patientKey: actors.patient.privateKey,
    clinicianKey: actors.clinician.privateKey,
    authorityKey: actors.authority.privateKey,
    manufacturerToken: manufacturer.seed,
    pharmacyToken: pharmacy.seed,
    traders: Object.entries(traders).map(([name, { organisation, privateKey }]) => ({
      name,
      organisation,
      key: privateKey,
    })),
    example,
  }
}

function explain(network: LocalNetwork, example: WrittenExample | null): string {
  const { actors, deployment } = network
  const rows = [
    ['portal', network.portal.url],
    ['chain', `${network.rpcUrl} (chain ${deployment.chainId})`],
    ['gateway', network.gateway.url],
    ...network.oracles.map(({ name, url }) => [name, url]),
    ['deployment', network.deploymentPath],
    ['committee', deployment.contracts.oracleCommittee],
    ['hospital', actors.hospital.organisation],
    ['clinician', actors.clinician.address],
    ['maker', `${actors.manufacturer.organisation}, gateway ${network.manufacturerGateway.url}`],
    ['pharmacy', `${actors.pharmacy.organisation}, gateway ${network.pharmacyGateway.url}`],
  ]
  const exports = `export SALUS_RPC_URL=${network.rpcUrl} SALUS_GATEWAY_URL=${network.gateway.url}`
  const table = rows.map(([name = '', value]) => `  ${pc.bold(name.padEnd(11))} ${value}`).join('\n')
  return `
${pc.green('Salus is up.')} Ctrl-C stops it.

${table}

${explainWallets(network)}
${example ? explainExample(example) : ''}
Try it on the command line, from the folder of Salus, in three more terminals:

${pc.bold('as a new patient')}
  ${exports}
  export SALUS_KEY=0x$(openssl rand -hex 32)
  SALUS_PAYER_KEY=${actors.hospital.privateKey} \\
    npm run -s salus -- identity publish      # note your address and recovery code
  npm run -s salus -- record enrol --custodian ${actors.hospital.organisation}
  npm run -s salus -- consent grant committee --category cardiology --purpose TREAT --for 90d --relay
  npm run -s salus -- consent grant ${actors.clinician.address} --relay \\
    --category cardiology --category risk-reports --purpose TREAT --for 90d

${pc.bold("as the hospital's staff")}
  ${exports}
  export SALUS_GATEWAY_TOKEN=${actors.hospital.seed}
  npm run -s salus -- record example --patient PATIENT --output bundle.json
  npm run -s salus -- record add --patient PATIENT --category cardiology --input bundle.json

${pc.bold('as the clinician')}
  ${exports}
  export SALUS_KEY=${actors.clinician.privateKey}
  npm run -s salus -- identity publish        # export SALUS_RECOVERY_CODE=… as it says
  npm run -s salus -- record get RECORD --output record.json --evidence evidence.json
  npm run -s salus -- report request --evidence evidence.json --model heart --impression likely --output report.html
  npm run -s salus -- audit evidence.json --ipfs ${network.gateway.url}

${medicines(network)}`
}

/** A medicine's way, in two terminals. */
function medicines({ rpcUrl, manufacturerGateway, pharmacyGateway, actors }: LocalNetwork): string {
  const { manufacturer, manufacturerQuality, pharmacy } = actors
  const exports = `export SALUS_RPC_URL=${rpcUrl} SALUS_VERIFIER_URL=${manufacturerGateway.url}`
  return `Medicines, in two terminals:

${pc.bold('as their maker')}
  ${exports}
  export SALUS_KEY=${manufacturer.privateKey}
  npm run -s salus -- batch commission --gtin 09506000134352 --lot B42 \\
    --expiry ${new Date().getUTCFullYear() + 3}-12-31 --count 1000     # note the batch
  SALUS_GATEWAY_TOKEN=${manufacturer.seed} \\
    npm run -s salus -- batch publish
  SALUS_KEY=${manufacturerQuality.privateKey} \\
    npm run -s salus -- batch release BATCH
  npm run -s salus -- batch split BATCH --level 6     # cases of 64 packs
  npm run -s salus -- batch ship BATCH/6/0 --to ${pharmacy.organisation}
  npm run -s salus -- batch label --index 0 --output out/label.svg     # note the link
  npm run -s salus -- replenish prove

${pc.bold('as the pharmacy')}
  ${exports}
  export SALUS_KEY=${pharmacy.privateKey}
  npm run -s salus -- batch incoming
  npm run -s salus -- batch receive --all
  npm run -s salus -- batch dispense --code 'LINK'

${pc.bold('and to have its stock re-ordered')}
  ${MADE_UP_DEMAND} > demand.csv
  npm run -s salus -- replenish policy create --gtin 09506000134352 \\
    --supplier ${manufacturer.organisation} --capacity 600
  export SALUS_GATEWAY_TOKEN=${pharmacy.seed}
  npm run -s salus -- replenish policy set --gateway ${pharmacyGateway.url}
  npm run -s salus -- replenish publish --gateway ${pharmacyGateway.url} \\
    --history demand.csv --batches out/batch-proof.json
  npm run -s salus -- replenish orders --gateway ${pharmacyGateway.url}     # after a minute
`
}

/** Sixty weeks of demand, for who has none at hand. */
const MADE_UP_DEMAND = `node -e 'console.log("week,packs"); for (let w = 60; w > 0; w--)
    console.log(new Date(Date.now() - w * 6048e5).toISOString().slice(0, 10) + "," + (70 + (w * 7) % 20))'`
