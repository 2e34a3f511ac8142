import { Validator } from '@seriousme/openapi-schema-validator'
import { expect } from 'chai'
import { z } from 'zod'

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly required?: boolean }[]
  readonly requestBody?: unknown
  readonly security?: readonly Record<string, unknown>[]
  readonly summary?: string
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Record<string, { schema?: object }> }>
  >
}

/** The document as it is served. */
export interface OpenApi {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly securitySchemes: Readonly<Record<string, unknown>> }
}

export interface Asked {
  readonly method: string
  readonly path: string
}

/** Holds real answers against the document alone, and remembers which operations succeeded. */
export function conformanceTo(document: OpenApi) {
  // Inlines what the document refers to; the document itself stays as it was.
  const { paths } = new Validator().resolveRefs({
    specification: { ...structuredClone(document) },
  }) as unknown as OpenApi
  const succeeded = new Set<string>()

  const operationOf = ({ method, path }: Asked): { name: string; operation: Operation } => {
    for (const [template, operations] of Object.entries(paths)) {
      const pattern = new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`)
      const operation = operations[method.toLowerCase()]
      if (operation && pattern.test(path)) return { name: `${method} ${template}`, operation }
    }
    throw new Error(`${method} ${path} is not in the document.`)
  }

  return {
    succeeded,
    /** Fails where the document does not name this answer, or its body differs. */
    async check(asked: Asked, response: Response): Promise<void> {
      const { name, operation } = operationOf(asked)
      const documented = operation.responses[response.status]
      if (!documented) throw new Error(`${name} does not name the status ${response.status}.`)
      if (response.ok) succeeded.add(name)
      const [type = ''] = (response.headers.get('content-type') ?? '').split(';')
      const text = await response.text()
      if (!documented.content) {
        expect(text, name).to.equal('')
        return
      }
      const media = documented.content[type]
      if (!media)
        throw new Error(`${name} answers ${response.status} with ${type}, which is not in the document.`)
      if (type !== 'application/json' || asked.method === 'HEAD') return
      const result = z
        .fromJSONSchema(media.schema as z.core.JSONSchema.JSONSchema)
        .safeParse(JSON.parse(text))
      expect(result.error?.issues, `${name} ${response.status} ${text.slice(0, 300)}`).to.equal(undefined)
    },
  }
}

export const operationsOf = ({ paths }: OpenApi): { name: string; operation: Operation }[] =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  )
