import { type Namespaces, standardNamespaces, withContext } from './namespaces.ts'

/** An event as EPCIS 2.0 JSON has it: what it holds was checked, what it means was not. */
export type EpcisEvent = { readonly type: string; readonly eventTime: string } & Readonly<
  Record<string, unknown>
>

/** An event and the prefixes that its @context and its document's declare. */
export interface ScopedEvent {
  readonly event: EpcisEvent
  readonly namespaces: Namespaces
}

/** The events of a checked document, query document or lone event. */
export function eventsOf(document: Readonly<Record<string, unknown>>): ScopedEvent[] {
  const outer = withContext(document['@context'], standardNamespaces)
  return listOf(document).map((event) => ({
    event,
    namespaces: withContext(event === document ? undefined : event['@context'], outer),
  }))
}

interface Body {
  readonly eventList?: readonly EpcisEvent[]
  readonly queryResults?: { readonly resultsBody?: Body }
}

function listOf(document: Readonly<Record<string, unknown>>): readonly EpcisEvent[] {
  if (document.type !== 'EPCISDocument' && document.type !== 'EPCISQueryDocument')
    return [document as EpcisEvent]
  const body = document.epcisBody as Body | undefined
  return (body?.queryResults?.resultsBody ?? body)?.eventList ?? []
}
