import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Contract, ContractFactory, EventLog, id, Signature, ZeroAddress, ZeroHash } from 'ethers'
import { dearestDeadline } from '../gas/typedData.ts'
import type { World } from '../gas/world.ts'
import { fetchPackage } from './fetchPackage.ts'
import { EAS } from './packages.ts'

const MANY = 10
const TIMESTAMPS = 100

export interface EasGas {
  readonly attest: number
  readonly attestByDelegation: number
  readonly multiAttestEach: number
  readonly revoke: number
  readonly revokeByDelegation: number
  readonly timestamp: number
  readonly multiTimestampEach: number
}

/** Gas of EAS for statements of 64 bytes, revocable, about a recipient. */
export async function measureEas(world: World): Promise<EasGas> {
  const folder = await fetchPackage(EAS)
  const { relayer } = world.accounts
  const attester = world.patient(0)
  const deploy = async (name: string, args: readonly unknown[]): Promise<Contract> => {
    const path = join(folder, 'artifacts', 'contracts', `${name}.sol`, `${name}.json`)
    const { abi, bytecode } = JSON.parse(await readFile(path, 'utf8'))
    const contract = await new ContractFactory(abi, bytecode, relayer).deploy(...args)
    await contract.waitForDeployment()
    return contract as Contract
  }
  const registry = await deploy('SchemaRegistry', [])
  const eas = await deploy('EAS', [await registry.getAddress()])
  const used = async (sender: typeof relayer, method: string, args: readonly unknown[]) =>
    Number((await world.sendTo(sender, eas, method, args)).gasUsed)

  await world.sendTo(relayer, registry, 'register', ['bytes32 a, bytes32 b', ZeroAddress, true])
  const [registered] = await registry.queryFilter('Registered')
  const schema = registered instanceof EventLog ? (registered.args.uid as string) : ''
  const statement = (name: string) => ({
    recipient: world.accounts.clinician.address,
    expirationTime: 0,
    revocable: true,
    refUID: ZeroHash,
    data: `${id(`${name} a`)}${id(`${name} b`).slice(2)}`,
    value: 0,
  })
  const uids = async (): Promise<string[]> =>
    (await eas.queryFilter('Attested')).flatMap((event) =>
      event instanceof EventLog ? [event.args.uid as string] : [],
    )

  const attest = await used(attester, 'attest', [{ schema, data: statement('direct') }])
  const delegated = statement('delegated')
  const signed = await sign(eas, attester, world.clock.now() + 3600, 'Attest', {
    attester: attester.address,
    schema,
    ...delegated,
  })
  const attestByDelegation = await used(relayer, 'attestByDelegation', [
    { schema, data: delegated, attester: attester.address, ...signed },
  ])
  const many = Array.from({ length: MANY }, (_, index) => statement(`one of many ${index}`))
  const multiAttest = await used(attester, 'multiAttest', [[{ schema, data: many }]])

  const [first, second] = await uids()
  const revoke = await used(attester, 'revoke', [{ schema, data: { uid: first, value: 0 } }])
  const revocation = await sign(eas, attester, world.clock.now() + 3600, 'Revoke', {
    revoker: attester.address,
    schema,
    uid: second,
    value: 0,
  })
  const revokeByDelegation = await used(relayer, 'revokeByDelegation', [
    { schema, data: { uid: second, value: 0 }, revoker: attester.address, ...revocation },
  ])
  const timestamp = await used(relayer, 'timestamp', [id('stamped')])
  const stamps = Array.from({ length: TIMESTAMPS }, (_, index) => id(`stamped ${index}`))
  const multiTimestamp = await used(relayer, 'multiTimestamp', [stamps])

  return {
    attest,
    attestByDelegation,
    multiAttestEach: Math.ceil(multiAttest / MANY),
    revoke,
    revokeByDelegation,
    timestamp,
    multiTimestampEach: Math.ceil(multiTimestamp / TIMESTAMPS),
  }
}

const field = (declaration: string) => {
  const [type = '', name = ''] = declaration.split(' ')
  return { type, name }
}

/** EIP-712 structs of EAS 1.9.0, contracts/eip1271/EIP1271Verifier.sol. */
const TYPES = {
  Attest: [
    'address attester',
    'bytes32 schema',
    'address recipient',
    'uint64 expirationTime',
    'bool revocable',
    'bytes32 refUID',
    'bytes data',
    'uint256 value',
    'uint256 nonce',
    'uint64 deadline',
  ].map(field),
  Revoke: [
    'address revoker',
    'bytes32 schema',
    'bytes32 uid',
    'uint256 value',
    'uint256 nonce',
    'uint64 deadline',
  ].map(field),
}

async function sign(
  eas: Contract,
  signer: ReturnType<World['patient']>,
  from: number,
  struct: keyof typeof TYPES,
  message: Record<string, unknown>,
) {
  const { name, version, chainId, verifyingContract } = await eas.getFunction('eip712Domain')()
  const nonce = await eas.getFunction('getNonce')(signer.address)
  const { deadline, signature } = await dearestDeadline(from, (deadline) =>
    signer.signTypedData(
      { name, version, chainId, verifyingContract },
      { [struct]: TYPES[struct] },
      { ...message, nonce, deadline },
    ),
  )
  const { v, r, s } = Signature.from(signature)
  return { signature: { v, r, s }, deadline }
}
