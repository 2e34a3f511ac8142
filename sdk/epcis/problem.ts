/** One way in which a document does not follow the standards. It never quotes a value. */
export interface EpcisProblem {
  /** JSONPath (RFC 9535) of what is wrong, such as $.epcisBody.eventList[0].action. */
  readonly path: string
  /** The section that says so. */
  readonly rule: string
  readonly message: string
}

export type JsonPath = readonly (string | number)[]

/** A path as RFC 9535 text: members that are no plain names in brackets. */
export const pathText = (path: JsonPath): string =>
  `$${path
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`
      return /^[A-Za-z_]\w*$/.test(step) ? `.${step}` : `['${step.slice(0, 200).replace(/[\\']/g, '\\$&')}']`
    })
    .join('')}`
