import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify'
import type { z } from 'zod'
import { InvalidInputError } from '../../sdk/errors/index.ts'

/** Reads what a route takes by its schema. @throws InvalidInputError MESSAGE_INVALID naming the place, never the value */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (data) => {
    const result = schema.safeParse(data)
    if (result.success) return { value: result.data }
    const place = result.error.issues[0]?.path.join('.') || 'its top level'
    return {
      error: new InvalidInputError('MESSAGE_INVALID', `The message is malformed at ${place.slice(0, 200)}.`),
    }
  }

/**
 * Writes what a route answers by its schema: a member that the document does not name never leaves. An answer that does not
 * fit is a fault of this program.
 */
export const serializerCompiler: FastifySerializerCompiler<z.ZodType> =
  ({ schema }) =>
  (data) =>
    JSON.stringify(schema.parse(data))
