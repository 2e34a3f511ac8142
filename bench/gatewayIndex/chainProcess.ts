/**
 * A chain with 10,000 events on it, in a process of its own, as a gateway finds it: started by `startChain`, to which it
 * says where it listens. The argument says how many transactions share a block.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Interface, toBeHex, toQuantity } from 'ethers'
import hardhat from 'hardhat'
import { deploySalus } from '../../ignition/deploySalus.ts'
import { abis } from '../../sdk/chain/contracts.ts'
import type { ContractName, Deployment } from '../../sdk/chain/deployment.ts'
import { organisation } from '../chain/gasChain.ts'
import type { FilledChain } from './startChain.ts'

const EVENTS = 10_000
const PATIENTS = 200
const GRANTS = 20
const REVOCATIONS = 5

const HOST = '127.0.0.1'
const HOSPITAL = organisation('hospital')
const FAR_FUTURE = 2 ** 36
const CARDIOLOGY = 9

type Call = { readonly from: string; readonly to: ContractName; readonly data: string; readonly gas: number }

const abi = (name: ContractName) => Interface.from(abis[name])

async function fill(node: Node, { contracts, block }: Deployment, perBlock: number): Promise<void> {
  const [authority = '', hospital = '', ...patients] = (await node('eth_accounts')) as string[]
  const { timestamp } = (await node('eth_getBlockByNumber', 'latest', false)) as { timestamp: string }
  const send = async (calls: readonly Call[]) => {
    for (const [index, { from, to, data, gas }] of calls.entries()) {
      await node('eth_sendTransaction', { from, to: contracts[to], data, gas: toQuantity(gas) })
      if ((index + 1) % perBlock === 0 || index + 1 === calls.length) await node('evm_mine')
    }
  }
  const accreditations = abi('accreditationRegistry')
  const records = abi('recordRegistry')
  const accredit = accreditations.encodeFunctionData('accredit', [hospital, HOSPITAL, 1, FAR_FUTURE])
  await send([{ from: authority, to: 'accreditationRegistry', data: accredit, gas: 200_000 }])
  await send(
    patients.map((patient) => ({
      from: patient,
      to: 'recordRegistry',
      data: records.encodeFunctionData('enrol', [patient, HOSPITAL]),
      gas: 200_000,
    })),
  )
  await send(
    patients.map((patient) => ({
      from: patient,
      to: 'consentRegistry',
      data: consentsOf(patient, Number(timestamp)),
      gas: 3_000_000,
    })),
  )
  const address = Object.values(contracts)
  const count = async () =>
    ((await node('eth_getLogs', { address, fromBlock: toQuantity(block) })) as readonly unknown[]).length
  await send(
    Array.from({ length: EVENTS - (await count()) }, (_, index) => ({
      from: hospital,
      to: 'recordRegistry',
      data: records.encodeFunctionData('anchor', [
        patients[index % PATIENTS],
        CARDIOLOGY,
        toBeHex(index + 1, 32),
      ]),
      gas: 200_000,
    })),
  )
  if ((await count()) !== EVENTS) throw new Error(`The chain has ${await count()} events, not ${EVENTS}.`)
}

/** Grants to twenty accounts and revocations of five of them, in one transaction. */
function consentsOf(patient: string, now: number): string {
  const consents = abi('consentRegistry')
  const terms = { isOrganisation: false, categories: 512, purposes: 1, start: now, end: now + 86_400 }
  const grantees = Array.from({ length: GRANTS }, (_, index) => organisation(`clinician ${index}`))
  return consents.encodeFunctionData('relay', [
    [
      ...grantees.map((grantee) => consents.encodeFunctionData('grant', [patient, grantee, terms])),
      ...grantees
        .slice(0, REVOCATIONS)
        .map((grantee) => consents.encodeFunctionData('revoke', [patient, grantee])),
    ],
  ])
}

type Node = (method: string, ...params: unknown[]) => Promise<unknown>

// Ends with the process that asked for it, however that ends.
process.once('disconnect', () => process.exit())
const perBlock = Number(process.argv[2])
const accounts = { count: PATIENTS + 2 }
const server = await hardhat.network.createServer({ network: 'default', override: { accounts } }, HOST, 0)
const { port } = await server.listen()
const rpcUrl = `http://${HOST}:${port}`
const connection = await hardhat.network.create({
  network: 'localhost',
  override: { url: rpcUrl, accounts: 'remote' },
})
// A journal of its own, thrown away: one of an earlier run would say that all is deployed already.
const deploymentId = `bench-index-${process.pid}`
const deployment = await deploySalus(connection, { deploymentId, confirmations: 1 })
await rm(join(hardhat.config.paths.ignition, 'deployments', deploymentId), { recursive: true, force: true })
const node: Node = (method, ...params) => connection.provider.request({ method, params })
await node('evm_setAutomine', false)
await fill(node, deployment, perBlock)
const filled: FilledChain = { rpcUrl, deployment, blocks: Number(await node('eth_blockNumber')) }
await connection.close()
process.send?.(filled)
