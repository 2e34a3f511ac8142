import { expect } from 'chai'
import fc from 'fast-check'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { bundleLimits } from '../../../sdk/fhir/limits.ts'
import { validateBundle } from '../../../sdk/fhir/validateBundle.ts'
import { errorOf, expectError } from '../../helpers/expectError.ts'
import { heartFixture } from '../../helpers/heartModel.ts'
import {
  bytesOf,
  type Json,
  type MutableRecord,
  mutableRecord,
  recordFixture,
  resourceOf,
} from './recordFixture.ts'

const MISSING = 'urn:uuid:00000000-0000-4000-8000-000000000000'

// biome-ignore lint/suspicious/noExplicitAny: what stands in a resource is what the test puts there.
type Resource = any

/** A fault put into the resource of an id, and the words of the error that must come. */
type Fault = readonly [what: string, id: string, change: (resource: Resource) => void, words: RegExp]

const structure: readonly Fault[] = [
  [
    'a missing status',
    'chol',
    (it) => delete it.status,
    /entry\[7\]\.resource \(Observation\)\.status is missing/,
  ],
  ['a missing code', 'chol', (it) => delete it.code, /\(Observation\)\.code is missing/],
  [
    'a missing choice',
    'mr1',
    (it) => delete it.medicationReference,
    /\(MedicationRequest\)\.medication\[x\] is missing; R4 requires it/,
  ],
  [
    'a missing element of a part',
    'bp',
    (it) => delete it.component[1].code,
    /\.component\[1\]\.code is missing; R4 requires it in every Observation\.component/,
  ],
  ['no resourceType', 'chol', (it) => delete it.resourceType, /entry\[7\]\.resource has no resourceType/],
  [
    'an unknown resourceType',
    'chol',
    (it) => (it.resourceType = 'Observatoin'),
    /no resourceType of FHIR R4/,
  ],
  ['a type of R5', 'chol', (it) => (it.resourceType = 'NutritionIntake'), /no resourceType of FHIR R4/],
  ['an abstract type', 'chol', (it) => (it.resourceType = 'DomainResource'), /no resourceType of FHIR R4/],
  ['a data type as resource', 'chol', (it) => (it.resourceType = 'Quantity'), /no resourceType of FHIR R4/],
  ['a name of JavaScript', 'chol', (it) => (it.resourceType = 'constructor'), /no resourceType of FHIR R4/],
  [
    'an unknown element',
    'chol',
    (it) => (it.secret = 1),
    /has a member \(number 15\) that R4 does not define/,
  ],
  ['an element of JavaScript', 'chol', (it) => (it.toString = 1), /that R4 does not define for Observation/],
  [
    'an unknown element in a part',
    'bp',
    (it) => (it.component[0].status = 'final'),
    /\.component\[0\] has a member/,
  ],
  ['an unknown choice', 'chol', (it) => (it.valueAddress = { city: 'x' }), /that R4 does not define/],
  ['two values', 'chol', (it) => (it.valueString = 'x'), /has more than one value\[x\]; keep one/],
  [
    'two values, one by its extension only',
    'chol',
    (it) => (it._valueString = { extension: [{ url: 'x', valueCode: 'y' }] }),
    /more than one value\[x\]/,
  ],
  ['an object for an array', 'chol', (it) => (it.category = it.category[0]), /\.category must be an array/],
  ['an array for an object', 'chol', (it) => (it.code = [it.code]), /\.code must be a single value/],
  ['text for an object', 'chol', (it) => (it.code = 'x'), /\.code must be an object/],
  ['an object for text', 'chol', (it) => (it.status = {}), /\.status must be a code/],
  [
    'an array in an array',
    'chol',
    (it) => (it.category = [it.category]),
    /\.category\[0\] must be an object/,
  ],
  ['null', 'chol', (it) => (it.subject = null), /\.subject must be an object/],
  ['null in an array', 'chol', (it) => (it.category = [null]), /\.category\[0\] must be an object/],
  ['an empty object', 'chol', (it) => (it.subject = {}), /\.subject is empty/],
  ['an object with an id only', 'chol', (it) => (it.subject = { id: 'x' }), /\.subject is empty/],
  ['an empty array', 'chol', (it) => (it.category = []), /\.category is an empty array/],
  [
    'a null without an extension',
    'p1',
    (it) => delete it.name[0]._given,
    /\.name\[0\]\.given\[1\] must be a string/,
  ],
  ['a sibling of an object', 'chol', (it) => (it._subject = { id: 'x' }), /that R4 does not define/],
  ['a sibling that is text', 'p1', (it) => (it._birthDate = 'x'), /\._birthDate must be an object/],
  [
    'a sibling that is an array',
    'p1',
    (it) => (it._birthDate = [{ id: 'x' }]),
    /\._birthDate must be an object/,
  ],
  [
    'a sibling that is no array',
    'p1',
    (it) => Object.assign(it.name[0], { given: ['Grete'], _given: { id: 'x' } }),
    /\._given must be an array/,
  ],
  [
    'two nulls for one value',
    'p1',
    (it) => (it.name[0].given = [null, null]),
    /\.given\[0\] must be a string/,
  ],
  [
    'an extension without a URL',
    'p1',
    (it) => delete it.extension[0].url,
    /\.extension\[0\]\.url is missing/,
  ],
  [
    'an extension without a value',
    'p1',
    (it) => delete it.extension[0].extension,
    /must have either a value or extensions/,
  ],
  [
    'an extension with a value and extensions',
    'p1',
    (it) => (it.extension[0].valueCode = 'x'),
    /must have either a value or extensions/,
  ],
  [
    'contained in contained',
    'r1',
    (it) => (it.contained[0].contained = [{ resourceType: 'Patient' }]),
    /contained\[0\] \(Observation\) is contained and contains others/,
  ],
  [
    'two contained resources of one id',
    'r1',
    (it) => (it.contained[0].id = 'guest'),
    /contains two resources of the same id/,
  ],
  [
    'a fault in a contained resource',
    'r1',
    (it) => delete it.contained[0].status,
    /\(DiagnosticReport\)\.contained\[0\] \(Observation\)\.status is missing/,
  ],
  [
    'a Bundle in an entry',
    'chol',
    (it) => Object.assign(it, { resourceType: 'Bundle', type: 'collection' }),
    /entry\[7\]\.resource \(Bundle\) stands inside a Bundle/,
  ],
  [
    'a Bundle in a parameter',
    'o1',
    (it) => {
      for (const name of Object.keys(it)) delete it[name]
      it.resourceType = 'Parameters'
      it.parameter = [{ name: 'x', resource: { resourceType: 'Bundle', type: 'collection' } }]
    },
    /\(Parameters\)\.parameter\[0\]\.resource \(Bundle\) stands inside a Bundle/,
  ],
]

const values: readonly Fault[] = [
  [
    'a code outside its value set',
    'chol',
    (it) => (it.status = 'done'),
    /no code of the value set observation-status/,
  ],
  ['a gender outside its value set', 'p1', (it) => (it.gender = 'f'), /value set administrative-gender/],
  [
    'a concept outside its value set',
    'c1',
    (it) => (it.clinicalStatus.coding[0].code = 'x'),
    /\.clinicalStatus has no code of the value set condition-clinical/,
  ],
  [
    'a concept of another system',
    'c1',
    (it) => (it.clinicalStatus.coding[0].system = 'http://loinc.org'),
    /value set condition-clinical/,
  ],
  [
    'a concept in text only',
    'c1',
    (it) => (it.clinicalStatus = { text: 'x' }),
    /value set condition-clinical/,
  ],
  [
    'a number in quotes',
    'chol',
    (it) => (it.valueQuantity.value = '201'),
    /value must be a number without quotes/,
  ],
  [
    'a number in an extension',
    'p1',
    (it) => (it.extension[0].extension[0].valueString = 5),
    /must be a string/,
  ],
  [
    'a boolean in quotes',
    'p1',
    (it) => (it.active = 'true'),
    /\.active must be true or false without quotes/,
  ],
  ['a month 13', 'p1', (it) => (it.birthDate = '1961-13-01'), /\.birthDate must be a date that exists/],
  ['a 30 February', 'p1', (it) => (it.birthDate = '1961-02-30'), /must be a date that exists/],
  [
    'a 29 February of no leap year',
    'p1',
    (it) => (it.birthDate = '1900-02-29'),
    /must be a date that exists/,
  ],
  ['a time for a date', 'p1', (it) => (it.birthDate = '1961-02-28T10:00:00Z'), /must be a date that exists/],
  ['a date as people write it', 'p1', (it) => (it.birthDate = '28.2.1961'), /must be a date that exists/],
  [
    'a time without a zone',
    'chol',
    (it) => (it.effectiveDateTime = '2026-09-30T09:30:00'),
    /with a time zone/,
  ],
  [
    'a time without seconds',
    'chol',
    (it) => (it.effectiveDateTime = '2026-09-30T09:30Z'),
    /a time that exists/,
  ],
  [
    'a zone of 15 hours',
    'chol',
    (it) => (it.effectiveDateTime = '2026-09-30T09:30:00+15:00'),
    /a time that exists/,
  ],
  [
    'a date for an instant',
    'chol',
    (it) => (it.issued = '2026-09-30'),
    /\.issued must be a time that exists/,
  ],
  [
    'a time of day',
    'sr1',
    (it) => (it.occurrenceTiming.repeat.timeOfDay[0] = '8:00'),
    /must be a time of day/,
  ],
  ['an id with a space', 'chol', (it) => (it.id = 'a b'), /\.id must be an id/],
  ['an id of 65 characters', 'chol', (it) => (it.id = 'a'.repeat(65)), /\.id must be an id/],
  ['a URI with a space', 'chol', (it) => (it.code.coding[0].system = 'http://a b'), /must be a URI/],
  ['a code with two spaces', 'chol', (it) => (it.code.coding[0].code = 'a  b'), /must be a code/],
  ['an empty string', 'chol', (it) => (it.code.text = ''), /\.text must be a string/],
  ['white space for text', 'chol', (it) => (it.code.text = ' \n'), /\.text must be a string/],
  ['a control character', 'chol', (it) => (it.code.text = 'a\u0000b'), /without control characters/],
  ['half a surrogate pair', 'chol', (it) => (it.code.text = 'a\ud800'), /\.text must be a string/],
  ['more than 1 MB of text', 'chol', (it) => (it.code.text = 'a'.repeat(1024 * 1024 + 1)), /at most 1 MB/],
  ['a fraction for a whole number', 'p1', (it) => (it.telecom[0].rank = 1.5), /a whole number from 1/],
  ['zero for a positive number', 'p1', (it) => (it.telecom[0].rank = 0), /a whole number from 1/],
  ['a negative size', 'r1', (it) => (it.presentedForm[0].size = -1), /a whole number from 0/],
  ['more than 32 bits', 'r1', (it) => (it.presentedForm[0].size = 2 ** 31), /a whole number from 0/],
  ['base64 cut short', 'r1', (it) => (it.presentedForm[0].data = 'U2FsdXM'), /\.data must be base64/],
  ['base64 with other characters', 'r1', (it) => (it.presentedForm[0].data = 'U2F_dXM='), /must be base64/],
  ['a narrative without a div', 'p1', (it) => (it.text.div = '<p>x</p>'), /\.text\.div must be an XHTML div/],
  [
    'no UCUM code',
    'egfr',
    (it) => (it.valueQuantity.code = 'furlong'),
    /\.valueQuantity\.code is no UCUM code/,
  ],
  ['a UCUM code in capitals', 'egfr', (it) => (it.valueQuantity.code = 'ML/MIN'), /is no UCUM code/],
  [
    'no UCUM code in a duration',
    'e1',
    (it) => (it.length.code = 'minutes'),
    /\(Encounter\)\.length\.code is no UCUM code/,
  ],
  [
    'no UCUM code in a dose',
    'mr1',
    (it) => (it.dosageInstruction[0].doseAndRate[0].doseQuantity.code = 'pill'),
    /\.doseAndRate\[0\]\.doseQuantity\.code is no UCUM code/,
  ],
  [
    'a unit of another dimension where a model reads',
    'chol',
    (it) => (it.valueQuantity.code = 'mmol/L'),
    /\.valueQuantity is read by a model in the UCUM unit mg\/dL/,
  ],
  [
    'no unit where a model reads',
    'chol',
    (it) => delete it.valueQuantity.code,
    /read by a model in the UCUM unit mg\/dL/,
  ],
  [
    'a unit of another system where a model reads',
    'chol',
    (it) => (it.valueQuantity.system = 'http://snomed.info/sct'),
    /read by a model in the UCUM unit mg\/dL/,
  ],
  [
    'a component in a unit of another dimension',
    'bp',
    (it) => (it.component[0].valueQuantity.code = 'mm'),
    /\.component\[0\]\.valueQuantity is read by a model in the UCUM unit mm\[Hg\]/,
  ],
]

const references: readonly Fault[] = [
  [
    'a urn:uuid of no entry',
    'chol',
    (it) => (it.subject.reference = MISSING),
    /entry\[7\]\.resource \(Observation\)\.subject\.reference is a URN that no entry has/,
  ],
  [
    'a urn:oid of no entry',
    'chol',
    (it) => (it.subject.reference = 'urn:oid:1.2.3'),
    /is a URN that no entry has/,
  ],
  [
    'a contained resource that is not there',
    'r1',
    (it) => (it.result[1].reference = '#nobody'),
    /\(DiagnosticReport\)\.result\[1\]\.reference names no contained resource/,
  ],
  [
    'a contained resource of another',
    'chol',
    (it) => (it.specimen.reference = '#guest'),
    /no contained resource/,
  ],
  [
    'a target of another type',
    'chol',
    (it) => (it.encounter.reference = 'Patient/p1'),
    /\.encounter\.reference must lead to a resource of type Encounter/,
  ],
  [
    'a fullUrl of another type',
    'chol',
    (it) => (it.encounter.reference = 'https://hospital.example/fhir/Patient/p1'),
    /must lead to a resource of type Encounter/,
  ],
  [
    'a contained target of another type',
    'r1',
    (it) => (it.result[1].reference = '#guest'),
    /of type Observation/,
  ],
  [
    'a type that the reference contradicts',
    'chol',
    (it) => (it.subject.type = 'Group'),
    /another type than the `type` beside it/,
  ],
  [
    'a type that R4 does not know',
    'chol',
    (it) => (it.subject.reference = 'Person2/p1'),
    /no reference that R4 allows/,
  ],
  ['a bare id', 'chol', (it) => (it.subject.reference = 'p1'), /no reference that R4 allows/],
  [
    'another scheme',
    'chol',
    (it) => (it.subject.reference = 'javascript:alert(1)'),
    /no reference that R4 allows/,
  ],
  [
    'a path that climbs',
    'chol',
    (it) => (it.subject.reference = 'Patient/../p1'),
    /no reference that R4 allows/,
  ],
  [
    'a search outside a transaction',
    'chol',
    (it) => (it.subject.reference = 'Patient?name=x'),
    /no reference/,
  ],
]

type BundleFault = readonly [what: string, change: (record: MutableRecord) => void, words: RegExp]

const bundleFaults: readonly BundleFault[] = [
  ['no type', (it) => Reflect.deleteProperty(it, 'type'), /In the Bundle, type is missing/],
  ['an unknown type', (it) => (it.type = 'parcel'), /type has no code of the value set bundle-type/],
  ['a history', (it) => (it.type = 'history'), /type is none that a record can have/],
  ['a message', (it) => (it.type = 'message'), /type is none that a record can have/],
  ['an unknown element', (it) => (it.comment = 'x'), /the outermost object has a member \(number 8\)/],
  ['a total', (it) => (it.total = 1), /total belongs in a searchset only \(bdl-1\)/],
  ['an entry that is no object', (it) => it.entry.push('x' as never), /entry\[27\] must be an object/],
  ['an entry that is null', (it) => it.entry.push(null as never), /entry\[27\] must be an object/],
  ['an entry list that is no array', (it) => (it.entry = {} as never), /entry must be an array/],
  [
    'an entry without a resource',
    (it) => it.entry.push({ fullUrl: 'urn:oid:1.2' } as never),
    /no resource \(bdl-5\)/,
  ],
  [
    'a resource that is a list',
    (it) => ((it.entry[0] as Json).resource = []),
    /entry\[0\]\.resource must be a single value/,
  ],
  ['a request', (it) => Object.assign(it.entry[2] as object, { request }), /entry\[2\] has a request.*bdl-3/],
  [
    'a response',
    (it) => Object.assign(it.entry[2] as object, { response: { status: '200' } }),
    /response.*bdl-4/,
  ],
  ['a search', (it) => Object.assign(it.entry[2] as object, { search: { mode: 'match' } }), /search.*bdl-2/],
  ['a transaction without requests', (it) => (it.type = 'transaction'), /entry\[0\] has no request.*bdl-3/],
  [
    'a repeated fullUrl',
    (it) => setFullUrl(it, 3, it.entry[1]?.fullUrl),
    /entry\[3\]\.fullUrl repeats that of entry\[1\]/,
  ],
  ['a fullUrl of a version', (it) => setFullUrl(it, 3, 'https://a.example/Location/l1/_history/2'), /bdl-8/],
  ['a relative fullUrl', (it) => setFullUrl(it, 3, 'Location/l1'), /fullUrl is no absolute URL/],
  [
    'a fullUrl of another id',
    (it) => setFullUrl(it, 3, 'https://a.example/Location/l2'),
    /fullUrl disagrees/,
  ],
  [
    'a fullUrl of another type',
    (it) => setFullUrl(it, 3, 'https://a.example/Patient/l1'),
    /fullUrl disagrees/,
  ],
  [
    'a document without an identifier',
    (it) => Object.assign(it, { type: 'document', identifier: { system: 'https://a.example' } }),
    /identifier must have a system and a value.*bdl-9/,
  ],
  [
    'a document without a time',
    (it) => Object.assign(it, { type: 'document', timestamp: undefined }),
    /timestamp is missing in a document \(bdl-10\)/,
  ],
  [
    'a document without a Composition',
    (it) => (it.type = 'document'),
    /entry\[0\] must be the Composition.*bdl-11/,
  ],
]

const request = { method: 'POST', url: 'Patient' }

function setFullUrl(record: MutableRecord, index: number, fullUrl: string | undefined): void {
  Object.assign(record.entry[index] as object, { fullUrl })
}

const composition = (subject: string) => ({
  resourceType: 'Composition',
  id: 'doc',
  status: 'final',
  type: { text: 'Discharge summary' },
  subject: { reference: subject },
  date: '2026-10-01',
  author: [{ reference: 'Practitioner/d1' }],
  title: 'Summary',
})

function documentOf(record: MutableRecord, subject: string): MutableRecord {
  const resource = composition(subject)
  return { ...record, type: 'document', entry: [{ fullUrl: 'urn:uuid:a', resource }, ...record.entry] }
}

/** As Synthea writes: entries named by urn:uuid, references by the same, and a request each. */
function transactionOf(record: MutableRecord): MutableRecord {
  const urls = new Map<string, string>()
  for (const [index, { resource }] of record.entry.entries()) {
    const uuid = `urn:uuid:00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
    urls.set(`${String(resource.resourceType)}/${String(resource.id)}`, uuid)
  }
  const text = JSON.stringify(record.entry).replaceAll(
    /"reference":"(\w+\/\w+)(?:\/_history\/1)?"/g,
    (_, name: string) => `"reference":"${urls.get(name)}"`,
  )
  const entry = (JSON.parse(text) as MutableRecord['entry']).map(({ resource }, index) => ({
    fullUrl: [...urls.values()][index] as string,
    resource,
    request,
  }))
  return { ...record, type: 'transaction', entry }
}

describe('validateBundle', () => {
  it('reads the fixture as JSON.parse does, unknown extensions and all', async () => {
    const bytes = await recordFixture()
    expect(validateBundle(bytes)).to.deep.equal(JSON.parse(new TextDecoder().decode(bytes)))
  })

  it('reads the fixture of the heart model', async () => {
    expect(validateBundle(await heartFixture('bundle.json')).entry).to.have.length(14)
  })

  it('reads a Bundle without entries', () => {
    const bundle = validateBundle(bytesOf({ resourceType: 'Bundle', type: 'collection' }))
    expect(bundle.entry).to.deep.equal([])
  })

  it('reads a transaction whose entries are named by urn:uuid, and a batch', async () => {
    const record = transactionOf(await mutableRecord())
    expect(validateBundle(bytesOf(record)).entry).to.have.length(27)
    record.type = 'batch'
    expect(validateBundle(bytesOf(record)).entry).to.have.length(27)
  })

  it('reads a searchset', async () => {
    const record = await mutableRecord()
    const entry = record.entry.map((each) => ({ ...each, search: { mode: 'match' } }))
    const bundle = validateBundle(bytesOf({ ...record, type: 'searchset', total: 27, entry }))
    expect(bundle.entry).to.have.length(27)
  })

  it('reads a document, whose Composition refers to entries only', async () => {
    const record = await mutableRecord()
    expect(validateBundle(bytesOf(documentOf(record, 'Patient/p1'))).entry).to.have.length(28)
    await expectError(
      () => validateBundle(bytesOf(documentOf(record, 'Patient/p2'))),
      'BUNDLE_INVALID',
      /entry\[0\]\.resource \(Composition\)\.subject\.reference leads to no entry/,
    )
  })

  it('reads two versions of one resource (bdl-7)', async () => {
    const record = await mutableRecord()
    const [first] = record.entry
    const meta = { ...(first?.resource.meta as Json), versionId: '2' }
    record.entry.push({ ...first, resource: { ...(first?.resource as Json), meta } })
    expect(validateBundle(bytesOf(record)).entry).to.have.length(28)
  })

  const allowed: readonly (readonly [what: string, id: string, change: (resource: Resource) => void])[] = [
    [
      'a relative reference to what the server holds',
      'chol',
      (it) => (it.encounter.reference = 'Encounter/e9'),
    ],
    [
      'an absolute reference to elsewhere',
      'chol',
      (it) => (it.subject.reference = 'https://other.example/x'),
    ],
    ['a reference by identifier', 'chol', (it) => (it.subject = { identifier: { value: '4711' } })],
    ['a reference to the container', 'r1', (it) => (it.contained[0].focus = [{ reference: '#' }])],
    ['a required element by its extension', 'chol', (it) => replaceByExtension(it, 'status')],
    [
      'an unknown modifier extension',
      'chol',
      (it) => (it.modifierExtension = [{ url: 'u:x', valueBoolean: true }]),
    ],
    [
      'a quantity in another system',
      'egfr',
      (it) => Object.assign(it.valueQuantity, { system: 'u:x', code: 'x y' }),
    ],
    ['a unit of the same dimension where a model reads', 'chol', (it) => (it.valueQuantity.code = 'g/L')],
    ['another unit where no model reads', 'egfr', (it) => (it.valueQuantity.code = 'mL/s')],
    ['text where a model reads a quantity', 'chol', (it) => replaceValue(it, { valueString: 'high' })],
    ['a leap second and 29 February', 'chol', (it) => (it.effectiveDateTime = '2000-02-29T23:59:60-14:00')],
    ['a year', 'p1', (it) => (it.birthDate = '1961')],
    ['base64 in lines', 'r1', (it) => (it.presentedForm[0].data = 'U2Fs\n dXM=')],
  ]
  for (const [what, id, change] of allowed) {
    it(`allows ${what}`, async () => {
      const record = await mutableRecord()
      change(resourceOf(record, id))
      expect(validateBundle(bytesOf(record)).entry).to.have.length(27)
    })
  }

  for (const [what, id, change, words] of [...structure, ...values, ...references]) {
    it(`refuses ${what} in ${id}`, async () => {
      const record = await mutableRecord()
      change(resourceOf(record, id))
      await expectError(() => validateBundle(bytesOf(record)), 'BUNDLE_INVALID', words)
    })
  }

  for (const [what, change, words] of bundleFaults) {
    it(`refuses a Bundle with ${what}`, async () => {
      const record = await mutableRecord()
      change(record)
      await expectError(() => validateBundle(bytesOf(record)), 'BUNDLE_INVALID', words)
    })
  }

  it('refuses a name that stands twice, of which JSON.parse would show one only', async () => {
    const text = new TextDecoder().decode(await recordFixture())
    for (const twice of [
      '"status": "entered-in-error", "status": "final"',
      '"st\\u0061tus":"x","status": "final"',
    ]) {
      const forged = text.replace('"status": "final"', twice)
      await expectError(
        () => validateBundle(bytesOf(forged)),
        'BUNDLE_INVALID',
        new RegExp(`same name twice, the second time at character ${forged.indexOf('"status": "final"')}`),
      )
    }
  })

  it('refuses __proto__, which would change what an object inherits', () =>
    expectError(
      () => validateBundle(bytesOf('{"resourceType":"Bundle","type":"collection","__proto__":{"entry":[]}}')),
      'BUNDLE_INVALID',
      /"__proto__", which no FHIR element has/,
    ))

  it('refuses a number that no double can hold', async () => {
    const text = new TextDecoder().decode(await recordFixture()).replace('201.5', '1e999')
    await expectError(() => validateBundle(bytesOf(text)), 'BUNDLE_INVALID', /must be a number/)
  })

  it('keeps to the limits', async () => {
    const bytes = await recordFixture()
    const withLimit = (limit: Partial<typeof bundleLimits>) => () =>
      validateBundle(bytes, { ...bundleLimits, ...limit } as typeof bundleLimits)
    await expectError(withLimit({ maximumBytes: 1000 as never }), 'INPUT_TOO_LARGE', /at most 1000/)
    await expectError(withLimit({ maximumDepth: 5 as never }), 'BUNDLE_INVALID', /more than 5 levels/)
    await expectError(withLimit({ maximumEntries: 26 as never }), 'BUNDLE_INVALID', /27 entries; at most 26/)
  })

  it('answers hostile repetition in time that grows with its size', async () => {
    const record = await mutableRecord()
    const report = resourceOf(record, 'r1')
    for (let index = 0; index < 20_000; index++) {
      report.contained.push({ resourceType: 'Practitioner', id: `c${index}`, active: true })
      report.performer.push({ reference: `#c${index}` })
    }
    expect(validateBundle(bytesOf(record)).entry).to.have.length(27)
    report.presentedForm[0].data = ' '.repeat(4_000_000)
    await expectError(() => validateBundle(bytesOf(record)), 'BUNDLE_INVALID', /must be base64/)
  })

  it('answers any change of one value with the Bundle or with an error that holds nothing of the record', async () => {
    const original = await mutableRecord()
    const places = placesIn(original)
    const junk = fc.oneof(
      fc.constantFrom<unknown>(
        'SECRET',
        '',
        null,
        [],
        {},
        [null],
        ['SECRET'],
        { SECRET: 1 },
        { id: 'SECRET' },
      ),
      fc.constantFrom<unknown>(
        -1,
        1.5,
        1e300,
        true,
        '#SECRET',
        'Patient/SECRET',
        'urn:uuid:SECRET',
        '2026-02-30',
      ),
      fc.jsonValue({ maxDepth: 2 }),
    )
    fc.assert(
      fc.property(fc.nat(places.length - 1), junk, (place, value) => {
        const record = structuredClone(original)
        put(record, places[place] ?? [], value)
        const bytes = bytesOf(record)
        try {
          expect(validateBundle(bytes)).to.deep.include(JSON.parse(new TextDecoder().decode(bytes)))
        } catch (error) {
          if (!(error instanceof InvalidInputError)) throw error
          expect(error.code).to.equal('BUNDLE_INVALID')
          expect(error.message).not.to.match(/SECRET|Müller|4711|201\.5/)
          expect(error.cause).to.equal(undefined)
        }
      }),
      { numRuns: 500 },
    )
  }).timeout(60_000)

  it('shows nothing of a text that is no JSON', async () => {
    const error = await errorOf(() => validateBundle(bytesOf('{"secret-987": ')))
    expect(`${error.message}${String(error.cause)}`).not.to.include('987')
  })
})

function replaceByExtension(resource: Resource, name: string): void {
  delete resource[name]
  resource[`_${name}`] = { extension: [{ url: 'u:x', valueCode: 'unknown' }] }
}

function replaceValue(resource: Resource, value: Json): void {
  delete resource.valueQuantity
  Object.assign(resource, value)
}

type Place = readonly (string | number)[]

/** The paths of everything inside a value. */
function placesIn(value: unknown, path: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, part]) => {
    const place = [...path, Array.isArray(value) ? Number(name) : name]
    return [place, ...placesIn(part, place)]
  })
}

function put(target: unknown, path: Place, value: unknown): void {
  const [step = '', ...rest] = path
  if (rest.length > 0) put((target as Json)[step], rest, value)
  else (target as Json)[step] = value
}
