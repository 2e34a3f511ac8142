import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import fc from 'fast-check'
import { hexToBytes } from '../../../sdk/crypto/bytes.ts'
import {
  collect,
  createDataKey,
  decryptPayload,
  encryptPayload,
  payloadAssociatedData,
  payloadSegmentBytes,
} from '../../../sdk/crypto/payload.ts'
import { IntegrityError, InvalidInputError } from '../../../sdk/errors/index.ts'
import { rejection } from './rejection.ts'

const recordId = `0x${'a1'.repeat(32)}`
const associatedData = payloadAssociatedData(recordId, 1)
const dataKey = createDataKey()
const limit = 50_000_000

const vectors = JSON.parse(
  readFileSync(new URL('./vectors/tinkStreaming.json', import.meta.url), 'utf8'),
) as {
  dataKey: string
  associatedData: string
  vectors: { segmentBytes: number; plaintextBytes: number; ciphertext: string }[]
}

function vectorPlaintext(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (31 * index + 7) % 251)
}

async function encrypt(plaintext: Uint8Array, segmentBytes?: number): Promise<Uint8Array> {
  return collect(encryptPayload(dataKey, associatedData, [plaintext], { segmentBytes }), limit)
}

async function decrypt(ciphertext: Uint8Array, segmentBytes?: number): Promise<Uint8Array> {
  return collect(decryptPayload(dataKey, associatedData, [ciphertext], { segmentBytes }), limit)
}

async function expectInvalid(ciphertext: Uint8Array, segmentBytes: number, segment: string) {
  const error = await rejection(decrypt(ciphertext, segmentBytes))
  expect(error).to.be.instanceOf(IntegrityError)
  expect(error).to.have.property('code', 'PAYLOAD_INVALID')
  expect(error.message).to.match(new RegExp(`^Segment ${segment}\\b`))
}

describe('payload encryption', () => {
  describe('vectors made by Google Tink', () => {
    for (const vector of vectors.vectors) {
      it(`opens ${vector.plaintextBytes} bytes in segments of ${vector.segmentBytes}`, async () => {
        const opened = await collect(
          decryptPayload(
            hexToBytes(vectors.dataKey),
            hexToBytes(vectors.associatedData),
            [hexToBytes(vector.ciphertext)],
            { segmentBytes: vector.segmentBytes },
          ),
          limit,
        )
        expect(opened).to.deep.equal(vectorPlaintext(vector.plaintextBytes))
      })
    }

    it('produces ciphertexts of the same lengths', async () => {
      for (const { segmentBytes, plaintextBytes, ciphertext } of vectors.vectors) {
        const sealed = await encrypt(vectorPlaintext(plaintextBytes), segmentBytes)
        expect(sealed.length).to.equal(hexToBytes(ciphertext).length)
      }
    })
  })

  it('returns what went in, for any length, chunking and segment size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }),
        fc.integer({ min: 57, max: 200 }),
        fc.integer({ min: 1, max: 97 }),
        async (chunks, segmentBytes, cut) => {
          const sealed = await collect(
            encryptPayload(dataKey, associatedData, chunks, { segmentBytes }),
            limit,
          )
          const pieces: Uint8Array[] = []
          for (let start = 0; start < sealed.length; start += cut) {
            pieces.push(sealed.subarray(start, start + cut))
          }
          const opened = await collect(
            decryptPayload(dataKey, associatedData, pieces, { segmentBytes }),
            limit,
          )
          expect(opened).to.deep.equal(new Uint8Array(Buffer.concat(chunks)))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('cuts segments of 1 MiB, so that one segment is one IPFS leaf', async () => {
    const sealed = await encrypt(new Uint8Array(2_500_000))
    expect(sealed.length).to.equal(2_500_000 + 40 + 3 * 16)
    for (const index of [0, 1, 2]) {
      const altered = sealed.slice()
      const place = index * payloadSegmentBytes
      altered[place] = (altered[place] ?? 0) ^ 1
      await expectInvalid(altered, payloadSegmentBytes, String(index))
    }
  })

  it('overwrites each piece with the next when told to, and never otherwise', async () => {
    const plaintext = vectorPlaintext(1000)
    const options = { segmentBytes: 256, reuseBuffers: true }
    async function copies(pieces: AsyncIterable<Uint8Array>) {
      const copied: Uint8Array[] = []
      const kept: Uint8Array[] = []
      for await (const piece of pieces) {
        copied.push(piece.slice())
        kept.push(piece)
      }
      return { whole: new Uint8Array(Buffer.concat(copied)), late: new Uint8Array(Buffer.concat(kept)) }
    }
    const sealed = await copies(encryptPayload(dataKey, associatedData, [plaintext], options))
    expect(sealed.late).to.not.deep.equal(sealed.whole)
    const opened = await copies(decryptPayload(dataKey, associatedData, [sealed.whole], options))
    expect(opened.whole).to.deep.equal(plaintext)
    expect(opened.late).to.not.deep.equal(plaintext)
    const untold = await copies(
      decryptPayload(dataKey, associatedData, [sealed.whole], { segmentBytes: 256 }),
    )
    expect(untold.late).to.deep.equal(plaintext)
  })

  it('reports progress in plaintext bytes', async () => {
    const seen: number[] = []
    const sealed = encryptPayload(dataKey, associatedData, [new Uint8Array(300)], {
      segmentBytes: 156,
      onProgress: (bytes) => seen.push(bytes),
    })
    await collect(sealed, limit)
    expect(seen).to.deep.equal([100, 240, 300])
  })

  it('is different each time', async () => {
    const plaintext = vectorPlaintext(100)
    expect(await encrypt(plaintext)).not.to.deep.equal(await encrypt(plaintext))
  })

  describe('refuses', () => {
    const segmentBytes = 100
    // 44 bytes in the first segment, 84 in each of the others: segments 0 to 3.
    const plaintext = vectorPlaintext(44 + 84 + 84 + 20)

    it('every single flipped bit, naming the segment', async () => {
      const sealed = await encrypt(plaintext, segmentBytes)
      for (let position = 0; position < sealed.length; position++) {
        const altered = sealed.slice()
        altered[position] = (altered[position] ?? 0) ^ (1 << (position % 8))
        await expectInvalid(altered, segmentBytes, String(Math.floor(position / segmentBytes)))
      }
    })

    it('every truncation, also at a segment boundary', async () => {
      const sealed = await encrypt(plaintext, segmentBytes)
      for (let length = 0; length < sealed.length; length++) {
        await expectInvalid(
          sealed.subarray(0, length),
          segmentBytes,
          String(Math.max(0, Math.ceil(length / segmentBytes) - 1)),
        )
      }
    })

    it('swapped, repeated and dropped segments', async () => {
      const sealed = await encrypt(plaintext, segmentBytes)
      const segments = [0, 1, 2, 3].map((index) =>
        sealed.subarray(index * segmentBytes, (index + 1) * segmentBytes),
      )
      const ofOrder = (...order: number[]) =>
        new Uint8Array(Buffer.concat(order.map((index) => segments[index] ?? new Uint8Array())))
      expect(await decrypt(ofOrder(0, 1, 2, 3), segmentBytes)).to.deep.equal(plaintext)
      await expectInvalid(ofOrder(0, 2, 1, 3), segmentBytes, '1')
      await expectInvalid(ofOrder(0, 1, 1, 2, 3), segmentBytes, '2')
      await expectInvalid(ofOrder(0, 2, 3), segmentBytes, '1')
      await expectInvalid(ofOrder(1, 2, 3), segmentBytes, '0')
    })

    it('segments of another payload under the same key', async () => {
      const one = await encrypt(plaintext, segmentBytes)
      const other = await encrypt(plaintext, segmentBytes)
      one.set(other.subarray(100, 200), 100)
      await expectInvalid(one, segmentBytes, '1')
    })

    it('bytes after the end', async () => {
      const sealed = await encrypt(plaintext, segmentBytes)
      await expectInvalid(new Uint8Array(Buffer.concat([sealed, new Uint8Array(200)])), segmentBytes, '3')
    })

    it('another key, record or key epoch', async () => {
      const sealed = await encrypt(plaintext)
      const attempts: [Uint8Array, Uint8Array][] = [
        [createDataKey(), associatedData],
        [dataKey, payloadAssociatedData(`0x${'a2'.repeat(32)}`, 1)],
        [dataKey, payloadAssociatedData(recordId, 2)],
      ]
      for (const [key, bound] of attempts) {
        const error = await rejection(collect(decryptPayload(key, bound, [sealed]), limit))
        expect(error).to.have.property('code', 'PAYLOAD_INVALID')
      }
    })

    it('a data key of another length', async () => {
      for (const length of [0, 16, 31, 33]) {
        const error = await rejection(
          collect(encryptPayload(new Uint8Array(length), associatedData, []), limit),
        )
        expect(error).to.be.instanceOf(InvalidInputError).with.property('code', 'KEY_INVALID')
        const other = await rejection(
          collect(decryptPayload(new Uint8Array(length), associatedData, []), limit),
        )
        expect(other).to.have.property('code', 'KEY_INVALID')
      }
    })

    it('a segment size that the header does not fit', async () => {
      for (const size of [0, 56, 99.5, Number.NaN]) {
        const error = await rejection(encrypt(plaintext, size))
        expect(error).to.have.property('code', 'RANGE_INVALID')
      }
    })

    it('a record id or key epoch of the wrong form', () => {
      expect(() => payloadAssociatedData('0x12', 1)).to.throw(InvalidInputError)
      expect(() => payloadAssociatedData(recordId, -1)).to.throw(InvalidInputError)
      expect(() => payloadAssociatedData(recordId, 2 ** 32)).to.throw(InvalidInputError)
    })
  })

  it('stops with the signal’s reason', async () => {
    const controller = new AbortController()
    const reason = new Error('the reader went away')
    const sealed = encryptPayload(dataKey, associatedData, [new Uint8Array(1000)], {
      segmentBytes: 100,
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    })
    expect(await rejection(collect(sealed, limit))).to.equal(reason)
  })

  it('passes on the error of a source that fails', async () => {
    const reason = new Error('the disk went away')
    async function* failing() {
      yield new Uint8Array(10)
      throw reason
    }
    expect(await rejection(collect(encryptPayload(dataKey, associatedData, failing()), limit))).to.equal(
      reason,
    )
  })

  it('collect stops at its limit, not at the end of the stream', async () => {
    let produced = 0
    async function* endless() {
      for (;;) {
        produced += 1
        yield new Uint8Array(10)
      }
    }
    const error = await rejection(collect(endless(), 100))
    expect(error).to.be.instanceOf(InvalidInputError).with.property('code', 'INPUT_TOO_LARGE')
    expect(produced).to.equal(11)
  })
})
