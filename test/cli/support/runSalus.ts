import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'

export const BIN = fileURLToPath(new URL('../../../cli/salus.js', import.meta.url))

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** The one document on stdout. */
  json<T = Record<string, unknown>>(): T
}

/** Runs the real command in a folder without a .env file, with nothing of the tester's environment but the path. */
export async function runSalus(
  args: readonly string[],
  env: Record<string, string> = {},
  { nodeOptions = [], cwd = tmpdir() }: { nodeOptions?: readonly string[]; cwd?: string } = {},
): Promise<Finished> {
  const child = spawn(process.execPath, [...nodeOptions, BIN, ...args], {
    cwd,
    env: { PATH: process.env.PATH, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), closed])
  return { code, stdout, stderr, json: <T>() => JSON.parse(stdout) as T }
}

/** The command succeeds, with nothing on stderr, and prints one JSON document. */
export async function expectJson<T = Record<string, unknown>>(
  args: readonly string[],
  env: Record<string, string> = {},
  code = 0,
): Promise<T> {
  const finished = await runSalus([...args, '--json'], env)
  expect(finished.stderr).to.equal('')
  expect(finished.code).to.equal(code)
  return finished.json<T>()
}

/** The command fails with this exit code and error code, prints nothing on stdout, and gives its sentence. */
export const expectFailure = async (
  args: readonly string[],
  exitCode: number,
  code: string,
  env: Record<string, string> = {},
): Promise<string> => sentenceOf(await runSalus([...args, '--json'], env), exitCode, code)

/** The sentence with which a command that was given --json failed. */
function sentenceOf({ stdout, stderr, code: exited }: Finished, exitCode: number, code: string): string {
  expect(stderr.trim().split('\n'), 'one line').to.have.length(1)
  const { error } = JSON.parse(stderr) as { error: { code: string; message: string } }
  expect(error.code, error.message).to.equal(code)
  expect(error.message).to.match(/^[^\n]{10,}[.]$/)
  expect(exited).to.equal(exitCode)
  expect(stdout).to.equal('')
  return error.message
}

export interface FailingCase {
  readonly what: string
  readonly args: readonly string[] | (() => Promise<readonly string[]>)
  readonly exitCode: number
  readonly code: string
  readonly env?: Record<string, string>
  readonly check: (sentence: string) => void
}

/** A test for each case. All commands are started at once, so that every processor has something to do. */
export function itFails(cases: readonly FailingCase[]): void {
  let running: Promise<Finished>[] = []
  before(() => {
    running = cases.map(async ({ args, env }) =>
      runSalus([...(typeof args === 'function' ? await args() : args), '--json'], env),
    )
    for (const run of running) run.catch(() => {}) // Each test reports its own.
  })
  for (const [index, { what, exitCode, code, check }] of cases.entries()) {
    it(what, async () => check(sentenceOf((await running[index]) as Finished, exitCode, code)))
  }
}

/**
 * A folder that is gone after the tests of the surrounding describe.
 * @param close ends what writes to it, which must not go on while it is removed
 */
export function temporaryFolder(close?: () => unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'salus-cli-test-'))
  after(async () => {
    await close?.()
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

/** A file of test/fixtures/heart. */
export const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/heart/${name}`, import.meta.url))
