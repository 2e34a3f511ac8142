import { createRequire } from 'node:module'
import toolbox from '@nomicfoundation/hardhat-toolbox-mocha-ethers'
import 'dotenv/config'
import { defineConfig } from 'hardhat/config'
import type { NetworkUserConfig } from 'hardhat/types/config'

const require = createRequire(import.meta.url)
const mocha = require('./.mocharc.json') as { timeout: number }

const settings = {
  evmVersion: 'osaka',
  viaIR: true,
  optimizer: { enabled: true, runs: 1_000_000 },
}

/** A named testnet appears only when both its URL and its deployer key are configured in `.env`. */
function testnet(): Record<string, NetworkUserConfig> {
  const { SALUS_TESTNET_URL: url, SALUS_DEPLOYER_KEY: key } = process.env
  return url && key ? { testnet: { type: 'http', chainType: 'l1', url, accounts: [key] } } : {}
}

/** A chain on this machine; with a deployer key from `.env` it is used, otherwise the node's own accounts sign. */
function localhost(): NetworkUserConfig {
  const { SALUS_LOCALHOST_URL: url, SALUS_DEPLOYER_KEY: key } = process.env
  const node = { type: 'http', chainType: 'l1', url: url || 'http://127.0.0.1:8545' } as const
  return key ? { ...node, accounts: [key] } : node
}

export default defineConfig({
  plugins: [toolbox],
  solidity: {
    profiles: {
      default: {
        // The compiler comes from npm: nothing is downloaded when contracts are built.
        compilers: [{ version: '0.8.37', path: require.resolve('solc/soljson.js'), settings }],
      },
    },
  },
  typechain: { outDir: './types/contracts' },
  test: {
    mocha,
    solidity: {
      fuzz: { runs: process.env.CI ? 2_000 : 256 },
      invariant: { runs: 32, depth: 64, failOnRevert: true },
    },
  },
  paths: { tests: { mocha: './test', solidity: './test/contracts' } },
  networks: {
    default: { type: 'edr-simulated', chainType: 'l1', hardfork: 'osaka', chainId: 31337 },
    localhost: localhost(),
    ...testnet(),
  },
})
