import { expect } from 'chai'
import { AbiCoder, id, keccak256, ZeroHash } from 'ethers'
import { buildPositionalTree, type LeafContext, merkleLeaf } from '../../sdk/merkle/positionalMerkle.ts'
import { connectChain } from '../helpers/chain.ts'
import { accreditEveryone, organisations, randomHash } from '../helpers/scenario.ts'
import { freshState } from './support/freshState.ts'

const encode = (types: string[], values: unknown[]) =>
  keccak256(AbiCoder.defaultAbiCoder().encode(types, values))

describe('DisclosureLog', () => {
  const state = freshState(async () => {
    const chain = await connectChain()
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
    return { chain, log, custodian: log.connect(chain.accounts.hospital), treeOf }
  })

  it('chains each root to all roots before it', async () => {
    const { chain, log, custodian } = state()
    let head = ZeroHash
    expect(await log.headOf(organisations.hospital)).to.equal(ZeroHash)
    for (const [sequence, size] of [3, 1, 2n ** 64n - 1n].entries()) {
      const root = randomHash()
      head = encode(['bytes32', 'bytes32', 'uint64'], [head, root, size])
      await expect(custodian.append(sequence, root, size))
        .to.emit(log, 'DisclosuresAnchored')
        .withArgs(organisations.hospital, sequence, root, size, head)
      expect(await log.headOf(organisations.hospital)).to.equal(head)
      expect(await log.countOf(organisations.hospital)).to.equal(sequence + 1)
      expect(await log.periodOf(organisations.hospital, sequence)).to.deep.equal([
        root,
        BigInt(size),
        BigInt(await chain.networkHelpers.time.latest()),
      ])
    }
  })

  it('never replaces a root', async () => {
    const { log, custodian } = state()
    const root = randomHash()
    await custodian.append(0, root, 2)
    await expect(custodian.append(0, randomHash(), 2))
      .to.be.revertedWithCustomError(log, 'UnexpectedSequence')
      .withArgs(organisations.hospital, 1, 0)
    expect((await log.periodOf(organisations.hospital, 0)).root).to.equal(root)
  })

  it('leaves no gap', async () => {
    const { log, custodian } = state()
    await expect(custodian.append(1, randomHash(), 2))
      .to.be.revertedWithCustomError(log, 'UnexpectedSequence')
      .withArgs(organisations.hospital, 0, 1)
  })

  it('refuses a period without leaves', async () => {
    const { log, custodian } = state()
    await expect(custodian.append(0, randomHash(), 0)).to.be.revertedWithCustomError(log, 'EmptyPeriod')
  })

  it('refuses everyone who is not an accredited custodian now', async () => {
    const { chain, log, custodian } = state()
    const { clinician, hospital } = chain.accounts
    await expect(log.connect(clinician).append(0, randomHash(), 1))
      .to.be.revertedWithCustomError(log, 'NotCustodian')
      .withArgs(clinician.address)
    await chain.contracts.accreditationRegistry.withdraw(hospital.address)
    await expect(custodian.append(0, randomHash(), 1))
      .to.be.revertedWithCustomError(log, 'NotCustodian')
      .withArgs(hospital.address)
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
      const { log, custodian, treeOf } = state()
      const bodies = Array.from({ length: size }, randomHash)
      const tree = buildPositionalTree(await treeOf(0), bodies)
      await custodian.append(0, tree.root, size)
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
    const { chain, log, custodian, treeOf } = state()
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
      await custodian.append(sequence, tree.root, 2)
      expect(
        await log.isLogged(organisations.hospital, sequence, 0, bodies[0] ?? '', tree.proof(0)),
      ).to.equal(false)
    }
  })

  it('takes no inner node and no padding for a leaf', async () => {
    const { log, custodian, treeOf } = state()
    const context = await treeOf(0)
    const bodies = [randomHash(), randomHash(), randomHash()]
    const tree = buildPositionalTree(context, bodies)
    await custodian.append(0, tree.root, 3)
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
