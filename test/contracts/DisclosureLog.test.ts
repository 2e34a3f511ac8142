import { expect } from 'chai'
import { AbiCoder, id, keccak256, ZeroHash } from 'ethers'
import { buildPositionalTree, type LeafContext, merkleLeaf } from '../../sdk/merkle/positionalMerkle.ts'
import { connectChain } from '../helpers/chain.ts'
import { accreditEveryone, farFuture, organisations, randomHash } from '../helpers/scenario.ts'
import { roles } from '../helpers/terms.ts'
import { freshState } from './support/freshState.ts'

const encode = (types: string[], values: unknown[]) =>
  keccak256(AbiCoder.defaultAbiCoder().encode(types, values))

const maximumAge = 900

describe('DisclosureLog', () => {
  const state = freshState(async () => {
    const chain = await connectChain({ disclosureAge: maximumAge })
    await accreditEveryone(chain)
    const log = chain.contracts.disclosureLog
    const address = await log.getAddress()
    const treeOf = async (sequence: number, change: Partial<LeafContext> = {}): Promise<LeafContext> => ({
      type: id('salus.disclosure.v1'),
      chainId: chain.chainId,
      contract: address,
      tree: await log.treeOf(organisations.hospital, sequence),
      ...change,
    })
    const now = () => chain.networkHelpers.time.latest()
    const custodian = log.connect(chain.accounts.hospital)
    /** Anchors a period whose leaves are of this second. */
    const append = async (sequence: number, root: string, size: number | bigint) =>
      custodian.append(sequence, root, size, await now())
    return { chain, log, custodian, append, now, treeOf }
  })

  it('chains each root to all roots before it', async () => {
    const { log, custodian, now } = state()
    let head = ZeroHash
    expect(await log.headOf(organisations.hospital)).to.equal(ZeroHash)
    for (const [sequence, size] of [3, 1, 2n ** 64n - 1n].entries()) {
      const root = randomHash()
      const oldestAt = (await now()) - 10 * sequence
      head = encode(['bytes32', 'bytes32', 'uint64', 'uint40'], [head, root, size, oldestAt])
      await expect(custodian.append(sequence, root, size, oldestAt))
        .to.emit(log, 'DisclosuresAnchored')
        .withArgs(organisations.hospital, sequence, root, size, oldestAt, head)
      expect(await log.headOf(organisations.hospital)).to.equal(head)
      expect(await log.countOf(organisations.hospital)).to.equal(sequence + 1)
      expect(await log.periodOf(organisations.hospital, sequence)).to.deep.equal([
        root,
        BigInt(size),
        BigInt(oldestAt),
        BigInt(await now()),
      ])
    }
  })

  it('never replaces a root', async () => {
    const { log, append } = state()
    const root = randomHash()
    await append(0, root, 2)
    await expect(append(0, randomHash(), 2))
      .to.be.revertedWithCustomError(log, 'UnexpectedSequence')
      .withArgs(organisations.hospital, 1, 0)
    expect((await log.periodOf(organisations.hospital, 0)).root).to.equal(root)
  })

  it('leaves no gap', async () => {
    const { log, append } = state()
    await expect(append(1, randomHash(), 2))
      .to.be.revertedWithCustomError(log, 'UnexpectedSequence')
      .withArgs(organisations.hospital, 0, 1)
  })

  it('refuses a period without leaves', async () => {
    const { log, append } = state()
    await expect(append(0, randomHash(), 0)).to.be.revertedWithCustomError(log, 'EmptyPeriod')
  })

  it('refuses everyone who is not an accredited custodian now', async () => {
    const { chain, log, append } = state()
    const { clinician, hospital } = chain.accounts
    await expect(log.connect(clinician).append(0, randomHash(), 1, 0))
      .to.be.revertedWithCustomError(log, 'NotCustodian')
      .withArgs(clinician.address)
    await chain.contracts.accreditationRegistry.withdraw(hospital.address)
    await expect(append(0, randomHash(), 1))
      .to.be.revertedWithCustomError(log, 'NotCustodian')
      .withArgs(hospital.address)
  })

  it('takes no leaf of the future', async () => {
    const { chain, log, custodian, now } = state()
    const next = (await now()) + 10
    await chain.networkHelpers.time.setNextBlockTimestamp(next)
    await expect(custodian.append(0, randomHash(), 1, next + 1))
      .to.be.revertedWithCustomError(log, 'InvalidTime')
      .withArgs(next + 1, next)
    await chain.networkHelpers.time.setNextBlockTimestamp(next + 1)
    await custodian.append(0, randomHash(), 1, next + 1)
    expect(await log.isLate(organisations.hospital, 0)).to.equal(false)
  })

  it('takes a late period, and shows it as late from one second past the age on', async () => {
    const { chain, log, custodian, now } = state()
    expect(await log.maximumAge()).to.equal(maximumAge)
    const oldestAt = await now()
    await chain.networkHelpers.time.setNextBlockTimestamp(oldestAt + maximumAge)
    await custodian.append(0, randomHash(), 1, oldestAt)
    await chain.networkHelpers.time.setNextBlockTimestamp(oldestAt + maximumAge + 1)
    await custodian.append(1, randomHash(), 1, oldestAt)
    await custodian.append(2, randomHash(), 1, 0)
    const late = [0, 1, 2, 3].map((sequence) => log.isLate(organisations.hospital, sequence))
    expect(await Promise.all(late)).to.deep.equal([false, true, true, false])
  })

  it('keeps the periods of one custodian apart from those of another', async () => {
    const { chain, log, append } = state()
    const { stranger } = chain.accounts
    await chain.contracts.accreditationRegistry.accredit(
      stranger.address,
      organisations.ambulance,
      roles.custodian,
      farFuture,
    )
    await append(0, randomHash(), 1)
    const root = randomHash()
    await log.connect(stranger).append(0, root, 1, 0)
    expect((await log.periodOf(organisations.ambulance, 0)).root).to.equal(root)
    expect(await log.countOf(organisations.hospital)).to.equal(1)
    expect(await log.headOf(organisations.ambulance)).to.equal(
      encode(['bytes32', 'bytes32', 'uint64', 'uint40'], [ZeroHash, root, 1, 0]),
    )
  })

  it('names the tree of a period by custodian and sequence', async () => {
    const { log } = state()
    expect(await log.treeOf(organisations.hospital, 7)).to.equal(
      encode(['address', 'uint64'], [organisations.hospital, 7]),
    )
    expect(await log.DISCLOSURE_LEAF()).to.equal(id('salus.disclosure.v1'))
  })

  for (const size of [1, 2, 3, 5, 8, 33]) {
    it(`proves each of ${size} leaves that the sdk built, at its own index only`, async () => {
      const { log, append, treeOf } = state()
      const bodies = Array.from({ length: size }, randomHash)
      const tree = buildPositionalTree(await treeOf(0), bodies)
      await append(0, tree.root, size)
      for (const [index, body] of bodies.entries()) {
        const proof = tree.proof(index)
        const logged = (at: number, of: string, path: string[]) =>
          log.isLogged(organisations.hospital, 0, at, of, path)
        expect(await logged(index, body, proof)).to.equal(true)
        expect(await logged(index + 1, body, proof)).to.equal(false)
        expect(await logged(index ^ 1, body, proof)).to.equal(false)
        expect(await logged(index + 2 ** tree.depth, body, proof)).to.equal(false)
        expect(await logged(index, randomHash(), proof)).to.equal(false)
        expect(await logged(index, body, [...proof, randomHash()])).to.equal(false)
        expect(await logged(index, body, proof.slice(1))).to.equal(tree.depth === 0)
      }
    })
  }

  it('knows a leaf only in its own type, chain, contract, period and custodian', async () => {
    const { chain, log, append, treeOf } = state()
    const bodies = [randomHash(), randomHash()]
    const contexts = [
      await treeOf(0, { type: id('salus.record.batch.v1') }),
      await treeOf(1, { chainId: chain.chainId + 1n }),
      await treeOf(2, { contract: await chain.contracts.recordRegistry.getAddress() }),
      await treeOf(4),
      await treeOf(4, { tree: await log.treeOf(organisations.ambulance, 4) }),
    ]
    for (const [sequence, context] of contexts.entries()) {
      const tree = buildPositionalTree(context, bodies)
      await append(sequence, tree.root, 2)
      expect(
        await log.isLogged(organisations.hospital, sequence, 0, bodies[0] ?? '', tree.proof(0)),
      ).to.equal(false)
    }
  })

  it('takes no inner node and no padding for a leaf', async () => {
    const { log, append, treeOf } = state()
    const context = await treeOf(0)
    const bodies = [randomHash(), randomHash(), randomHash()]
    const tree = buildPositionalTree(context, bodies)
    await append(0, tree.root, 3)
    const padding = keccak256('0x02')
    const leaf = merkleLeaf(context, 2, bodies[2] ?? '')
    const [, inner = ''] = tree.proof(2)
    const logged = (index: number, body: string, proof: string[]) =>
      log.isLogged(organisations.hospital, 0, index, body, proof)
    expect(await logged(3, padding, [leaf, inner])).to.equal(false)
    expect(await logged(3, ZeroHash, [leaf, inner])).to.equal(false)
    expect(await logged(0, inner, tree.proof(2).slice(1))).to.equal(false)
    expect(await logged(0, tree.root, [])).to.equal(false)
  })

  it('knows nothing of a period that is not there', async () => {
    const { log } = state()
    expect(await log.isLogged(organisations.hospital, 0, 0, ZeroHash, [])).to.equal(false)
    expect(await log.countOf(organisations.ambulance)).to.equal(0)
  })
})
