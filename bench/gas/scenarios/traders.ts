import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { id } from 'ethers'
import { organisation } from '../../chain/gasChain.ts'
import { FAR_FUTURE, type World } from '../world.ts'

/** Someone who acts for an organisation. */
interface Trader {
  readonly account: HardhatEthersSigner
  readonly organisation: string
}

export interface Unit {
  readonly batchId: string
  readonly level: number
  readonly position: number
  readonly parentLevel: number
}

export type Traders = Awaited<ReturnType<typeof accreditTraders>>

/** Accredits everyone who makes, moves, dispenses or checks medicines. */
export async function accreditTraders(world: World) {
  let next = 52
  const accredit = async (name: string, roles: number): Promise<Trader> => {
    const account = world.signers[next++]
    if (account === undefined) throw new Error(`The chain has no account for ${name}.`)
    const trader = { account, organisation: organisation(name) }
    await world.send(world.accounts.authority, 'AccreditationRegistry', 'accredit', [
      account.address,
      trader.organisation,
      roles,
      FAR_FUTURE,
    ])
    return trader
  }
  return {
    maker: await accredit('maker', 16),
    quality: await accredit('maker', 128),
    distributor: await accredit('distributor', 32),
    pharmacy: await accredit('pharmacy', 64),
    carrier: await accredit('carrier', 512),
    laboratory: await accredit('laboratory', 128),
    pharmacyGateway: await accredit('pharmacy', 64),
  }
}

/** A batch that the maker commissioned and released, as the one unit that it is then. */
export async function releaseBatch(
  world: World,
  { maker, quality }: Traders,
  name: string,
  depth: number,
  root = id(name),
): Promise<Unit> {
  const nonce = nonceOf(name)
  await world.send(maker.account, 'DrugProvenance', 'commission', [root, depth, today(world) + 365, nonce])
  const contract = world.contracts.DrugProvenance
  const batchId = (await contract.getFunction('batchIdOf')(maker.organisation, nonce)) as string
  await world.send(quality.account, 'DrugProvenance', 'release', [batchId, nonce])
  return { batchId, level: depth, position: 0, parentLevel: depth }
}

/** Days since 1970. */
export const today = (world: World): number => Math.floor(world.clock.now() / 86_400)

export const nonceOf = (name: string): bigint => BigInt(id(`${name} nonce`))
