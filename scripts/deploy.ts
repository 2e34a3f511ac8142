/**
 * Deploys every contract through Ignition and writes `deployments/<chainId>.json`. Run again after an interruption, it
 * goes on where it stopped.
 *
 *   npm run deploy -- --network localhost
 *   npm run deploy -- --network testnet --authority 0x… --delay 172800
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { isAddress } from 'ethers'
import hardhat from 'hardhat'
import { deploySalus } from '../ignition/deploySalus.ts'
import { SalusError } from '../sdk/errors/index.ts'

const HELP = `Usage: npm run deploy -- --network <name> [--authority <address>] [--delay <seconds>]

  --network    localhost (SALUS_LOCALHOST_URL, default http://127.0.0.1:8545), or testnet (SALUS_TESTNET_URL)
  --authority  account that may accredit; default: the deployer. A multisig or a timelock fits.
  --delay      seconds that new oracles, responders, signers and models wait; default 0 on localhost, 172800 elsewhere.

The key comes from SALUS_DEPLOYER_KEY in .env; on localhost the node's own first account is the default.`

const ANNOUNCEMENT_DELAY_ON_PUBLIC_CHAINS = 172_800

function fail(message: string): never {
  console.error(`${message}\n\n${HELP}`)
  process.exit(2)
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        network: { type: 'string' },
        authority: { type: 'string' },
        delay: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    return fail((error as Error).message)
  }
}

const { network, authority, delay, help } = readArguments()
if (help) {
  console.log(HELP)
  process.exit(0)
}
if (!network) fail('Name a network with --network.')
if (!(network in hardhat.config.networks)) {
  fail(`There is no network '${network}'. A testnet needs SALUS_TESTNET_URL and SALUS_DEPLOYER_KEY in .env.`)
}
if (authority !== undefined && !isAddress(authority)) fail(`'${authority}' is not an address.`)
if (delay !== undefined && !/^\d{1,9}$/.test(delay)) fail(`'${delay}' is not a number of seconds.`)

await hardhat.tasks.getTask('build').run({ quiet: true })
const connection = await hardhat.network.create(network)
const { chainId } = await connection.ethers.provider.getNetwork().catch(() => {
  return fail(`The network '${network}' does not answer. Check that the node runs and that its URL is right.`)
})
const isLocal = network === 'localhost'
const announcementDelay =
  delay === undefined ? (isLocal ? 0 : ANNOUNCEMENT_DELAY_ON_PUBLIC_CHAINS) : Number(delay)

console.log(`Deploying to ${network}, chain ${chainId}.`)
const deployment = await deploySalus(connection, {
  authority,
  announcementDelay,
  deploymentId: `chain-${chainId}`,
  ...(isLocal && { confirmations: 1 }),
}).catch((error: unknown) => {
  if (!(error instanceof SalusError)) throw error
  console.error(error.message)
  return process.exit(2)
})
await mkdir('deployments', { recursive: true })
const path = `deployments/${chainId}.json`
await writeFile(path, `${JSON.stringify(deployment, null, 2)}\n`)
for (const [name, address] of Object.entries(deployment.contracts))
  console.log(`  ${name.padEnd(22)} ${address}`)
console.log(`Wrote ${path}.`)
await connection.close()
