import { expect } from 'chai'
import fc from 'fast-check'
import { eventsOf } from '../../../sdk/epcis/event.ts'
import { eventHash } from '../../../sdk/epcis/hash/eventHash.ts'
import { epcisLimits } from '../../../sdk/epcis/limits.ts'
import { parseEpcis, validateEpcis } from '../../../sdk/epcis/validateEpcis.ts'
import { SalusError } from '../../../sdk/errors/index.ts'
import { allEvents, bytesOf, documentOf, objectEvent } from './sampleDocument.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

function refusal(bytes: Uint8Array, limits = epcisLimits): { code: string; message: string } {
  try {
    validateEpcis(bytes, limits)
  } catch (error) {
    expect(error).to.be.instanceOf(SalusError)
    return error as SalusError
  }
  throw new Error('Nothing was refused.')
}

const whole = JSON.stringify(documentOf(objectEvent()))

describe('EPCIS from strangers', () => {
  const refused: [what: string, bytes: Uint8Array, named: RegExp][] = [
    [
      'a name twice',
      utf8(whole.replace('"action":"ADD"', '"action":"ADD","action":"DELETE"')),
      /same name twice/,
    ],
    [
      'a name twice, once with escapes',
      utf8(whole.replace('"action":"ADD"', '"action":"ADD","\\u0061ction":"DELETE"')),
      /same name twice/,
    ],
    ['__proto__', utf8(whole.replace('"action":"ADD"', '"__proto__":{"action":"ADD"}')), /__proto__/],
    [
      'a number of too many digits',
      utf8(whole.replace('12.5', '12.50000000000000000001')),
      /number at character/,
    ],
    ['a number beyond a double', utf8(whole.replace('12.5', '1e999')), /number at character/],
    ['nesting', utf8(`{"a":${'['.repeat(40)}${']'.repeat(40)}}`), /levels deep/],
    ['a list', utf8('[]'), /not an object/],
    ['null', utf8('null'), /not an object/],
    ['text', utf8('"EPCISDocument"'), /not an object/],
    ['nothing', utf8(''), /not JSON/],
    ['XML', utf8('<epcis:EPCISDocument/>'), /not JSON/],
    ['half a document', utf8(whole.slice(0, -5)), /not JSON/],
    ['other than UTF-8', Uint8Array.of(0xff, 0xfe, 0x7b), /not JSON in UTF-8/],
  ]
  for (const [what, bytes, named] of refused) {
    it(`refuses ${what}`, () => {
      const { code, message } = refusal(bytes)
      expect(code).to.equal('EPCIS_INVALID')
      expect(message).to.match(named)
    })
  }

  it('refuses more bytes than the limit before it reads them', () => {
    expect(refusal(utf8(whole), { ...epcisLimits, maximumBytes: 100 } as typeof epcisLimits).code).to.equal(
      'INPUT_TOO_LARGE',
    )
  })

  it('takes an eventID twice, as an example of GS1 has it', () => {
    const twice = whole.replace('"action":"ADD"', '"action":"ADD","eventID":"urn:a:b","eventID":"urn:a:c"')
    expect(validateEpcis(utf8(twice)).problems).to.deep.equal([])
  })

  it('never fails but with a SalusError, whatever the document holds', () => {
    const leaf = fc.oneof(
      fc.constantFrom<unknown>(
        'ADD',
        'shipping',
        'urn:epc:id:sgtin:4012345.011111.1',
        '2026-03-01T08:30:00Z',
        'example:x',
        '1.0',
        '',
        null,
        true,
        1e300,
        -0,
      ),
      fc.string(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    )
    const name = fc.oneof(
      fc.constantFrom(
        ...Object.keys(objectEvent()),
        'id',
        'set',
        'sensorReport',
        'value',
        'constructor',
        'toString',
        'hasOwnProperty',
        '@context',
        '@id',
        'example:a',
        ':',
        'urn:',
        'a:',
      ),
      fc.string().filter((text) => text !== '__proto__'),
    )
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(name, tie('any'), { maxKeys: 6, noNullPrototype: true }),
      ),
    })).any
    const change = fc.tuple(fc.constantFrom(...allEvents().keys()), name, value)
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        value,
        (changes, inContext, other) => {
          const events = allEvents()
          for (const [index, field, held] of changes) (events[index] as Record<string, unknown>)[field] = held
          const document = documentOf(...events)
          if (inContext) document['@context'] = other
          const bytes = bytesOf(document)
          const report = onlySalus(() => validateEpcis(bytes))
          if (report?.problems.length === 0) onlySalus(() => parseEpcis(bytes).map(eventHash))
          // Hashing comes after validation; that it holds without is a second line.
          onlySalus(() => eventsOf(JSON.parse(new TextDecoder().decode(bytes))).map(eventHash))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('never fails but with a SalusError on bytes that are hardly JSON', () => {
    const scrap = fc.tuple(fc.nat(whole.length), fc.nat(20), fc.string({ maxLength: 5 }))
    fc.assert(
      fc.property(scrap, ([start, length, text]) => {
        onlySalus(() => validateEpcis(utf8(whole.slice(0, start) + text + whole.slice(start + length))))
      }),
      { numRuns: 500 },
    )
  })

  it('reads a large document in time that grows with it', () => {
    const long = 'a'.repeat(200_000)
    const event = {
      ...objectEvent(),
      epcList: [`urn:x:${long}`],
      eventTime: '1'.repeat(100_000),
      bizStep: `https://x.example/${'/01'.repeat(50_000)}`,
      'example:digits': '9'.repeat(100_000),
    }
    const { problems } = validateEpcis(bytesOf(documentOf(event)))
    expect(problems.map(({ path }) => path)).to.deep.equal(['$.epcisBody.eventList[0].eventTime'])
    expect(eventsOf(documentOf(event)).map(eventHash)).to.have.length(1)
  })
})

function onlySalus<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch (error) {
    if (!(error instanceof SalusError)) throw error
    return undefined
  }
}
