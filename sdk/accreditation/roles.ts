/** Roles that an authority accredits, as bits of a mask: see `contracts/types/Roles.sol`. */
export const ROLES = {
  custodian: 1 << 0,
  clinician: 1 << 1,
  responder: 1 << 2,
  oracle: 1 << 3,
  manufacturer: 1 << 4,
  distributor: 1 << 5,
  dispenser: 1 << 6,
  'quality-assurance': 1 << 7,
  auditor: 1 << 8,
  carrier: 1 << 9,
} as const

export type Role = keyof typeof ROLES
