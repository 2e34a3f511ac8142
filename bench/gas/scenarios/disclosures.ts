import { id } from 'ethers'
import type { Recorder } from '../recorder.ts'
import { DEPTH, INDEX, rootOf, siblings, type World } from '../world.ts'

const NAME = 'DisclosureLog'

export async function disclosures(world: World, recorder: Recorder): Promise<void> {
  const { hospital } = world.accounts
  const contract = world.contracts[NAME]
  const custodianOrg = world.organisations.hospital
  const append = (sequence: number, root: string, size: number, variant: string) =>
    recorder.transaction(hospital, NAME, 'append', [sequence, root, size, world.clock.now()], variant)

  await append(0, id('first root'), 1000, 'first period')
  const proof = siblings('disclosure')
  const body = id('disclosure')
  const tree = (await contract.getFunction('treeOf')(custodianOrg, 1)) as string
  const type = (await contract.getFunction('DISCLOSURE_LEAF')()) as string
  const root = rootOf(world.chainId, await contract.getAddress(), type, tree, body, proof)
  await append(1, root, 2 ** DEPTH, 'later period')

  await recorder.call(NAME, 'isLogged', [custodianOrg, 1, INDEX, body, proof], 'depth 20')
  await recorder.call(NAME, 'isLate', [custodianOrg, 1])
  await recorder.call(NAME, 'countOf', [custodianOrg])
  await recorder.call(NAME, 'headOf', [custodianOrg])
  await recorder.call(NAME, 'periodOf', [custodianOrg, 1])
  await recorder.call(NAME, 'treeOf', [custodianOrg, 1])
}
