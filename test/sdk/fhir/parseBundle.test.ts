import { expect } from 'chai'
import { bundleLimits } from '../../../sdk/fhir/limits.ts'
import { parseBundle } from '../../../sdk/fhir/parseBundle.ts'
import { errorOf, expectError } from '../../helpers/expectError.ts'
import { heartFixture } from '../../helpers/heartModel.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

describe('parseBundle', () => {
  it('reads a Bundle', async () => {
    const bundle = parseBundle(await heartFixture('bundle.json'))
    expect(bundle.entry).to.have.length(14)
    expect(bundle.entry[0]?.resource?.resourceType).to.equal('Patient')
  })

  it('reads a Bundle without entries', () => {
    expect(parseBundle(bytesOf('{"resourceType":"Bundle","type":"collection"}')).entry).to.deep.equal([])
  })

  for (const [what, text] of [
    ['no JSON', 'age,sex\n1,2'],
    ['nothing', ''],
    ['JSON cut short', '{"resourceType":"Bundle"'],
  ] as const) {
    it(`refuses ${what}`, () => expectError(() => parseBundle(bytesOf(text)), 'BUNDLE_INVALID', /not JSON/))
  }

  it('refuses bytes that are not UTF-8', () =>
    expectError(() => parseBundle(Uint8Array.of(0x22, 0xff, 0x22)), 'BUNDLE_INVALID', /not JSON in UTF-8/))

  for (const text of ['null', '[]', '"Bundle"', '{}', '{"resourceType":"Patient"}']) {
    it(`refuses ${text}, which is not a Bundle`, () =>
      expectError(() => parseBundle(bytesOf(text)), 'BUNDLE_INVALID', /not a FHIR Bundle/))
  }

  it('names the malformed part', () => {
    const text = '{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"id":"x"}}]}'
    return expectError(() => parseBundle(bytesOf(text)), 'BUNDLE_INVALID', /entry\.0\.resource\.resourceType/)
  })

  it('refuses more bytes than the limit without reading them as JSON', () =>
    expectError(
      () => parseBundle(new Uint8Array(bundleLimits.maximumBytes + 1)),
      'INPUT_TOO_LARGE',
      /at most 16777216/,
    ))

  it('refuses hostile nesting before the JSON parser sees it', () =>
    expectError(() => parseBundle(bytesOf('['.repeat(1_000_000))), 'BUNDLE_INVALID', /64 levels/))

  it('does not count brackets inside strings as nesting', () => {
    const text = JSON.stringify({ resourceType: 'Bundle', type: '\\"'.repeat(50) + '['.repeat(500) })
    expect(parseBundle(bytesOf(text)).entry).to.have.length(0)
  })

  it('refuses too many entries', () => {
    const text = JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry: [{}, {}, {}] })
    return expectError(
      () => parseBundle(bytesOf(text), { ...bundleLimits, maximumEntries: 2 }),
      'BUNDLE_INVALID',
      /3 entries; at most 2/,
    )
  })

  it('keeps the text it failed on out of the error', async () => {
    const error = await errorOf(() => parseBundle(bytesOf('secret-cholesterol-987')))
    expect(`${error.message}${String(error.cause)}`).not.to.include('987')
  })
})
