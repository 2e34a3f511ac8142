import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { UnavailableError } from '../../sdk/errors/index.ts'

/** What the classifiers are given: the same rows and the same folds as ours. */
export interface SevenInput {
  readonly rows: readonly (readonly (number | null)[])[]
  readonly labels: readonly number[]
  /** Columns that hold codes and not quantities. */
  readonly codes: readonly number[]
  /** Per repeat, the fold of each row. */
  readonly folds: readonly (readonly number[])[]
}

export interface SevenOutput {
  readonly versions: { readonly [name: string]: string }
  readonly models: readonly {
    readonly name: string
    readonly settings: { readonly [name: string]: readonly string[] }
    readonly probabilities: readonly (readonly number[])[]
    readonly seconds: number
  }[]
}

const script = fileURLToPath(new URL('./seven_models.py', import.meta.url))
const python = process.env.SALUS_BENCH_PYTHON ?? 'python3'

/** @throws UnavailableError RUNTIME_UNAVAILABLE where there is no Python with scikit-learn, saying what to install */
export async function sevenModels(input: SevenInput): Promise<SevenOutput> {
  await expectScikitLearn()
  return JSON.parse(await run([script], JSON.stringify(input))) as SevenOutput
}

export async function expectScikitLearn(): Promise<void> {
  try {
    await run(['-c', 'import sklearn'], '')
  } catch (cause) {
    throw new UnavailableError(
      'RUNTIME_UNAVAILABLE',
      `This benchmark compares with scikit-learn, which ${python} cannot import: python3 -m venv /tmp/salus-bench && /tmp/salus-bench/bin/pip install scikit-learn==1.5.2, then set SALUS_BENCH_PYTHON=/tmp/salus-bench/bin/python.`,
      { cause },
    )
  }
}

function run(argv: readonly string[], input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, argv, { stdio: ['pipe', 'pipe', 'pipe'] })
    const out: Buffer[] = []
    const errors: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out).toString('utf8'))
      else
        reject(
          new Error(`${python} ended with ${code}: ${Buffer.concat(errors).toString('utf8').slice(-500)}`),
        )
    })
    child.stdin.on('error', () => {}) // it ends early where a module is missing; `close` says why
    child.stdin.end(input)
  })
}
