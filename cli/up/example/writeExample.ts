import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Example } from './prepareExample.ts'

/** What its people need besides their wallets. Files are named by their paths. */
export interface WrittenExample {
  readonly recoveryCodes: Example['recoveryCodes']
  readonly packCode: string
  readonly makersPackCode: string
  /** For the clinician: opens the report again. */
  readonly request: string
  /** For an auditor. */
  readonly evidence: readonly string[]
}

/** Writes down what the people of an example would hand to one another. */
export async function writeExample(
  { recoveryCodes, report, medicines }: Example,
  folder: string,
): Promise<WrittenExample> {
  await mkdir(folder, { recursive: true })
  const write = async (name: string, value: unknown) => {
    const path = join(folder, name)
    await writeFile(path, typeof value === 'string' ? value : `${JSON.stringify(value, null, 2)}\n`)
    return path
  }
  const { packCode, makersPackCode, trace } = medicines
  return {
    recoveryCodes,
    packCode,
    makersPackCode,
    request: await write('request.json', report.request),
    evidence: [
      await write('audit-bundle.json', report.bundle),
      await write('opened-report.json', report.opened),
      await write('trace.jsonld', trace),
    ],
  }
}
