import { CANONICAL_RESOLVER, pathOf } from './digitalLink.ts'
import { elementsOfPath, splitUri } from './digitalLinkPath.ts'
import type { Gs1Element } from './element.ts'
import { elementsOfEpcUri } from './epcUri.ts'

/**
 * The constrained canonical GS1 Digital Link URI of an EPC URI or of any resolver's GS1 Digital Link (CBV 2.0, section 8.9.2):
 * https://id.gs1.org, the most fine-grained key only, no query. What is neither is given back as it is. Lengths are looked at,
 * check digits are not: this names things, it does not vouch for them.
 */
export function canonicalUri(uri: string): string {
  if (uri.startsWith('urn:epc:')) {
    const elements = elementsOfEpcUri(uri)
    return elements ? CANONICAL_RESOLVER + pathOf(elements) : uri
  }
  if (!/^https?:/i.test(uri)) return uri
  const parts = splitUri(uri)
  const elements = parts && elementsOfPath(parts.path)
  const constrained = elements && constrain(elements)
  return constrained ? CANONICAL_RESOLVER + pathOf(constrained) : uri
}

/** Values of the keys that CBV 2.0 lists, by length and kind. */
const shapes: Readonly<Record<string, RegExp>> = {
  '00': /^\d{18}$/,
  '01': /^(\d{8}|\d{12,14})$/,
  253: /^\d{13}.{0,17}$/,
  255: /^\d{13,25}$/,
  401: /^\d{4}.{1,26}$/,
  402: /^\d{17}$/,
  414: /^\d{13}$/,
  417: /^\d{13}$/,
  8003: /^\d{14}.{0,16}$/,
  8004: /^\d{4}.{1,26}$/,
  8006: /^\d{18}$/,
  8010: /^\d{4}.{1,26}$/,
  8017: /^\d{18}$/,
  8018: /^\d{18}$/,
}

/** Of the qualifiers, the one that makes the key most fine-grained; others are left out. */
const qualifiers: Readonly<Record<string, readonly string[]>> = {
  '01': ['21', '235', '10'],
  414: ['254'],
  8006: ['21', '10'],
  8010: ['8011'],
}

function constrain([key, ...others]: readonly Gs1Element[]): Gs1Element[] | null {
  if (!key || !shapes[key.ai]?.test(key.value)) return null
  const qualifier = qualifiers[key.ai]
    ?.map((ai) => others.find((element) => element.ai === ai))
    .find((element) => element !== undefined)
  const value = key.ai === '01' ? key.value.padStart(14, '0') : key.value
  return [{ ai: key.ai, value }, ...(qualifier ? [qualifier] : [])]
}
