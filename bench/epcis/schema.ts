import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

type SchemaCheck = (document: unknown) => boolean

interface Ajv {
  compile(schema: unknown): SchemaCheck
}

type AjvModule = {
  readonly default: { new (options: object): Ajv } | { readonly default: new (options: object) => Ajv }
}
type FormatsModule = { readonly default: ((ajv: Ajv) => void) | { readonly default: (ajv: Ajv) => void } }

/**
 * GS1's own JSON schema in ajv, to compare with; null where either is not there. ajv is no dependency of the project: it is
 * installed with others.
 */
export async function gs1SchemaCheck(): Promise<SchemaCheck | null> {
  const path = join(process.env.SALUS_DATA || '../shared/data', 'epcis-gs1/EPCIS-JSON-Schema.json')
  const [schema, ajv, formats] = await Promise.all([
    readFile(path, 'utf8').catch(() => null),
    importIfInstalled<AjvModule>('ajv'),
    importIfInstalled<FormatsModule>('ajv-formats'),
  ])
  if (!schema || !ajv || !formats) return null
  const Constructor = 'default' in ajv.default ? ajv.default.default : ajv.default
  const addFormats = typeof formats.default === 'function' ? formats.default : formats.default.default
  const instance = new Constructor({ strict: false })
  addFormats(instance)
  return instance.compile(JSON.parse(schema))
}

const importIfInstalled = <T>(name: string): Promise<T | null> => import(name).catch(() => null)
