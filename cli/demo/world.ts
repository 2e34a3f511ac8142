import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Provider } from 'ethers'
import type { NetworkConnection } from 'hardhat/types/network'
import type { Actors } from '../local/actors.ts'
import { localActors } from '../local/actors.ts'
import { loadHardhat } from '../local/hardhat.ts'
import { type TimelineTransaction, transaction } from '../output/timeline.ts'
import { expect } from './expect.ts'

/** The stage of the demo: a chain in this process, actors with keys, and a folder that goes away at the end. */
export interface World {
  readonly connection: NetworkConnection
  readonly provider: Provider
  readonly actors: Actors
  readonly folder: string
  /** Things to close, last opened first. */
  readonly closers: (() => Promise<void>)[]
}

export async function openWorld(): Promise<World> {
  const hardhat = await loadHardhat()
  const connection = await hardhat.network.create()
  const folder = await mkdtemp(join(tmpdir(), 'salus-demo-'))
  return {
    connection,
    provider: connection.ethers.provider,
    actors: localActors(),
    folder,
    closers: [() => connection.close(), () => rm(folder, { recursive: true, force: true })],
  }
}

export async function closeWorld(world: World): Promise<void> {
  for (const close of world.closers.toReversed()) await close()
}

/** A transaction that someone else sent, with the gas it took. */
export async function mined(world: World, act: string, hash: string): Promise<TimelineTransaction> {
  const receipt = await world.provider.getTransactionReceipt(hash)
  expect(receipt !== null, `the transaction ${hash} was mined`)
  return transaction(act, receipt)
}
