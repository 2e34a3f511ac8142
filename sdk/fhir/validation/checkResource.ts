import {
  type ElementRule,
  resourceRules,
  siblingRule,
  type TypeRule,
  type ValueSet,
} from '../definitions/typeRules.ts'
import { checkModelQuantity, checkQuantity } from './checkQuantity.ts'
import { type Json, refuse, type Walk } from './walk.ts'

/** Rules that the table of elements cannot say, by type. They see only values whose form is valid. */
const furtherRules = new Map<string, (value: Json, walk: Walk) => void>([
  ...['Quantity', 'Age', 'Count', 'Distance', 'Duration'].map((name) => [name, checkQuantity] as const),
  ['Observation', checkModelQuantity],
  ['Observation.component', checkModelQuantity],
  ['Extension', checkExtension],
])

/** The Bundle itself, and through it all that it holds. */
export function checkBundle(bundle: Json, walk: Walk): void {
  checkObject(bundle, resourceRules.get('Bundle') as TypeRule, walk)
}

/** Any resource but a Bundle: in an entry, contained, or a parameter. */
function checkResource(value: unknown, element: string, walk: Walk): void {
  if (!isObject(value)) refuse(walk.path, 'must be an object.')
  const { resourceType } = value
  const rule = typeof resourceType === 'string' ? resourceRules.get(resourceType) : undefined
  if (!rule) refuse(walk.path, 'has no resourceType of FHIR R4; name the type of the resource.')
  walk.path.push(`(${rule.name})`)
  // Its references and patients would be out of sight of everyone who reads the outer Bundle.
  if (rule.name === 'Bundle') refuse(walk.path, 'stands inside a Bundle; send it as a record of its own.')
  const { container } = walk
  if (element !== 'contained') walk.container = value
  else if (value.contained !== undefined)
    refuse(walk.path, 'is contained and contains others; R4 (dom-2) forbids it.')
  checkObject(value, rule, walk)
  checkContainedIds(value, walk)
  walk.container = container
  walk.path.pop()
}

/** R4, references, "Contained Resources": ids are unique within the container. */
function checkContainedIds({ contained }: Json, walk: Walk): void {
  if (contained === undefined) return
  const ids = (contained as Json[]).flatMap(({ id }) => (id === undefined ? [] : [id]))
  if (new Set(ids).size < ids.length)
    refuse(walk.path, 'contains two resources of the same id; give each its own.')
}

function checkObject(value: unknown, rule: TypeRule, walk: Walk): void {
  if (!isObject(value)) refuse(walk.path, 'must be an object.')
  const names = Object.keys(value)
  // R4, ele-1: an element has a value or children, of which the id is none.
  if (!rule.isResource && (names.length === 0 || (names.length === 1 && names[0] === 'id'))) {
    refuse(walk.path, 'is empty; leave the element out.')
  }
  let choices: ElementRule[] | undefined
  let position = 0
  for (const name of names) {
    position++
    if (name === 'resourceType' && rule.isResource) continue
    const isSibling = name.startsWith('_')
    const element = rule.elements.get(isSibling ? name.slice(1) : name)
    if (!element || (isSibling && element.content.kind !== 'primitive')) {
      refuse(
        walk.path,
        `has a member (number ${position}) that R4 does not define for ${rule.name}; use an extension.`,
      )
    }
    if (element.isChoice) {
      if (choices?.some((other) => other.element === element.element && other !== element)) {
        refuse(walk.path, `has more than one ${element.element}; keep one.`)
      }
      choices = [...(choices ?? []), element]
    }
    walk.path.push(name)
    if (isSibling) checkSiblings(value[name], element, value[name.slice(1)], walk)
    else checkElement(value, name, element, walk)
    walk.path.pop()
  }
  for (const { element, names: alternatives } of rule.required) {
    if (alternatives.some((name) => value[name] !== undefined || value[`_${name}`] !== undefined)) continue
    walk.path.push(element)
    refuse(walk.path, `is missing; R4 requires it in every ${rule.name}.`)
  }
  furtherRules.get(rule.name)?.(value, walk)
}

function checkElement(parent: Json, name: string, element: ElementRule, walk: Walk): void {
  const value = parent[name]
  if (!element.isArray) {
    if (Array.isArray(value)) refuse(walk.path, 'must be a single value, not an array.')
    checkSingle(value, element, walk)
    return
  }
  if (!Array.isArray(value)) refuse(walk.path, 'must be an array, also when it holds one value.')
  if (value.length === 0) refuse(walk.path, 'is an empty array; leave the element out.')
  for (let index = 0; index < value.length; index++) {
    const item: unknown = value[index]
    if (item === null && element.content.kind === 'primitive' && hasSibling(parent, name, index)) continue
    walk.path.push(index)
    checkSingle(item, element, walk)
    walk.path.pop()
  }
}

/** R4, JSON, primitive elements: null may stand where the array of ids and extensions has something. */
function hasSibling(parent: Json, name: string, index: number): boolean {
  const siblings = parent[`_${name}`]
  return Array.isArray(siblings) && isObject(siblings[index])
}

function checkSingle(value: unknown, { element, content }: ElementRule, walk: Walk): void {
  switch (content.kind) {
    case 'primitive':
      if (!content.rule.isValid(value)) refuse(walk.path, `must be ${content.rule.form}.`)
      if (content.codes && !content.codes.codes.has(value as string)) refuseCode(content.codes, walk)
      return
    case 'resource':
      checkResource(value, element, walk)
      return
    case 'complex':
      checkObject(value, content.type, walk)
      if (content.codes && !isInValueSet(value as Json, content.codes)) refuseCode(content.codes, walk)
      if (content.type.name === 'Reference') {
        const { path, container, references } = walk
        references.push({ path: [...path], value: value as Json, container, targets: content.targets })
      }
  }
}

/** What stands beside primitives: their ids and extensions, an Element for each or null. */
function checkSiblings(value: unknown, { isArray }: ElementRule, primitives: unknown, walk: Walk): void {
  if (!isArray) {
    checkObject(value, siblingRule, walk)
    return
  }
  if (!Array.isArray(value) || value.length === 0) refuse(walk.path, 'must be an array that is not empty.')
  for (const [index, item] of value.entries()) {
    if (item === null && Array.isArray(primitives) && (primitives[index] ?? null) !== null) continue
    walk.path.push(index)
    checkObject(item, siblingRule, walk)
    walk.path.pop()
  }
}

/** R4, required binding: one of the codings of a CodeableConcept is from the value set. */
function isInValueSet(value: Json, { bySystem }: ValueSet): boolean {
  const codings = Array.isArray(value.coding) ? value.coding : [value]
  return codings.some(({ system, code }: Json) => bySystem.get(String(system))?.has(String(code)) === true)
}

function refuseCode({ name }: ValueSet, walk: Walk): never {
  refuse(walk.path, `has no code of the value set ${name}, which R4 requires.`)
}

/** R4, ext-1. */
function checkExtension(extension: Json, walk: Walk): void {
  const hasValue = Object.keys(extension).some((name) => /^_?value/.test(name))
  if (hasValue === 'extension' in extension) {
    refuse(walk.path, 'must have either a value or extensions of its own.')
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
