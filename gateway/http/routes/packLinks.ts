import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type ScannedPack, scannedPack } from '../../../sdk/provenance/packIdentity.ts'

const gtin = z.string()
const variant = z.string()
const lot = z.string()
const serial = z.string()

/** The ways in which the path of a GS1 Digital Link names a pack, and what parameters such a path has. */
export const PACK_LINKS = [
  { path: '/01/:gtin/21/:serial', params: z.object({ gtin, serial }) },
  { path: '/01/:gtin/10/:lot/21/:serial', params: z.object({ gtin, lot, serial }) },
  { path: '/01/:gtin/22/:variant/21/:serial', params: z.object({ gtin, variant, serial }) },
  { path: '/01/:gtin/22/:variant/10/:lot/21/:serial', params: z.object({ gtin, variant, lot, serial }) },
] as const

/** As releases 1.0 and 1.1 of GS1 Digital Link wrote them, and routers of verification requests still do. */
export const EARLIER_PACK_LINKS = [
  { path: '/gtin/:gtin/ser/:serial', params: z.object({ gtin, serial }) },
  { path: '/gtin/:gtin/lot/:lot/ser/:serial', params: z.object({ gtin, lot, serial }) },
  { path: '/gtin/:gtin/cpv/:variant/ser/:serial', params: z.object({ gtin, variant, serial }) },
  { path: '/gtin/:gtin/cpv/:variant/lot/:lot/ser/:serial', params: z.object({ gtin, variant, lot, serial }) },
] as const

export type PackLink = (typeof PACK_LINKS)[number] | (typeof EARLIER_PACK_LINKS)[number]

const optional = z.string().optional()

/** Lot and expiry may stand in the query; so may any other attribute of a Digital Link, which says nothing here. */
export const packQuery = z.looseObject({ 10: optional, 17: optional, lot: optional, exp: optional })

/** From the URL as it came: what Fastify reads of it no longer tells a slash from an escaped one. @throws InvalidInputError GS1_INVALID */
export const packIn = ({ raw }: Pick<FastifyRequest, 'raw'>): ScannedPack =>
  scannedPack(`https://pack.invalid${raw.url}`)
