/**
 * Writes sdk/fhir/definitions/r4.json, the compact table that Bundles are validated against, from HL7's own definition
 * files of FHIR R4 (4.0.1), as Maven Central carries them unchanged:
 *
 *     mvn dependency:copy -Dartifact=ca.uhn.hapi.fhir:hapi-fhir-validation-resources-r4:7.6.0 -DoutputDirectory=r4
 *     unzip -d r4 r4/*.jar
 *     node scripts/data/fhirDefinitions.ts r4/org/hl7/fhir/r4/model sdk/fhir/definitions/r4.json
 */
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Only these exact files are read, so the reader below need not stand up to any other XML. */
const SOURCES = {
  'profile/profiles-types.xml': '4edb5f32c4977153a70a5db4b733c56308f94fe85f0278d11df87b589f53b097',
  'profile/profiles-resources.xml': '3519c9d612c6d7bc2c2b11e90830a937b4026f3899a5255702bf945c503d5b65',
  'valueset/valuesets.xml': '7d2e927fee48b96d3ec5f4326cb5ac715ffdb01f9b5e48ff97e403961a129b6d',
  'valueset/v3-codesystems.xml': '84f8e4c8e4b5b058dc0ce4009e752b29ab10535a15f6eafdb744fa78211c20e3',
  'valueset/v2-tables.xml': 'f7f2e13219c074abec37c97f21d6fbd876940a290361bd873b8edbee5c320939',
} as const

type Source = keyof typeof SOURCES

/** An XML element: FHIR keeps every primitive in the attribute `value`, so text is not needed. */
interface Node {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Node[]
}

/** Types of FHIRPath that the definitions use for ids and URLs, and the FHIR type that R4 gives these elements. */
const SYSTEM_TYPES: Readonly<Record<string, string>> = {
  'Resource.id': 'id',
  'Element.id': 'string',
  'Extension.url': 'uri',
}

const STRUCTURE = 'http://hl7.org/fhir/StructureDefinition/'

async function readSource(folder: string, source: Source): Promise<Node[]> {
  const bytes = await readFile(join(folder, source))
  const digest = createHash('sha256').update(bytes).digest('hex')
  if (digest !== SOURCES[source]) throw new Error(`${source} has sha256 ${digest}: another version of FHIR?`)
  const bundle = parseXml(bytes.toString('utf8'))
  return all(bundle, 'entry').flatMap((entry) => all(entry, 'resource').flatMap(({ children }) => children))
}

function parseXml(text: string): Node {
  const root: Node = { name: '', attributes: {}, children: [] }
  const open = [root]
  for (const [, end, name = '', attributes = '', empty] of text.matchAll(
    /<(\/?)([A-Za-z][\w:]*)((?:\s+[\w:.-]+="[^"]*")*)\s*(\/?)>/g,
  )) {
    if (end) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes another element.`)
      continue
    }
    const node: Node = { name, attributes: parseAttributes(attributes), children: [] }
    open.at(-1)?.children.push(node)
    if (!empty) open.push(node)
  }
  const [document] = root.children
  if (open.length !== 1 || !document) throw new Error('The XML is cut short.')
  return document
}

function parseAttributes(text: string): Record<string, string> {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
  return Object.fromEntries(
    [...text.matchAll(/([\w:.-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value.replaceAll(/&(\w+);/g, (entity, word: string) => entities[word] ?? entity),
    ]),
  )
}

const all = (node: Node | undefined, name: string) =>
  node?.children.filter((child) => child.name === name) ?? []
const first = (node: Node | undefined, name: string) => all(node, name)[0]
const value = (node: Node | undefined, name: string) => first(node, name)?.attributes.value

/** The elements that a type adds to its base, as `min..max type(argument) …`. */
type Elements = Record<string, string>

interface TypeTable {
  base?: string
  elements: Elements
}

/** Codes of a value set by their system; codes of one system are parted by spaces. */
type Codes = Record<string, string>

class Deriver {
  readonly #valueSets: ReadonlyMap<string, Node>
  readonly #codeSystems: ReadonlyMap<string, Node>
  readonly types: Record<string, TypeTable> = {}
  readonly valueSets: Record<string, Codes> = {}
  /** Value sets of required bindings that cannot be listed: open systems, filters, other organisations' codes. */
  readonly unlisted = new Set<string>()

  constructor(terminology: readonly Node[]) {
    const byUrl = (name: string) =>
      new Map(
        terminology
          .filter((node) => node.name === name)
          .map((node) => [value(node, 'url') ?? '', node] as const),
      )
    this.#valueSets = byUrl('ValueSet')
    this.#codeSystems = byUrl('CodeSystem')
  }

  add(definition: Node): void {
    // Primitives have code of their own; logical models and profiles are no types of an instance.
    const kind = value(definition, 'kind')
    if (kind !== 'resource' && kind !== 'complex-type') return
    if (value(definition, 'derivation') === 'constraint') return
    const id = value(definition, 'id') ?? ''
    const base = value(definition, 'baseDefinition')?.replace(STRUCTURE, '')
    this.types[id] = { ...(base ? { base } : {}), elements: {} }
    for (const element of all(first(definition, 'snapshot'), 'element')) this.#addElement(element)
  }

  #addElement(element: Node): void {
    const path = value(element, 'path') ?? ''
    const min = value(element, 'min')
    const max = value(element, 'max')
    const inherited = value(first(element, 'base'), 'path')
    if (!path.includes('.') || (inherited !== undefined && inherited !== path)) {
      const base = first(element, 'base')
      if (path.includes('.') && (value(base, 'min') !== min || value(base, 'max') !== max)) {
        throw new Error(`${path} changes the cardinality that it inherits.`)
      }
      return
    }
    if (!/^[01]\.\.[1*]$/.test(`${min}..${max}`)) throw new Error(`${path} has cardinality ${min}..${max}.`)
    const dot = path.lastIndexOf('.')
    const owner = this.types[path.slice(0, dot)]
    if (!owner) throw new Error(`${path} belongs to no type.`)
    owner.elements[path.slice(dot + 1)] = `${min}..${max} ${this.#typesOf(element, path)}`
  }

  #typesOf(element: Node, path: string): string {
    const content = value(element, 'contentReference')
    if (content) return content.slice(1)
    const binding = this.#bindingOf(element)
    return all(element, 'type')
      .map((type) => {
        const code = value(type, 'code') ?? ''
        if (code === 'BackboneElement' || (code === 'Element' && path !== 'Element')) {
          this.types[path] = { base: code, elements: {} }
          return path
        }
        if (code.startsWith('http:')) return SYSTEM_TYPES[path] ?? fail(`${path} has type ${code}.`)
        if (code === 'Reference') return `Reference${targetsOf(type)}`
        return binding && ['code', 'Coding', 'CodeableConcept'].includes(code) ? `${code}(${binding})` : code
      })
      .join(' ')
  }

  #bindingOf(element: Node): string | undefined {
    const binding = first(element, 'binding')
    if (value(binding, 'strength') !== 'required') return undefined
    const url = value(binding, 'valueSet')?.split('|')[0] ?? ''
    const name = url.slice(url.lastIndexOf('/') + 1)
    if (name in this.valueSets) return name
    const codes = this.#expand(url)
    if (!codes) {
      this.unlisted.add(name)
      return undefined
    }
    this.valueSets[name] = codes
    return name
  }

  /** undefined when the value set cannot be listed from the definitions alone. */
  #expand(url: string): Codes | undefined {
    const compose = first(this.#valueSets.get(url), 'compose')
    if (!compose || all(compose, 'exclude').length > 0) return undefined
    const codes: Codes = {}
    for (const include of all(compose, 'include')) {
      const system = value(include, 'system')
      if (!system || all(include, 'filter').length + all(include, 'valueSet').length > 0) return undefined
      const listed = all(include, 'concept').map((concept) => value(concept, 'code') ?? '')
      const found = listed.length > 0 ? listed : this.#codesOf(system)
      if (!found) return undefined
      if (found.some((code) => /[\s]|^$/.test(code))) throw new Error(`A code of ${system} holds a space.`)
      codes[system] = [...(codes[system]?.split(' ') ?? []), ...found].join(' ')
    }
    return codes
  }

  #codesOf(system: string): string[] | undefined {
    const codeSystem = this.#codeSystems.get(system)
    if (!codeSystem || value(codeSystem, 'content') !== 'complete') return undefined
    const below = (node: Node): string[] =>
      all(node, 'concept').flatMap((concept) => [value(concept, 'code') ?? '', ...below(concept)])
    return below(codeSystem)
  }
}

function targetsOf(type: Node): string {
  const targets = all(type, 'targetProfile').map(
    ({ attributes }) => attributes.value?.replace(STRUCTURE, '') ?? '',
  )
  return targets.length === 0 || targets.includes('Resource') ? '' : `(${targets.join('|')})`
}

function fail(message: string): never {
  throw new Error(message)
}

const [folder, target] = process.argv.slice(2)
if (!folder || !target) {
  console.error('Usage: node scripts/data/fhirDefinitions.ts <folder org/hl7/fhir/r4/model> <output.json>')
  process.exit(2)
}
const read = (source: Source) => readSource(folder, source)
const [types, resources, ...terminology] = await Promise.all((Object.keys(SOURCES) as Source[]).map(read))
const deriver = new Deriver(terminology.flat())
const definitions = [...(types ?? []), ...(resources ?? [])].filter(
  ({ name }) => name === 'StructureDefinition',
)
for (const definition of definitions) deriver.add(definition)
const table = {
  fhirVersion: '4.0.1',
  source: 'HL7 FHIR R4 definitions, from ca.uhn.hapi.fhir:hapi-fhir-validation-resources-r4:7.6.0',
  licence: 'CC0-1.0 (HL7 FHIR specification)',
  sha256: SOURCES,
  unlistedValueSets: [...deriver.unlisted].sort().join(' '),
  resources: definitions
    .filter((node) => value(node, 'kind') === 'resource' && value(node, 'abstract') === 'false')
    .map((node) => value(node, 'id'))
    .join(' '),
  valueSets: deriver.valueSets,
  types: deriver.types,
}
const json = `${JSON.stringify(table, null, 2)}\n`
await writeFile(target, json)
console.log(
  `${target}: ${Object.keys(table.types).length} types, ${Object.keys(table.valueSets).length} value sets, ` +
    `${json.length} characters, sha256 ${createHash('sha256').update(json).digest('hex')}`,
)
