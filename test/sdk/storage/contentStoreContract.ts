import { expect } from 'chai'
import { collect } from '../../../sdk/crypto/payload.ts'
import { InvalidInputError, RefusedError } from '../../../sdk/errors/index.ts'
import type { ContentReader, ContentStore } from '../../../sdk/storage/contentStore.ts'
import { rejection } from '../crypto/rejection.ts'
import { sampleBytes, sampleStream } from './sampleBytes.ts'

const limit = 64 * 1_048_576
export const absentCid = 'bafkreicznuhjbpy4uhlh5xwjohu4uo4eshxegscdgxrzpgg6pnqjwlhu4i'
export const mebibyte = 1_048_576

/**
 * What Kubo's own tests expect of the profile unixfs-v1-2025 (ipfs/kubo, test/cli/cid_profiles_test.go), and the
 * CID of nothing, which is the raw block with the SHA-256 of nothing.
 */
export const kuboVectors = [
  {
    what: '"hello world"',
    source: () => [new TextEncoder().encode('hello world')],
    cid: 'bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e',
  },
  {
    what: 'exactly one chunk',
    source: () => sampleStream(mebibyte, 'chunk-v1-seed'),
    cid: 'bafkreiacndfy443ter6qr2tmbbdhadvxxheowwf75s6zehscklu6ezxmta',
  },
  {
    what: 'one byte more than a chunk',
    source: () => sampleStream(mebibyte + 1, 'chunk-v1-seed'),
    cid: 'bafybeigmix7t42i6jacydtquhet7srwvgpizfg7gjbq7627d35mjomtu64',
  },
  { what: 'nothing', source: () => [], cid: 'bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku' },
]

/** What every content store must do. `open` gives a fresh store, or undefined when it cannot run here. */
export function describeContentStore(name: string, open: () => Promise<ContentStore | undefined>): void {
  describe(`content store contract: ${name}`, () => {
    let store: ContentStore

    before(async function () {
      const opened = await open()
      if (opened === undefined) return this.skip()
      store = opened
    })

    describeContentReader(
      () => store,
      async (bytes) => (await store.add([bytes])).cid,
    )

    for (const { what, source, cid } of kuboVectors) {
      it(`gives ${what} the CID that Kubo gives it`, async () => {
        expect((await store.add(source())).cid).to.equal(cid)
      })
    }

    it('returns what was added, with its size, and gives the same bytes the same CID', async () => {
      const bytes = await sampleBytes(2 * mebibyte + 5)
      const first = await store.add([bytes])
      const second = await store.add(sampleStream(bytes.length, 'sample'))
      expect(second).to.deep.equal(first)
      expect(first.size).to.equal(bytes.length)
      expect(await collect(store.cat(first.cid), limit)).to.deep.equal(bytes)
    })

    it('is done with a piece when it asks for the next', async () => {
      const bytes = await sampleBytes(2 * mebibyte + 5)
      function* reusing() {
        const piece = new Uint8Array(300_000)
        for (let start = 0; start < bytes.length; start += piece.length) {
          const part = bytes.subarray(start, start + piece.length)
          piece.set(part)
          yield piece.subarray(0, part.length)
        }
      }
      const { cid } = await store.add(reusing())
      expect(cid).to.equal((await store.add([bytes])).cid)
      expect(Buffer.compare(await collect(store.cat(cid), limit), bytes)).to.equal(0)
    })

    it('takes several contents at once', async () => {
      const contents = await Promise.all(
        Array.from({ length: 8 }, (_, index) => sampleBytes(700_000, `at once ${index}`)),
      )
      const added = await Promise.all(contents.map((bytes) => store.add([bytes])))
      for (const [index, { cid }] of added.entries()) {
        expect(await collect(store.cat(cid), limit)).to.deep.equal(contents[index])
      }
    })

    it('reports progress while it adds', async () => {
      const seen: number[] = []
      await store.add([new Uint8Array(10), new Uint8Array(20)], { onProgress: (bytes) => seen.push(bytes) })
      expect(seen).to.deep.equal([10, 30])
    })

    it('passes on the error of the source', async () => {
      const reason = new Error('the source broke')
      async function* broken() {
        yield new Uint8Array(3_000_000)
        throw reason
      }
      expect(await rejection(store.add(broken()))).to.equal(reason)
    })

    it('stops adding when told to, with the reason', async () => {
      const controller = new AbortController()
      const reason = new Error('the patient closed the page')
      async function* endless() {
        for (let count = 0; ; count++) {
          if (count === 3) controller.abort(reason)
          yield new Uint8Array(500_000)
        }
      }
      expect(await rejection(store.add(endless(), { signal: controller.signal }))).to.equal(reason)
    })

    it('pins and unpins, twice each without an error', async () => {
      const { cid } = await store.add([await sampleBytes(mebibyte + 9, 'pins')], { pin: false })
      await store.pin(cid)
      await store.pin(cid)
      expect(await Array.fromAsync(store.pinned())).to.include(cid)
      await store.unpin(cid)
      await store.unpin(cid)
      expect(await Array.fromAsync(store.pinned())).to.not.include(cid)
      expect(await store.has(cid)).to.equal(true)
    })

    it('does not pin what it does not have', async () => {
      const error = await rejection(store.pin(absentCid))
      expect(error).to.be.instanceOf(RefusedError).with.property('code', 'BLOCK_NOT_FOUND')
    })

    it('refuses malformed CIDs for pins too', async () => {
      expect(await rejection(store.pin('nonsense'))).to.have.property('code', 'CID_INVALID')
      expect(await rejection(store.unpin('nonsense'))).to.have.property('code', 'CID_INVALID')
    })
  })
}

/** The reading part, for stores that only read too. */
export function describeContentReader(
  reader: () => ContentReader,
  put: (bytes: Uint8Array) => Promise<string>,
): void {
  describe('reads', () => {
    it('any range', async () => {
      const bytes = await sampleBytes(10 * mebibyte + 123, 'ranges')
      const cid = await put(bytes)
      const ranges: [number | undefined, number | undefined][] = [
        [undefined, undefined],
        [0, 1],
        [0, mebibyte],
        [mebibyte, mebibyte],
        [mebibyte - 1, 2],
        [mebibyte + 5, 3 * mebibyte],
        [9_999_999, undefined],
        [bytes.length - 1, undefined],
        [bytes.length, undefined],
        [bytes.length + 1, 5],
        [5, 0],
        [3, Number.MAX_SAFE_INTEGER],
      ]
      for (const [offset, length] of ranges) {
        const expected = bytes.subarray(
          offset ?? 0,
          length === undefined ? undefined : (offset ?? 0) + length,
        )
        const read = await collect(reader().cat(cid, { offset, length }), limit)
        expect(Buffer.compare(read, expected), `${offset} ${length}`).to.equal(0)
      }
    })

    it('a content of one block, in part', async () => {
      const cid = await put(new TextEncoder().encode('hello world'))
      const read = await collect(reader().cat(cid, { offset: 6, length: 3 }), limit)
      expect(new TextDecoder().decode(read)).to.equal('wor')
    })

    it('no range that is none', async () => {
      const cid = await put(new Uint8Array(3))
      for (const range of [{ offset: -1 }, { length: -1 }, { offset: 0.5 }, { length: Number.NaN }]) {
        const error = await rejection(collect(reader().cat(cid, range), limit))
        expect(error).to.be.instanceOf(InvalidInputError).with.property('code', 'RANGE_INVALID')
      }
    })

    it('nothing of what is absent, and says so', async () => {
      expect(await reader().has(absentCid)).to.equal(false)
      const error = await rejection(collect(reader().cat(absentCid), limit))
      expect(error).to.be.instanceOf(RefusedError).with.property('code', 'BLOCK_NOT_FOUND')
      expect(error.message).to.include(absentCid)
    })

    it('knows what it has', async () => {
      expect(await reader().has(await put(await sampleBytes(2 * mebibyte, 'has')))).to.equal(true)
    })

    it('no malformed or foreign CID', async () => {
      const wrong = [
        '',
        'nonsense',
        '../../../etc/passwd',
        `${absentCid}/../x`,
        ` ${absentCid}`,
        absentCid.toUpperCase(),
        'QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG',
        'bafkqaaa',
        'bafyreigdmqpykrgxyaxtlafqpqhzrb7qy2rh75nldvfd4tucqmqqme5yje',
        'b'.repeat(100_000),
      ]
      for (const cid of wrong) {
        expect(await rejection(collect(reader().cat(cid), limit)), cid).to.have.property(
          'code',
          'CID_INVALID',
        )
        expect(await rejection(reader().has(cid)), cid).to.have.property('code', 'CID_INVALID')
      }
    })

    it('no further when told to stop', async () => {
      const cid = await put(await sampleBytes(4 * mebibyte, 'stop'))
      const controller = new AbortController()
      const reason = new Error('the reader went away')
      async function readSome() {
        for await (const _ of reader().cat(cid, { signal: controller.signal })) controller.abort(reason)
      }
      expect(await rejection(readSome())).to.equal(reason)
    })
  })
}
