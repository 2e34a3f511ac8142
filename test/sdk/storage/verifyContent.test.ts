import { expect } from 'chai'
import { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'
import { collect, createDataKey, decryptPayload, encryptPayload } from '../../../sdk/crypto/payload.ts'
import { IntegrityError, UnavailableError } from '../../../sdk/errors/index.ts'
import { corruptBlock, dagPbCode, missingBlock, rawCode, verifyBlock } from '../../../sdk/storage/block.ts'
import type { BlockReader, BlockWriter } from '../../../sdk/storage/blockstore.ts'
import { contentReader } from '../../../sdk/storage/contentReader.ts'
import { importContent } from '../../../sdk/storage/unixfs.ts'
import { verifyContent } from '../../../sdk/storage/verifyContent.ts'
import { rejection } from '../crypto/rejection.ts'
import { mebibyte } from './contentStoreContract.ts'
import { sampleBytes } from './sampleBytes.ts'

/** A store whose bytes a test may damage; like every store it checks what it gives out. */
function damageableStore() {
  const bytesOf = new Map<string, Uint8Array>()
  const blocks: BlockReader & BlockWriter = {
    async get(cid) {
      const bytes = bytesOf.get(cid.toString())
      if (bytes === undefined) throw missingBlock(cid, 'the test store')
      await verifyBlock(cid, bytes, 'the test store')
      return bytes
    },
    async has(cid) {
      return bytesOf.has(cid.toString())
    },
    async put(cid, bytes) {
      bytesOf.set(cid.toString(), bytes.slice())
    },
  }
  const leafCid = async (bytes: Uint8Array) => CID.createV1(rawCode, await sha256.digest(bytes)).toString()
  return { blocks, bytesOf, leafCid }
}

async function nodeCid(bytes: Uint8Array): Promise<CID> {
  return CID.createV1(dagPbCode, await sha256.digest(bytes))
}

// dag-pb by hand (https://ipld.io/specs/codecs/dag-pb/spec/): field 2 is a link, field 1 the UnixFS data.
const field = (number: number, bytes: Uint8Array | number[]) => [
  (number << 3) | 2,
  ...varint(bytes.length),
  ...bytes,
]
const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]
const number = (field: number, value: number) => [field << 3, ...varint(value)]
const link = (cid: CID, size: number) =>
  field(2, [...field(1, cid.bytes), ...field(2, []), ...number(3, size)])
const fileNode = (links: [CID, number][], sizes: number[], type = 2) =>
  Uint8Array.from([
    ...links.flatMap(([cid, size]) => link(cid, size)),
    ...field(1, [
      ...number(1, type),
      ...number(
        3,
        sizes.reduce((sum, size) => sum + size, 0),
      ),
      ...sizes.flatMap((size) => number(4, size)),
    ]),
  ])

describe('verification of content', () => {
  it('counts the blocks and bytes of sound content', async () => {
    const { blocks } = damageableStore()
    const { cid } = await importContent(blocks, [await sampleBytes(5 * mebibyte + 1)])
    expect(await verifyContent(blocks, cid.toString())).to.deep.equal({
      ok: true,
      blocks: 7,
      bytes: 5 * mebibyte + 1,
    })
  })

  it('says which block and which bytes one flipped bit is in', async () => {
    const bytes = await sampleBytes(5 * mebibyte + 1)
    for (const leaf of [0, 2, 5]) {
      const { blocks, bytesOf, leafCid } = damageableStore()
      const { cid } = await importContent(blocks, [bytes])
      const bad = await leafCid(bytes.subarray(leaf * mebibyte, (leaf + 1) * mebibyte))
      const stored = bytesOf.get(bad) ?? new Uint8Array(1)
      stored[0] = (stored[0] ?? 0) ^ 1
      const verdict = await verifyContent(blocks, cid.toString())
      expect(verdict).to.include({
        ok: false,
        cid: bad,
        offset: leaf * mebibyte,
        length: leaf === 5 ? 1 : mebibyte,
        code: 'BLOCK_CORRUPT',
      })
      expect(verdict).to.have.property('message').that.includes(bad)
      const error = await rejection(collect(contentReader(blocks).cat(cid.toString()), 10 * mebibyte))
      expect(error).to.be.instanceOf(IntegrityError).with.property('code', 'BLOCK_CORRUPT')
    }
  })

  it('says which block is missing, a leaf or the root', async () => {
    const bytes = await sampleBytes(3 * mebibyte)
    const { blocks, bytesOf, leafCid } = damageableStore()
    const { cid } = await importContent(blocks, [bytes])
    const gone = await leafCid(bytes.subarray(mebibyte, 2 * mebibyte))
    bytesOf.delete(gone)
    expect(await contentReader(blocks).has(cid.toString())).to.equal(false)
    expect(await verifyContent(blocks, cid.toString())).to.include({
      ok: false,
      cid: gone,
      offset: mebibyte,
      length: mebibyte,
      code: 'BLOCK_NOT_FOUND',
    })
    bytesOf.delete(cid.toString())
    expect(await verifyContent(blocks, cid.toString())).to.include({
      ok: false,
      cid: cid.toString(),
      offset: 0,
      length: undefined,
    })
  })

  it('finds a damaged inner node of a deep file', async () => {
    const { blocks, bytesOf } = damageableStore()
    const leaf = await sampleBytes(10)
    const leafCid = CID.createV1(rawCode, await sha256.digest(leaf))
    await blocks.put(leafCid, leaf)
    const inner = fileNode(
      [
        [leafCid, 10],
        [leafCid, 10],
      ],
      [10, 10],
    )
    const innerCid = await nodeCid(inner)
    await blocks.put(innerCid, inner)
    const root = fileNode(
      [
        [leafCid, 10],
        [innerCid, 20],
      ],
      [10, 20],
    )
    const rootCid = await nodeCid(root)
    await blocks.put(rootCid, root)
    expect(await verifyContent(blocks, rootCid.toString())).to.deep.equal({ ok: true, blocks: 5, bytes: 30 })
    expect(
      await collect(contentReader(blocks).cat(rootCid.toString(), { offset: 15, length: 10 }), 100),
    ).to.have.length(10)
    bytesOf.set(innerCid.toString(), inner.with(5, (inner[5] ?? 0) ^ 1))
    expect(await verifyContent(blocks, rootCid.toString())).to.include({
      ok: false,
      cid: innerCid.toString(),
      offset: 10,
      length: 20,
    })
    const error = await rejection(collect(contentReader(blocks).cat(rootCid.toString()), 100))
    expect(error).to.have.property('code', 'BLOCK_CORRUPT')
  })

  it('refuses content that a peer built to mislead: wrong sizes, no parts, folders, nesting without end', async () => {
    const { blocks } = damageableStore()
    const leaf = await sampleBytes(10)
    const leafCid = CID.createV1(rawCode, await sha256.digest(leaf))
    await blocks.put(leafCid, leaf)
    const identity = CID.parse('bafkqaaa')
    const hostile = [
      fileNode([[leafCid, 10]], [11]),
      fileNode([[leafCid, 10]], [9]),
      fileNode([[leafCid, 10]], []),
      fileNode([], [10]),
      fileNode([[leafCid, 0]], [0]),
      fileNode([[leafCid, 10]], [10], 1),
      fileNode([[leafCid, 10]], [10], 4),
      fileNode([[identity, 10]], [10]),
      Uint8Array.of(),
      Uint8Array.of(1, 2, 3),
      Uint8Array.from(field(1, [255, 255, 255])),
    ]
    for (const bytes of hostile) {
      const cid = await nodeCid(bytes)
      await blocks.put(cid, bytes)
      const verdict = await verifyContent(blocks, cid.toString())
      expect(verdict, Buffer.from(bytes).toString('hex')).to.include({ ok: false, code: 'CONTENT_INVALID' })
      const error = await rejection(collect(contentReader(blocks).cat(cid.toString()), 100))
      expect(error).to.be.instanceOf(IntegrityError).with.property('code', 'CONTENT_INVALID')
    }
    let below: CID = leafCid
    for (let level = 0; level < 12; level++) {
      const bytes = fileNode([[below, 10]], [10])
      below = await nodeCid(bytes)
      await blocks.put(below, bytes)
    }
    expect(await verifyContent(blocks, below.toString())).to.include({ ok: false, code: 'CONTENT_INVALID' })
    expect(await rejection(collect(contentReader(blocks).cat(below.toString()), 100))).to.have.property(
      'code',
      'CONTENT_INVALID',
    )
  })

  it('gives no verdict when the store cannot be asked', async () => {
    const down: BlockReader = {
      async get() {
        throw new UnavailableError('STORE_UNAVAILABLE', 'down')
      },
      async has() {
        throw new UnavailableError('STORE_UNAVAILABLE', 'down')
      },
    }
    const cid = 'bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e'
    expect(await rejection(verifyContent(down, cid))).to.be.instanceOf(UnavailableError)
    expect(await rejection(verifyContent(down, 'nonsense'))).to.have.property('code', 'CID_INVALID')
  })

  it('catches swapped segments of a stored payload, which have sound hashes', async () => {
    const { blocks } = damageableStore()
    const dataKey = createDataKey()
    const bound = new Uint8Array(36)
    const sealed = await collect(
      encryptPayload(dataKey, bound, [await sampleBytes(3 * mebibyte)]),
      9 * mebibyte,
    )
    const swapped = sealed.slice()
    swapped.set(sealed.subarray(mebibyte, 2 * mebibyte), 2 * mebibyte)
    swapped.set(sealed.subarray(2 * mebibyte, 3 * mebibyte), mebibyte)
    for (const [bytes, sound] of [
      [sealed, true],
      [swapped, false],
    ] as const) {
      const { cid } = await importContent(blocks, [bytes])
      expect(await verifyContent(blocks, cid.toString())).to.have.property('ok', true)
      const opened = collect(
        decryptPayload(dataKey, bound, contentReader(blocks).cat(cid.toString())),
        9 * mebibyte,
      )
      if (sound) expect(await opened).to.have.length(3 * mebibyte)
      else
        expect(await rejection(opened))
          .to.have.property('message')
          .that.matches(/^Segment 1 /)
    }
  })

  it('names the store in what it says of a block', () => {
    const cid = CID.parse('bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e')
    expect(corruptBlock(cid, 'gateway.example').message).to.include('gateway.example')
  })
})
