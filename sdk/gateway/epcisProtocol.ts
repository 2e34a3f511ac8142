import type { EpcisDocument } from '../epcis/epcisDocument.ts'
import type { ScopedEvent } from '../epcis/event.ts'

/** What becomes of the good events of a document that has bad ones (EPCIS 2.0, section 12.6). */
export type CaptureErrorBehaviour = 'rollback' | 'proceed'

/** The taking in of one document, as EPCIS 2.0 has it. */
export interface CaptureJobAnswer {
  readonly captureID: string
  /** ISO 8601. */
  readonly createdAt: string
  readonly finishedAt?: string | undefined
  readonly running: boolean
  /** Whether all events were captured, as far as is known. */
  readonly success: boolean
  readonly captureErrorBehaviour: CaptureErrorBehaviour
  /** Of this program: how many events were new. */
  readonly capturedEvents: number
  readonly errors: readonly {
    readonly type: string
    readonly title: string
    readonly status: number
    readonly detail: string
  }[]
}

/** Parameters of a SimpleEventQuery (EPCIS 2.0, section 8.2.7.1), as texts and lists of texts; perPage and nextPageToken. */
export type EventParameters = Readonly<Record<string, string | number | readonly string[] | undefined>>

export interface EventPage {
  readonly events: readonly ScopedEvent[]
  /** Give it with the same parameters for the next page; undefined on the last one. */
  readonly nextPageToken?: string | undefined
}

/** What is captured: a document, or its bytes as they lie in a file. */
export type Capturable = EpcisDocument | Readonly<Record<string, unknown>> | Uint8Array
