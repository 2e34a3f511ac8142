import { CANONICAL_RESOLVER } from './digitalLink.ts'
import { elementsOfPath } from './digitalLinkPath.ts'
import { elementFault, type Gs1Element } from './element.ts'
import { elementsOfEpcUri, isEpcUri } from './epcUri.ts'

/**
 * What is wrong with a URI that says to be a GS1 identifier: an EPC URI of a scheme with GS1 keys, or a GS1 Digital Link at
 * GS1's own resolver. null where nothing is, and for any other URI: those belong to others.
 */
export function identifierFault(uri: string): string | null {
  if (isEpcUri(uri)) {
    const elements = elementsOfEpcUri(uri)
    if (!elements)
      return 'The EPC URI has parts of wrong lengths or kinds (GS1 Tag Data Standard, section 6).'
    return faultOf(elements)
  }
  if (!uri.startsWith(`${CANONICAL_RESOLVER}/`)) return null
  const path = uri.slice(CANONICAL_RESOLVER.length).replace(/[?#].*$/, '')
  return faultOf((elementsOfPath(path) ?? []).map(withLongGtin))
}

function faultOf(elements: readonly Gs1Element[]): string | null {
  for (const { ai, value } of elements) {
    const fault = elementFault(ai, value)
    if (fault) return `Application Identifier ${ai} ${fault}.`
  }
  return null
}

const withLongGtin = (element: Gs1Element): Gs1Element =>
  element.ai === '01' && /^(\d{8}|\d{12,13})$/.test(element.value)
    ? { ai: '01', value: element.value.padStart(14, '0') }
    : element
