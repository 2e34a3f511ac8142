import type { EpcisLimits } from '../limits.ts'
import { withContext } from '../namespaces.ts'
import { documentContext, namesEpcis } from './context.ts'
import { event } from './events.ts'
import { object } from './object.ts'
import { dateTimeStamp, list, pattern, text, uri } from './values.ts'
import { type Check, checkMember, isObject, report, reportMember } from './walk.ts'

const DOCUMENT = 'EPCIS 2.0 §10 JSON/JSON-LD binding, EPCISDocument'
const QUERY = 'EPCIS 2.0 §10 JSON/JSON-LD binding, EPCISQueryDocument'
const MASTER_DATA = 'EPCIS 2.0 §6.1.1 Master data, vocabulary elements'

const attribute: Check = object(MASTER_DATA, {
  fields: { id: uri(MASTER_DATA), attribute: () => {} },
  required: ['id'],
  isExtensible: true,
})

const vocabularyElement = object(MASTER_DATA, {
  fields: {
    id: uri(MASTER_DATA),
    attributes: list(MASTER_DATA, attribute),
    children: list(MASTER_DATA, uri(MASTER_DATA)),
  },
  required: ['id'],
  isExtensible: true,
})

const vocabularyList = list(
  MASTER_DATA,
  object(MASTER_DATA, {
    fields: { type: uri(MASTER_DATA), vocabularyElementList: list(MASTER_DATA, vocabularyElement) },
    required: ['type'],
    isExtensible: true,
  }),
)

const header = object(DOCUMENT, {
  fields: { epcisMasterData: object(MASTER_DATA, { fields: { vocabularyList }, isExtensible: true }) },
  isExtensible: true,
})

const versioned = (rule: string) => ({
  '@context': documentContext,
  id: uri(rule),
  type: () => {},
  schemaVersion: pattern(rule, /^2(\.\d+)*$/, 'Must be a version of EPCIS 2, such as "2.0".'),
  creationDate: dateTimeStamp(rule),
})

const eventsOf =
  (rule: string, { maximumEvents }: EpcisLimits): Check =>
  (value, walk) => {
    if (Array.isArray(value) && value.length > maximumEvents) {
      return report(walk, rule, `Has ${value.length} events; at most ${maximumEvents} are read.`)
    }
    list(rule, event)(value, walk)
  }

const captureDocument = (limits: EpcisLimits) =>
  object(DOCUMENT, {
    fields: {
      ...versioned(DOCUMENT),
      instanceIdentifier: text(DOCUMENT),
      sender: text(DOCUMENT),
      receiver: text(DOCUMENT),
      epcisHeader: header,
      epcisBody: object(DOCUMENT, {
        fields: { eventList: eventsOf(DOCUMENT, limits) },
        required: ['eventList'],
        isExtensible: true,
      }),
    },
    required: ['@context', 'schemaVersion', 'creationDate', 'epcisBody'],
    isExtensible: true,
  })

const queryDocument = (limits: EpcisLimits) =>
  object(QUERY, {
    fields: {
      ...versioned(QUERY),
      epcisBody: object(QUERY, {
        fields: {
          queryResults: object(QUERY, {
            fields: {
              queryName: text(QUERY),
              subscriptionID: text(QUERY),
              resultsBody: object(QUERY, {
                fields: { eventList: eventsOf(QUERY, limits), vocabularyList },
                required: ['eventList'],
                isExtensible: true,
              }),
            },
            required: ['queryName', 'resultsBody'],
            isExtensible: true,
          }),
        },
        required: ['queryResults'],
        isExtensible: true,
      }),
    },
    required: ['@context', 'epcisBody'],
    isExtensible: true,
  })

/** An EPCISDocument, an EPCISQueryDocument, or one event with its own @context. */
export function documentCheck(limits: EpcisLimits): Check {
  const capture = captureDocument(limits)
  const query = queryDocument(limits)
  return (value, walk) => {
    if (!isObject(value)) return report(walk, DOCUMENT, 'Must be an object.')
    walk.namespaces = withContext(value['@context'], walk.namespaces)
    if (!Object.hasOwn(value, 'type')) {
      return reportMember(walk, 'type', DOCUMENT, 'The mandatory field type is missing.')
    }
    if (value.type === 'EPCISDocument') return capture(value, walk)
    if (value.type === 'EPCISQueryDocument') return query(value, walk)
    event(value, walk)
    if (Object.hasOwn(value, '@context')) checkMember(walk, '@context', value['@context'], namesEpcis)
    else reportMember(walk, '@context', DOCUMENT, 'The mandatory field @context is missing.')
  }
}
