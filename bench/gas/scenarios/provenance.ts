import { AbiCoder, concat, id, keccak256, ZeroHash } from 'ethers'
import type { Recorder } from '../recorder.ts'
import type { World } from '../world.ts'
import { accreditTraders, nonceOf, releaseBatch, type Traders, today, type Unit } from './traders.ts'

const NAME = 'DrugProvenance'
const DAY = 86_400
/** Where the measured packs are: an even index, whose word is theirs alone. */
const INDEX = 0xa8
const CASE_LEVEL = 8
const PALLET_LEVEL = 12
const CUSTODY = 0
const OWNERSHIP = 1
const BOTH = 2

interface Tree {
  readonly batchId: string
  readonly root: string
  readonly depth: number
  /** The two packs at {@link INDEX} and beside it. */
  readonly bodies: readonly [string, string]
  /** Siblings of either pack, from the leaf up to `level`. */
  proof(which: 0 | 1, level?: number): string[]
  /** The node above both packs. */
  node(level: number): string
}

export async function provenance(world: World, recorder: Recorder): Promise<void> {
  const traders = await accreditTraders(world)
  await world.undone(() => batches(world, recorder, traders))
  await world.undone(() => transfers(world, recorder, traders))
  await world.undone(() => units(world, recorder, traders))
  for (const depth of [16, 20]) await world.undone(() => dispensing(world, recorder, traders, depth))
  await world.undone(() => dispensingFromCase(world, recorder, traders))
}

async function batches(world: World, recorder: Recorder, { maker, quality }: Traders): Promise<void> {
  const contract = world.contracts[NAME]
  const expiryDay = today(world) + 365
  const act = (method: string, args: readonly unknown[], variant?: string) =>
    recorder.transaction(maker.account, NAME, method, args, variant)
  await act('commission', [id('one'), 0, expiryDay, nonceOf('one')], '1 pack')
  await act('commission', [id('million'), 20, expiryDay, nonceOf('million')], '1,000,000 packs')
  await recorder.call(NAME, 'batchIdOf', [maker.organisation, nonceOf('million')])
  const batchId = (await contract.getFunction('batchIdOf')(maker.organisation, nonceOf('million'))) as string
  const nonce = nonceOf('million')
  await recorder.transaction(quality.account, NAME, 'release', [batchId, nonce])
  await act('amendExpiry', [batchId, nonce, expiryDay + 30])
  await act('recall', [batchId, nonce, 0, 4096, id('reason')], 'a range')
  await act('recall', [batchId, nonce, 4096, 8192, id('reason')], 'a range more')
  await act('recall', [batchId, nonce, 0, 2 ** 20, id('reason')], 'the batch')
  await recorder.call(NAME, 'batchOf', [batchId])
  await recorder.call(NAME, 'recallsOf', [batchId])
}

async function transfers(world: World, recorder: Recorder, traders: Traders): Promise<void> {
  const { maker, carrier, distributor, pharmacy } = traders
  const whole = await releaseBatch(world, traders, 'transfers', 20)
  const proposal = (receiver: string, transfer: number, isReturn = false) => ({
    receiver,
    expiresAt: world.clock.now() + 7 * DAY,
    transfer,
    isReturn,
  })
  const offer = (unit: Unit, receiver: string, transfer: number, variant: string, isReturn = false) =>
    recorder.transaction(
      isReturn ? distributor.account : maker.account,
      NAME,
      'propose',
      [unit, proposal(receiver, transfer, isReturn)],
      variant,
    )
  await world.undone(async () => {
    await offer(whole, distributor.organisation, BOTH, 'both, a batch')
    await recorder.call(NAME, 'proposalOf', [whole, BOTH])
    await recorder.transaction(distributor.account, NAME, 'accept', [whole, BOTH, false], 'both, a batch')
    await offer(whole, maker.organisation, BOTH, 'both, a return', true)
    await recorder.transaction(maker.account, NAME, 'accept', [whole, BOTH, true], 'both, a return')
    await world.send(maker.account, NAME, 'disaggregate', [whole, PALLET_LEVEL])
    const restocked = [palletOf(whole), id('reason')]
    await recorder.transaction(maker.account, NAME, 'restock', restocked, 'a pallet of 4,096 packs')
  })
  await world.undone(async () => {
    await offer(whole, carrier.organisation, CUSTODY, 'custody, to a carrier')
    const carried = [whole, CUSTODY, false]
    await recorder.transaction(carrier.account, NAME, 'accept', carried, 'custody, to a carrier')
    await offer(whole, distributor.organisation, OWNERSHIP, 'ownership, in transit')
    await recorder.transaction(
      distributor.account,
      NAME,
      'accept',
      [whole, OWNERSHIP, false],
      'ownership, in transit',
    )
    const last = [whole, proposal(distributor.organisation, CUSTODY)]
    await recorder.transaction(carrier.account, NAME, 'propose', last, 'custody, to the owner')
    await recorder.transaction(distributor.account, NAME, 'accept', carried, 'custody, to the owner')
  })
  await world.undone(async () => {
    await world.send(maker.account, NAME, 'propose', [whole, proposal(distributor.organisation, BOTH)])
    await recorder.transaction(distributor.account, NAME, 'reject', [whole, BOTH])
    await world.send(maker.account, NAME, 'propose', [whole, proposal(distributor.organisation, BOTH)])
    await recorder.transaction(maker.account, NAME, 'cancel', [whole, BOTH])
  })
  await splitIntoCases(world, traders, whole)
  const aCase = caseOf(whole, 7)
  await offer(aCase, distributor.organisation, BOTH, 'both, a case for the first time')
  await recorder.transaction(
    distributor.account,
    NAME,
    'accept',
    [aCase, BOTH, false],
    'both, a case for the first time',
  )
  const onwards = [aCase, proposal(pharmacy.organisation, BOTH)]
  await recorder.transaction(distributor.account, NAME, 'propose', onwards, 'both, a case')
  await recorder.transaction(pharmacy.account, NAME, 'accept', [aCase, BOTH, false], 'both, a case')
}

async function units(world: World, recorder: Recorder, traders: Traders): Promise<void> {
  const { maker, laboratory } = traders
  const whole = await releaseBatch(world, traders, 'units', 20)
  const act = (method: string, args: readonly unknown[], variant?: string) =>
    recorder.transaction(maker.account, NAME, method, args, variant)
  const aCase = (position: number): Unit => caseOf(whole, position)
  await act('disaggregate', [whole, PALLET_LEVEL], '256 pallets of a batch')
  await act('disaggregate', [palletOf(whole), CASE_LEVEL], '16 cases of a pallet')
  await act('disaggregate', [aCase(0), 0], '256 packs of a case')
  await act('aggregate', [aCase(0)], '256 packs')
  await recorder.call(NAME, 'unitOf', [whole], 'a batch')
  await recorder.call(NAME, 'unitOf', [aCase(0)], 'a case with a record')
  await recorder.call(NAME, 'unitOf', [aCase(1)], 'a case without one')
  await act('quarantine', [aCase(0), id('reason')], 'with a record')
  await act('quarantine', [aCase(1), id('reason')], 'without one')
  await world.send(maker.account, NAME, 'propose', [
    aCase(1),
    {
      receiver: traders.distributor.organisation,
      expiresAt: world.clock.now() + DAY,
      transfer: BOTH,
      isReturn: true,
    },
  ])
  await world.send(traders.distributor.account, NAME, 'accept', [aCase(1), BOTH, true])
  await recorder.transaction(laboratory.account, NAME, 'releaseFromQuarantine', [aCase(1), id('reason')])
  await act('destroy', [aCase(2), id('reason')])
  await act('reportStolen', [aCase(3), id('reason')])
  await act('takeSample', [aCase(4), id('reason')])
}

async function dispensing(world: World, recorder: Recorder, traders: Traders, depth: number): Promise<void> {
  const tree = await treeOf(world, traders, `depth ${depth}`, depth)
  const whole = await releaseBatch(world, traders, `depth ${depth}`, depth, tree.root)
  await handOver(world, traders, whole)
  await dispenseBoth(world, recorder, traders, tree, whole, depth, `depth ${depth}`)
}

async function dispensingFromCase(world: World, recorder: Recorder, traders: Traders): Promise<void> {
  const { pharmacy } = traders
  const tree = await treeOf(world, traders, 'case', 20)
  const whole = await releaseBatch(world, traders, 'case', 20, tree.root)
  await splitIntoCases(world, traders, whole)
  const aCase = caseOf(whole, INDEX >> CASE_LEVEL)
  await handOver(world, traders, aCase)
  await recorder.transaction(world.accounts.relayer, NAME, 'anchorNode', [
    whole.batchId,
    CASE_LEVEL,
    aCase.position,
    tree.node(CASE_LEVEL),
    tree.proof(0).slice(CASE_LEVEL),
  ])
  await recorder.call(NAME, 'isPack', [packOf(tree, aCase, 0, CASE_LEVEL)], 'anchored node of depth 8')
  await world.undone(() =>
    dispenseBoth(world, recorder, traders, tree, aCase, CASE_LEVEL, 'a case of depth 8'),
  )
  const prescription = id('prescription')
  await recorder.transaction(
    pharmacy.account,
    NAME,
    'dispense',
    [packOf(tree, aCase, 0, CASE_LEVEL), prescription],
    'a case of depth 8, with a prescription',
  )
  await recorder.call(NAME, 'isFilled', [prescription])
  await recorder.transaction(
    pharmacy.account,
    NAME,
    'undoDispense',
    [aCase, INDEX, prescription],
    'with a prescription',
  )
}

async function dispenseBoth(
  world: World,
  recorder: Recorder,
  { pharmacy }: Traders,
  tree: Tree,
  unit: Unit,
  proofLevel: number,
  variant: string,
): Promise<void> {
  await recorder.call(NAME, 'isPack', [packOf(tree, unit, 0, proofLevel)], variant)
  const dispense = (which: 0 | 1, order: string) =>
    recorder.transaction(
      pharmacy.account,
      NAME,
      'dispense',
      [packOf(tree, unit, which, proofLevel), ZeroHash],
      `${variant}, ${order}`,
    )
  await dispense(0, 'first in a word')
  await dispense(1, 'later')
  if (unit.level !== 16) return
  await recorder.call(NAME, 'dispensedAtOf', [tree.batchId, INDEX])
  world.clock.advance(DAY)
  await recorder.transaction(pharmacy.account, NAME, 'undoDispense', [unit, INDEX, ZeroHash])
}

const packOf = (tree: Tree, unit: Unit, which: 0 | 1, proofLevel: number) => ({
  unit,
  index: INDEX + which,
  body: tree.bodies[which],
  proofLevel,
  proof: tree.proof(which, proofLevel),
})

/** The first pallet of a batch. */
const palletOf = (whole: Unit): Unit => ({
  ...whole,
  level: PALLET_LEVEL,
  position: 0,
  parentLevel: whole.level,
})

/** A case of the first pallet. */
const caseOf = (whole: Unit, position: number): Unit => ({
  ...whole,
  level: CASE_LEVEL,
  position,
  parentLevel: PALLET_LEVEL,
})

/** As a maker does it: 256 parts at most at once. */
async function splitIntoCases(world: World, { maker }: Traders, whole: Unit): Promise<void> {
  await world.send(maker.account, NAME, 'disaggregate', [whole, PALLET_LEVEL])
  await world.send(maker.account, NAME, 'disaggregate', [palletOf(whole), CASE_LEVEL])
}

/** The maker sells to the pharmacy. */
async function handOver(world: World, { maker, pharmacy }: Traders, unit: Unit): Promise<void> {
  const expiresAt = world.clock.now() + DAY
  await world.send(maker.account, NAME, 'propose', [
    unit,
    { receiver: pharmacy.organisation, expiresAt, transfer: BOTH, isReturn: false },
  ])
  await world.send(pharmacy.account, NAME, 'accept', [unit, BOTH, false])
  world.clock.advance(60)
}

/** A tree of which only two leaves are known; any siblings make one (contracts/libraries/PositionalMerkle.sol). */
async function treeOf(world: World, { maker }: Traders, name: string, depth: number): Promise<Tree> {
  const contract = world.contracts[NAME]
  const address = await contract.getAddress()
  const type = (await contract.getFunction('PACK_LEAF')()) as string
  const batchId = (await contract.getFunction('batchIdOf')(maker.organisation, nonceOf(name))) as string
  const bodies = [id(`${name} body 0`), id(`${name} body 1`)] as const
  const leaf = (which: 0 | 1) =>
    keccak256(
      concat([
        '0x00',
        AbiCoder.defaultAbiCoder().encode(
          ['bytes32', 'uint256', 'address', 'bytes32', 'uint256', 'bytes32'],
          [type, world.chainId, address, batchId, INDEX + which, bodies[which]],
        ),
      ]),
    )
  const above = Array.from({ length: depth - 1 }, (_, level) => id(`${name} sibling ${level + 1}`))
  const proof = (which: 0 | 1, level = depth) => [leaf(which === 0 ? 1 : 0), ...above].slice(0, level)
  const node = (level: number) =>
    proof(0, level).reduce(
      (node, sibling, bit) =>
        keccak256(concat(['0x01', ...((INDEX >> bit) & 1 ? [sibling, node] : [node, sibling])])),
      leaf(0),
    )
  return { batchId, root: node(depth), depth, bodies, proof, node }
}
