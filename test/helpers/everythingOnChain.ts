import type { World } from './world.ts'

/** The input of every transaction and the topics and data of every event, as hexadecimal. */
export async function everythingOnChain({ provider }: Pick<World, 'provider'>): Promise<string> {
  const parts: string[] = []
  const latest = await provider.getBlockNumber()
  for (let number = 0; number <= latest; number++) {
    const block = await provider.getBlock(number, true)
    for (const { data } of block?.prefetchedTransactions ?? []) parts.push(data)
  }
  for (const { topics, data } of await provider.getLogs({ fromBlock: 0, toBlock: latest }))
    parts.push(...topics, data)
  return parts.join('\n')
}
