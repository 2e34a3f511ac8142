import { z } from 'zod'
import { checksummed } from './checksummed.ts'

/** An Ethereum address, returned with its checksum. */
export const addressSchema = z.string().transform((text, context) => {
  const address = checksummed(text)
  if (address !== undefined) return address
  context.addIssue({ code: 'custom', message: 'is not an Ethereum address' })
  return z.NEVER
})

/** 32 bytes in lower-case hexadecimal. */
export const hashSchema = z.string().regex(/^0x[0-9a-f]{64}$/)

/** A 65-byte signature of a plain account. */
export const signatureSchema = z.string().regex(/^0x[0-9a-f]{130}$/)

/** A signature of an account of any kind. */
export const bytesSchema = z.string().regex(/^0x(?:[0-9a-f]{2}){1,4096}$/)
