import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type ScannedPack, scannedPack } from '../../../sdk/provenance/packIdentity.ts'

const serial = { gtin: z.string(), serial: z.string() }

/** The ways in which the path of a GS1 Digital Link names a pack, and what parameters such a path has. */
export const PACK_LINKS = [
  { path: '/01/:gtin/21/:serial', params: z.object(serial) },
  { path: '/01/:gtin/10/:lot/21/:serial', params: z.object({ ...serial, lot: z.string() }) },
] as const

export type PackLink = (typeof PACK_LINKS)[number]

/** Lot and expiry may stand in the query; so may any other attribute of a Digital Link, which says nothing here. */
export const packQuery = z.looseObject({ 10: z.string().optional(), 17: z.string().optional() })

/** From the URL as it came: what Fastify reads of it no longer tells a slash from an escaped one. @throws InvalidInputError GS1_INVALID */
export const packIn = ({ raw }: Pick<FastifyRequest, 'raw'>): ScannedPack =>
  scannedPack(`https://pack.invalid${raw.url}`)
