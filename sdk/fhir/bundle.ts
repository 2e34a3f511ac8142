/** A FHIR R4 resource, of which only `resourceType` is known to hold. */
export interface Resource {
  readonly resourceType: string
  readonly [element: string]: unknown
}

/** A FHIR R4 Bundle as `parseBundle` admits it: the frame is checked, the resources inside are not. */
export interface Bundle {
  readonly resourceType: 'Bundle'
  readonly type: string
  readonly entry: readonly BundleEntry[]
}

export interface BundleEntry {
  readonly fullUrl?: string
  readonly resource?: Resource
}
