import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import pc from 'picocolors'
import { InvalidInputError } from '../../sdk/errors/index.ts'
import { FAULT } from '../output/exitCode.ts'
import type { LocalNetwork } from '../up/startLocalNetwork.ts'

const DEPLOYMENTS = fileURLToPath(new URL('../../deployments/', import.meta.url))

export function registerUp(program: Command): void {
  program
    .command('up')
    .description('Run a local chain, a gateway and four oracles until Ctrl-C.')
    .option(
      '--port <number>',
      'port of the chain; four oracles and the gateway take the five after it',
      '8545',
    )
    .option('--deployments <folder>', 'where <chainId>.json is written', DEPLOYMENTS)
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
  readonly verbose?: boolean
  readonly json?: boolean
}

async function run({ port, deployments, verbose, json }: UpOptions): Promise<void> {
  const { startLocalNetwork } = await import('../up/startLocalNetwork.ts')
  const network = await startLocalNetwork({
    port: parsePort(port),
    deployments,
    onStep: (what) => process.stderr.write(`${pc.dim('…')} ${what}\n`),
    onLog: (service, line) => {
      if (verbose) process.stderr.write(`${pc.dim(service)} ${JSON.stringify(line)}\n`)
    },
  })
  process.stdout.write(json ? `${JSON.stringify(describe(network), null, 2)}\n` : explain(network))
  const failed = await untilStopped(network)
  process.stderr.write(failed ? `\nThe ${failed} ended by itself. Stopping.\n` : '\nStopping.\n')
  await network.stop()
  if (failed) process.exitCode = FAULT
}

/** Waits for Ctrl-C. Gives the name of a service that ended before. */
function untilStopped({ gateway, oracles }: LocalNetwork): Promise<string | undefined> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(undefined))
    for (const { name, ended } of [gateway, ...oracles]) void ended.then(() => resolve(name))
  })
}

function parsePort(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 1024 && port <= 65_530) return port
  throw new InvalidInputError('CONFIG_INVALID', `'${text.slice(0, 20)}' is not a port from 1024 to 65530.`)
}

const describe = ({ rpcUrl, gateway, oracles, deployment, deploymentPath, actors }: LocalNetwork) => ({
  rpcUrl,
  gatewayUrl: gateway.url,
  oracleUrls: oracles.map(({ url }) => url),
  chainId: deployment.chainId,
  deploymentPath,
  contracts: deployment.contracts,
  hospital: actors.hospital.organisation,
  staffToken: actors.hospital.seed,
  clinicianKey: actors.clinician.privateKey,
  authorityKey: actors.authority.privateKey,
})

function explain(network: LocalNetwork): string {
  const { actors, deployment } = network
  const rows = [
    ['chain', `${network.rpcUrl} (chain ${deployment.chainId})`],
    ['gateway', network.gateway.url],
    ...network.oracles.map(({ name, url }) => [name, url]),
    ['deployment', network.deploymentPath],
    ['committee', deployment.contracts.oracleCommittee],
    ['hospital', actors.hospital.organisation],
    ['clinician', actors.clinician.address],
  ]
  const exports = `export SALUS_RPC_URL=${network.rpcUrl} SALUS_GATEWAY_URL=${network.gateway.url}`
  const table = rows.map(([name = '', value]) => `  ${pc.bold(name.padEnd(11))} ${value}`).join('\n')
  return `
${pc.green('Salus is up.')} Ctrl-C stops it.

${table}

Try it, from the folder of Salus, in three more terminals:

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
`
}
