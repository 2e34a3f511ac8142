import { type PrimitiveRule, primitiveRules } from './primitives.ts'
import table from './r4.json' with { type: 'json' }

/** A resource, a data type, or a part of a resource (`Observation.component`) of FHIR R4. */
export interface TypeRule {
  readonly name: string
  readonly isResource: boolean
  /** By the name that stands in JSON: `valueQuantity`, not `value[x]`. */
  readonly elements: ReadonlyMap<string, ElementRule>
  readonly required: readonly RequiredElement[]
}

export interface RequiredElement {
  /** As R4 names it: `status`, `effective[x]`. */
  readonly element: string
  /** The names in JSON, of which one must be there. */
  readonly names: readonly string[]
}

export interface ElementRule {
  /** As R4 names it: `value[x]` for valueQuantity. */
  readonly element: string
  readonly isChoice: boolean
  readonly isArray: boolean
  readonly content:
    | { readonly kind: 'primitive'; readonly rule: PrimitiveRule; readonly codes: ValueSet | null }
    | {
        readonly kind: 'complex'
        readonly type: TypeRule
        readonly codes: ValueSet | null
        /** Resource types that a Reference may lead to; null when any. */
        readonly targets: ReadonlySet<string> | null
      }
    | { readonly kind: 'resource' }
}

/** The codes of a required binding. */
export interface ValueSet {
  readonly name: string
  readonly codes: ReadonlySet<string>
  readonly bySystem: ReadonlyMap<string, ReadonlySet<string>>
}

interface TypeEntry {
  readonly base?: string
  readonly elements: Readonly<Record<string, string>>
}

interface MutableRule extends TypeRule {
  readonly elements: Map<string, ElementRule>
  readonly required: RequiredElement[]
}

const entries = new Map<string, TypeEntry>(Object.entries(table.types))
const valueSets = new Map(
  Object.entries(table.valueSets).map(([name, codes]) => [name, valueSet(name, codes)]),
)
const resourceNames = new Set(table.resources.split(' '))
// Types refer to one another, so all exist before any is filled.
const rules = new Map<string, MutableRule>(
  [...entries.keys()].map((name) => [
    name,
    { name, isResource: resourceNames.has(name), elements: new Map(), required: [] },
  ]),
)
for (const rule of rules.values()) fill(rule, rule.name)

/** The resource types of FHIR R4 that can stand in a Bundle. */
export const resourceRules: ReadonlyMap<string, TypeRule> = new Map(
  [...resourceNames].map((name) => [name, ruleOf(name)]),
)

/** What may stand beside a primitive, in the member of the same name after an underscore. */
export const siblingRule: TypeRule = ruleOf('Element')

function fill(rule: MutableRule, name: string): void {
  const { base, elements } = entries.get(name) as TypeEntry
  if (base !== undefined) fill(rule, base)
  for (const [element, definition] of Object.entries(elements)) {
    const [cardinality = '', ...types] = definition.split(' ')
    const isChoice = element.endsWith('[x]')
    const isArray = cardinality.endsWith('*')
    const names = types.map((type) => {
      const content = contentOf(type)
      const inJson = isChoice ? element.replace('[x]', capitalised(type.replace(/\(.*/, ''))) : element
      rule.elements.set(inJson, { element, isChoice, isArray, content })
      return inJson
    })
    if (cardinality.startsWith('1')) rule.required.push({ element, names })
  }
}

/** @param written as `code(observation-status)`, `Reference(Patient|Group)` or `string` */
function contentOf(written: string): ElementRule['content'] {
  const [name = '', argument] = written.replace(')', '').split('(')
  if (name === 'Resource') return { kind: 'resource' }
  const targets = name === 'Reference' && argument ? new Set(argument.split('|')) : null
  const codes = (argument && valueSets.get(argument)) || null
  const rule = primitiveRules[name]
  return rule ? { kind: 'primitive', rule, codes } : { kind: 'complex', type: ruleOf(name), codes, targets }
}

function ruleOf(name: string): TypeRule {
  const rule = rules.get(name)
  if (!rule) throw new TypeError(`The table of FHIR types has no ${name}.`)
  return rule
}

function valueSet(name: string, codes: Readonly<Record<string, string>>): ValueSet {
  const bySystem = new Map(Object.entries(codes).map(([system, list]) => [system, new Set(list.split(' '))]))
  return { name, bySystem, codes: new Set([...bySystem.values()].flatMap((set) => [...set])) }
}

function capitalised(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`
}
