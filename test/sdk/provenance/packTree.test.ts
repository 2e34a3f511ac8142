import { expect } from 'chai'
import { concat, hexlify, id, keccak256, toBeHex, toUtf8Bytes } from 'ethers'
import fc from 'fast-check'
import { hexToBytes } from '../../../sdk/crypto/bytes.ts'
import { buildPositionalTree, verifyPositionalProof } from '../../../sdk/merkle/positionalMerkle.ts'
import { createFastKeccak } from '../../../sdk/provenance/keccak.ts'
import { packBody, packHasher, packSalt } from '../../../sdk/provenance/packBody.ts'
import { isProven } from '../../../sdk/provenance/packProof.ts'
import { buildPackTree, packLeafContext } from '../../../sdk/provenance/packTree.ts'
import { anyHash } from '../../helpers/arbitraries.ts'
import { errorOf, expectError } from '../../helpers/expectError.ts'

const context = packLeafContext(31337, `0x${'c0'.repeat(20)}`, id('batch'))
const bodyOf = (index: number) => id(`body ${index}`)
const build = (size: number) => buildPackTree({ context, size, bodyAt: (index) => hexToBytes(bodyOf(index)) })

describe('body of a pack', () => {
  const secret = id('secret')
  const identity = { gtin: '09521234543213', serial: 'S1', lot: 'ABC' }

  it('is keccak256(domain ‖ salt ‖ keccak256(element string))', () => {
    const salt = packSalt(secret, 7)
    expect(salt).to.equal(keccak256(concat([id('salus.pack.salt.v1'), secret, toBeHex(7, 4)])))
    const text = toUtf8Bytes('010952123454321310ABC\x1d21S1')
    expect(packBody(identity, salt)).to.equal(
      keccak256(concat([id('salus.pack.body.v1'), salt, keccak256(text)])),
    )
  })

  it('is the same by either hash', async () => {
    const hasher = packHasher(await createFastKeccak())
    fc.assert(
      fc.property(anyHash, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (key, index) => {
        const salt = hasher.salt(hexToBytes(key), index)
        expect(hexlify(salt)).to.equal(packSalt(key, index))
        expect(hexlify(hasher.body(identity, salt))).to.equal(packBody(identity, hexlify(salt)))
      }),
      { numRuns: 50 },
    )
  })

  it('cannot be that of another pack by moving characters between lot and serial number', async () => {
    const salt = packSalt(secret, 0)
    expect(packBody({ ...identity, lot: 'A', serial: 'BC' }, salt)).not.to.equal(
      packBody({ ...identity, lot: 'AB', serial: 'C' }, salt),
    )
    await expectError(
      () => packBody({ ...identity, lot: 'A\x1d21B', serial: 'C' }, salt),
      'GS1_INVALID',
      /lot/,
    )
    await expectError(() => packBody({ ...identity, gtin: '9521234543213' }, salt), 'GS1_INVALID', /14/)
    await expectError(() => packSalt(secret, 2 ** 32), 'BYTES_INVALID', /32 bits/)
    await expectError(() => packSalt('0x12', 0), 'BYTES_INVALID', /32/)
  })
})

describe('proof of a pack', () => {
  const identity = (index: number) => ({ gtin: '09521234543213', serial: `S${index}`, lot: 'ABC' })
  const contract = context.contract
  const book = { chainId: 31337, contract, batchId: context.tree }
  const saltOf = (index: number) => packSalt(id('secret'), index)

  it('is taken exactly where the positional tree takes it', async () => {
    const fast = await createFastKeccak()
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.nat(63),
        fc.nat(40),
        async (size, claimed, level) => {
          const bodies = Array.from({ length: size }, (_, index) => packBody(identity(index), saltOf(index)))
          const { root, depth, proof } = buildPositionalTree(context, bodies)
          const index = claimed % size
          const honest = {
            ...book,
            index,
            identity: identity(index),
            salt: saltOf(index),
            root,
            depth,
            proof: proof(index),
          }
          const altered = proof(index).map((node, at) => (at === level % depth ? id('x') : node))
          const claims = [
            honest,
            { ...honest, index: claimed },
            { ...honest, index: index + 0.5 },
            { ...honest, index: index - size },
            { ...honest, depth: depth + 1 },
            { ...honest, depth: depth - 1, proof: proof(index).slice(1) },
            ...(depth > 0 ? [{ ...honest, proof: altered }] : []),
            { ...honest, proof: ['0x12', ...proof(index).slice(1)] },
            { ...honest, chainId: 1 },
            { ...honest, batchId: id('other') },
            { ...honest, contract: '0x12' },
            { ...honest, root: id('other') },
            { ...honest, identity: identity(index + 1) },
          ]
          for (const claim of claims) {
            const expected = verifyPositionalProof({
              ...claim,
              context: { ...packLeafContext(claim.chainId, claim.contract, claim.batchId) },
              index: claim.index,
              body: packBody(claim.identity, claim.salt),
            })
            expect(isProven(claim)).to.equal(expected)
            expect(isProven(claim, fast)).to.equal(expected)
          }
          expect(isProven(honest)).to.equal(true)
        },
      ),
      { numRuns: 20 },
    )
  })

  it('of a malformed pack is none', () => {
    const honest = {
      ...book,
      index: 0,
      identity: identity(0),
      salt: saltOf(0),
      root: id('root'),
      depth: 0,
      proof: [],
    }
    expect(isProven({ ...honest, salt: '0x12' })).to.equal(false)
    expect(isProven({ ...honest, identity: { ...identity(0), gtin: '1' } })).to.equal(false)
    expect(isProven({ ...honest, index: Number.NaN })).to.equal(false)
  })
})

describe('tree of packs', () => {
  it('is the positional tree, node for node', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 70 }), async (size) => {
        const plain = buildPositionalTree(
          context,
          Array.from({ length: size }, (_, index) => bodyOf(index)),
        )
        const tree = await build(size)
        expect([tree.root, tree.depth, tree.size]).to.deep.equal([plain.root, plain.depth, size])
        for (let index = 0; index < size; index++) {
          expect(tree.proof(index)).to.deep.equal(plain.proof(index))
        }
      }),
      { numRuns: 30 },
    )
  })

  it('proves packs to a node, and the node to the root', async () => {
    const tree = await build(21)
    for (const level of [0, 1, 3, 5]) {
      const position = 19 >> level
      expect([...tree.proof(19, level), ...tree.nodeProof(level, position)]).to.deep.equal(tree.proof(19))
    }
    expect(tree.node(5, 0)).to.equal(tree.root)
    const claim = { root: tree.root, depth: 5, context, index: 19, body: bodyOf(19), proof: tree.proof(19) }
    expect(verifyPositionalProof(claim)).to.equal(true)
    expect(verifyPositionalProof({ ...claim, index: 18 })).to.equal(false)
  })

  it('has no proof for padding, for other levels, and for no packs at all', async () => {
    const tree = await build(5)
    for (const action of [
      () => tree.proof(5),
      () => tree.proof(-1),
      () => tree.proof(0.5),
      () => tree.proof(0, 4),
      () => tree.node(3, 1),
      () => tree.node(4, 0),
      () => tree.nodeProof(1, 3),
      () => build(0),
      () => build(2 ** 24 + 1),
      () => buildPackTree({ context, size: 1, bodyAt: () => new Uint8Array(31) }),
    ]) {
      expect((await errorOf(action)).code).to.equal('MERKLE_TREE_INVALID')
    }
    const nowhere = { ...context, contract: '0x1' }
    await expectError(
      () => buildPackTree({ context: nowhere, size: 1, bodyAt: () => new Uint8Array(32) }),
      'BYTES_INVALID',
      /hexadecimal/,
    )
  })

  it('stops when told to, and tells how far it is', async () => {
    const stop = new AbortController()
    const seen: number[] = []
    const building = buildPackTree({
      context,
      size: 20_000,
      bodyAt: () => new Uint8Array(32),
      signal: stop.signal,
      onProgress: (packs) => {
        seen.push(packs)
        if (packs > 0) stop.abort(new Error('enough'))
      },
    })
    let reason: unknown
    await building.catch((error: unknown) => {
      reason = error
    })
    expect(reason).to.have.property('message', 'enough')
    expect(seen).to.deep.equal([0, 8192])
  })
})
