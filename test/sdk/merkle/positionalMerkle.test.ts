import { expect } from 'chai'
import { AbiCoder, concat, hexlify, keccak256, randomBytes } from 'ethers'
import fc from 'fast-check'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import {
  buildPositionalTree,
  type LeafContext,
  maximumDepth,
  merkleLeaf,
  type PositionalProof,
  verifyPositionalProof,
} from '../../../sdk/merkle/positionalMerkle.ts'

const word = (byte: string) => `0x${byte.repeat(32)}`
const context: LeafContext = {
  type: word('01'),
  chainId: 31337n,
  contract: `0x${'c0'.repeat(20)}`,
  tree: word('02'),
}
const bodiesOf = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    keccak256(AbiCoder.defaultAbiCoder().encode(['uint256'], [index])),
  )
const padding = keccak256('0x02')
const node = (left: string, right: string) => keccak256(concat(['0x01', left, right]))

function claimFor(count: number, index: number): PositionalProof {
  const bodies = bodiesOf(count)
  const { root, depth, proof } = buildPositionalTree(context, bodies)
  return { root, depth, context, index, body: bodies[index] ?? '', proof: proof(index) }
}

describe('positional Merkle tree', () => {
  it('hashes a leaf as keccak256(0x00 ‖ abi.encode(type, chain, contract, tree, index, body))', () => {
    const encoded = AbiCoder.defaultAbiCoder().encode(
      ['bytes32', 'uint256', 'uint256', 'bytes32', 'uint256', 'bytes32'],
      [context.type, context.chainId, BigInt(context.contract), context.tree, 7, word('bb')],
    )
    expect(encoded).to.have.length(2 + 6 * 64)
    expect(merkleLeaf(context, 7, word('bb'))).to.equal(keccak256(concat(['0x00', encoded])))
  })

  it('has the root that its rule gives, computed by hand for 1, 2, 3 and 5 leaves', () => {
    const leaves = bodiesOf(5).map((body, index) => merkleLeaf(context, index, body))
    const [a = '', b = '', c = '', d = '', e = ''] = leaves
    const empty = node(padding, padding)
    const roots: Record<number, string> = {
      1: a,
      2: node(a, b),
      3: node(node(a, b), node(c, padding)),
      5: node(node(node(a, b), node(c, d)), node(node(e, padding), empty)),
    }
    const depths: Record<number, number> = { 1: 0, 2: 1, 3: 2, 5: 3 }
    for (const [count, root] of Object.entries(roots)) {
      const tree = buildPositionalTree(context, bodiesOf(Number(count)))
      expect(tree.root, count).to.equal(root)
      expect(tree.depth).to.equal(depths[Number(count)])
      expect(tree.size).to.equal(Number(count))
    }
  })

  it('keeps a fixed vector, for the Solidity library to be compared with', () => {
    const tree = buildPositionalTree(context, [word('a1'), word('a2'), word('a3')])
    expect(merkleLeaf(context, 0, word('a1'))).to.equal(
      '0xd9ee1cd7b8897049c033fc4b10e865dc3d91d1280d6bb719aa209100746180dc',
    )
    expect(tree.root).to.equal('0x1461218abd7e1f9e552a469587692088e510c8632c435bc39b846a4eb7562c84')
    expect(tree.proof(2)).to.deep.equal([
      padding,
      '0x480b69ea0f500de4e742267ad123588f127602f7f4eecce30b8cc8bedf50fa01',
    ])
  })

  it('proves every leaf, for every size', () => {
    for (let count = 1; count <= 17; count++) {
      const bodies = bodiesOf(count)
      const { root, depth, proof } = buildPositionalTree(context, bodies)
      for (const [index, body] of bodies.entries()) {
        const claim = { root, depth, context, index, body, proof: proof(index) }
        expect(verifyPositionalProof(claim), `${index} of ${count}`).to.equal(true)
      }
    }
  })

  it('verifies nothing else: any altered field, index, sibling, depth or body (property)', () => {
    const cases = fc.integer({ min: 2, max: 40 }).chain((count) =>
      fc.record({
        count: fc.constant(count),
        index: fc.nat(count - 1),
        otherIndex: fc.nat(63),
        level: fc.nat(5),
      }),
    )
    fc.assert(
      fc.property(cases, ({ count, index, otherIndex, level }) => {
        const claim = claimFor(count, index)
        const random = hexlify(randomBytes(32))
        const altered: PositionalProof[] = [
          { ...claim, root: random },
          { ...claim, body: random },
          { ...claim, depth: claim.depth + 1 },
          { ...claim, depth: claim.depth + 1, proof: [...claim.proof, padding] },
          { ...claim, depth: claim.depth - 1, proof: claim.proof.slice(0, -1) },
          { ...claim, proof: claim.proof.with(level % claim.depth, random) },
          { ...claim, context: { ...context, type: word('09') } },
          { ...claim, context: { ...context, chainId: 1n } },
          { ...claim, context: { ...context, contract: `0x${'c1'.repeat(20)}` } },
          { ...claim, context: { ...context, tree: word('03') } },
        ]
        if (otherIndex !== index) altered.push({ ...claim, index: otherIndex })
        for (const other of altered) expect(verifyPositionalProof(other)).to.equal(false)
      }),
      { numRuns: 40 },
    )
  })

  it('never verifies a padding leaf, an internal node or a second preimage (invariant 13)', () => {
    const bodies = bodiesOf(3)
    const { root, depth, proof } = buildPositionalTree(context, bodies)
    const leaves = bodies.map((body, index) => merkleLeaf(context, index, body))
    const [a = '', b = '', c = ''] = leaves
    const claims: PositionalProof[] = []
    // The padding leaf at index 3, by its hash or by any body.
    for (const body of [padding, word('00'), c]) {
      claims.push({ root, depth, context, index: 3, body, proof: [c, node(a, b)] })
    }
    // An internal node given as a leaf of a shallower tree.
    for (const body of [node(a, b), a, root]) {
      claims.push({ root, depth: 1, context, index: 0, body, proof: [node(c, padding)] })
      claims.push({ root, depth: 0, context, index: 0, body, proof: [] })
    }
    // A leaf hash given as a body.
    claims.push({ root, depth, context, index: 0, body: a, proof: proof(0) })
    for (const claim of claims) expect(verifyPositionalProof(claim)).to.equal(false)
  })

  it('refuses malformed claims without an error', () => {
    const claim = claimFor(4, 1)
    const malformed: PositionalProof[] = [
      { ...claim, root: '0x' },
      { ...claim, root: 'text' },
      { ...claim, body: '0x12' },
      { ...claim, index: -1 },
      { ...claim, index: 1.5 },
      { ...claim, index: 2 ** 53 },
      { ...claim, depth: -1 },
      { ...claim, depth: 0.5, proof: [] },
      { ...claim, depth: maximumDepth + 1, proof: new Array(maximumDepth + 1).fill(padding) },
      { ...claim, proof: ['0x12', ...claim.proof.slice(1)] },
      { ...claim, proof: [`${claim.proof[0]}00`, ...claim.proof.slice(1)] },
      { ...claim, context: { ...context, contract: 'nowhere' } },
      { ...claim, context: { ...context, type: '0x' } },
    ]
    for (const other of malformed) expect(verifyPositionalProof(other)).to.equal(false)
  })

  it('is not built from nothing or from malformed bodies, and proves only leaves it has', () => {
    expect(() => buildPositionalTree(context, []))
      .to.throw(InvalidInputError)
      .with.property('code', 'MERKLE_TREE_INVALID')
    expect(() => buildPositionalTree(context, ['0x12'])).to.throw(InvalidInputError, /Leaf 0/)
    expect(() => buildPositionalTree({ ...context, chainId: -1n }, bodiesOf(1))).to.throw(InvalidInputError)
    const tree = buildPositionalTree(context, bodiesOf(3))
    for (const index of [-1, 3, 0.5, Number.NaN]) expect(() => tree.proof(index)).to.throw(InvalidInputError)
  })
})
