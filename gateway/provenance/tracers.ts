import { ROLES } from '../../sdk/accreditation/roles.ts'

/** Roles that answer for where medicines have been, as a mask. */
export const TRACERS =
  ROLES.manufacturer |
  ROLES.distributor |
  ROLES.dispenser |
  ROLES.carrier |
  ROLES['quality-assurance'] |
  ROLES.auditor
