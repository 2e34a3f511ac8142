import { splitPrefix } from '../namespaces.ts'
import { isUri } from './values.ts'
import { type Check, checkMember, isFull, isObject, report, reportMember, type Walk } from './walk.ts'

export const EXTENSION_RULE = 'EPCIS 2.0 §10 JSON/JSON-LD binding, extension'

interface Shape {
  readonly fields: Readonly<Record<string, Check>>
  readonly required?: readonly string[]
  /** Whether fields of other namespaces may stand beside the standard ones. */
  readonly isExtensible?: boolean
}

/** An object of these fields, each as its check wants it, and of no others. */
export function object(rule: string, { fields, required = [], isExtensible = false }: Shape): Check {
  const checks = new Map(Object.entries(fields))
  return (value, walk) => {
    if (!isObject(value)) return report(walk, rule, 'Must be an object.')
    for (const name of required) {
      if (!Object.hasOwn(value, name))
        reportMember(walk, name, rule, `The mandatory field ${name} is missing.`)
    }
    for (const name in value) {
      if (isFull(walk)) return
      const check = checks.get(name)
      if (check) checkMember(walk, name, value[name], check)
      else if (isExtensible) checkExtensionName(name, walk)
      else
        reportMember(walk, name, rule, 'The standard has no such field here, and no extensions are allowed.')
    }
  }
}

/** A field that is not the standard's must say whose it is: a declared prefix, or a whole URI. */
export function checkExtensionName(name: string, walk: Walk): void {
  if (!isUri(name)) {
    const message =
      'The standard has no such field here; one of your own has a prefix that @context declares, as in example:field.'
    reportMember(walk, name, EXTENSION_RULE, message)
    return
  }
  const prefix = splitPrefix(name)?.[0]
  if (prefix === undefined || prefix === 'urn' || walk.namespaces.isOpen) return
  if (!walk.namespaces.prefixes.has(prefix)) {
    reportMember(walk, name, EXTENSION_RULE, 'The @context does not declare the prefix of this field.')
  }
}

/** Data of somebody's own: every field has a namespace, whatever it holds. */
export const extensionObject =
  (rule: string): Check =>
  (value, walk) => {
    if (!isObject(value)) return report(walk, rule, 'Must be an object.')
    for (const name in value) {
      if (isFull(walk)) return
      if (name !== '@context') checkExtensionName(name, walk)
    }
  }
