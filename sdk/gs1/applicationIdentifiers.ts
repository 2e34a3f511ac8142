/** What a piece of a value may hold: digits, a date YYMMDD, or characters of one of the two GS1 sets. */
type Kind = 'digits' | 'date' | 'set82' | 'set39'

interface Part {
  readonly kind: Kind
  readonly minimum: number
  readonly maximum: number
  /** The last digit is the check digit of the part. */
  readonly checked?: boolean
}

export interface ApplicationIdentifier {
  readonly title: string
  readonly parts: readonly Part[]
}

const digits = (minimum: number, maximum = minimum): Part => ({ kind: 'digits', minimum, maximum })
const key = (length: number): Part => ({ kind: 'digits', minimum: length, maximum: length, checked: true })
const text = (maximum: number, minimum = 1): Part => ({ kind: 'set82', minimum, maximum })
const date: Part = { kind: 'date', minimum: 6, maximum: 6 }
const ai = (title: string, ...parts: Part[]): ApplicationIdentifier => ({ title, parts })

/** Measures 310n to 369n: n decimal places. */
const measures = Array.from({ length: 60 }, (_, index) => String(310 + index))
  .filter((prefix) => !['317', '318', '319', '338', '339'].includes(prefix))
  .flatMap((prefix) =>
    Array.from({ length: 6 }, (_, places) => [`${prefix}${places}`, ai('measure', digits(6))] as const),
  )

const locations = ['410', '411', '412', '413', '414', '415', '416', '417'].map(
  (name) => [name, ai('global location number', key(13))] as const,
)

const reimbursements = ['710', '711', '712', '713', '714', '715', '716'].map(
  (name) => [name, ai('national healthcare reimbursement number', text(20))] as const,
)

const internals = Array.from(
  { length: 9 },
  (_, index) => [`9${index + 1}`, ai('company internal information', text(90))] as const,
)

/**
 * Application Identifiers that medicines, their shipments and their documents use, with the syntax of their values
 * (GS1 General Specifications, sections 3.2 to 3.9). Others are refused rather than guessed at.
 */
export const applicationIdentifiers: ReadonlyMap<string, ApplicationIdentifier> = new Map([
  ['00', ai('SSCC', key(18))],
  ['01', ai('GTIN', key(14))],
  ['02', ai('GTIN of contained trade items', key(14))],
  ['10', ai('batch or lot number', text(20))],
  ['11', ai('production date', date)],
  ['12', ai('due date', date)],
  ['13', ai('packaging date', date)],
  ['15', ai('best before date', date)],
  ['16', ai('sell by date', date)],
  ['17', ai('expiration date', date)],
  ['20', ai('internal product variant', digits(2))],
  ['21', ai('serial number', text(20))],
  ['22', ai('consumer product variant', text(20))],
  ['235', ai('third-party controlled serial number', text(28))],
  ['240', ai('additional product identification', text(30))],
  ['241', ai('customer part number', text(30))],
  ['250', ai('secondary serial number', text(30))],
  ['251', ai('reference to source entity', text(30))],
  ['253', ai('global document type identifier', key(13), text(17, 0))],
  ['254', ai('GLN extension component', text(20))],
  ['255', ai('global coupon number', key(13), digits(0, 12))],
  ['30', ai('variable count', digits(1, 8))],
  ...measures,
  ['37', ai('count of contained trade items', digits(1, 8))],
  ['400', ai('purchase order number', text(30))],
  ['401', ai('global identification number for consignment', text(30))],
  ['402', ai('global shipment identification number', key(17))],
  ['403', ai('routing code', text(30))],
  ...locations,
  ['420', ai('ship-to postal code', text(20))],
  ['421', ai('ship-to postal code with country', digits(3), text(9))],
  ['422', ai('country of origin', digits(3))],
  ['7003', ai('expiration date and time', date, digits(4))],
  ['7040', ai('unique identification code with extensions', text(4, 4))],
  ...reimbursements,
  ['7240', ai('protocol ID', text(20))],
  ['8003', ai('global returnable asset identifier', digits(1), key(13), text(16, 0))],
  ['8004', ai('global individual asset identifier', text(30))],
  ['8006', ai('piece of a trade item', key(14), digits(4))],
  ['8008', ai('production date and time', date, digits(2, 6))],
  ['8010', ai('component or part identifier', { kind: 'set39', minimum: 1, maximum: 30 })],
  ['8011', ai('component or part serial number', digits(1, 12))],
  ['8013', ai('global model number', text(25))],
  ['8017', ai('global service relation number of the provider', key(18))],
  ['8018', ai('global service relation number of the recipient', key(18))],
  ['8019', ai('service relation instance number', digits(1, 10))],
  ['8020', ai('payment slip reference number', text(25))],
  ['8026', ai('piece of a contained trade item', key(14), digits(4))],
  ['90', ai('information agreed between trading partners', text(30))],
  ...internals,
])

/**
 * Lengths of the whole element, identifier included, that need no separator after them, by the first two digits
 * (General Specifications, figure "Element strings with predefined length using GS1 Application Identifiers").
 */
export const predefinedLengths: ReadonlyMap<string, number> = new Map([
  ['00', 20],
  ['01', 16],
  ['02', 16],
  ['03', 16],
  ['04', 18],
  ['11', 8],
  ['12', 8],
  ['13', 8],
  ['14', 8],
  ['15', 8],
  ['16', 8],
  ['17', 8],
  ['18', 8],
  ['19', 8],
  ['20', 4],
  ['31', 10],
  ['32', 10],
  ['33', 10],
  ['34', 10],
  ['35', 10],
  ['36', 10],
  ['41', 16],
])
