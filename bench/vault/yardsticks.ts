import { execFile } from 'node:child_process'
import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/* What the vault is compared to: each does a part of its work and nothing else. All give MB/s. */
const run = promisify(execFile)
const MEBIBYTE = 1_048_576
const block = randomBytes(MEBIBYTE)

/** @returns undefined where there is no openssl. */
export async function opensslSpeed(algorithm: string): Promise<number | undefined> {
  const parameters = ['speed', '-evp', algorithm, '-bytes', String(MEBIBYTE), '-seconds', '2', '-mr']
  const answer = await run('openssl', parameters).catch(() => undefined)
  // With -mr the last line is +F:<index>:<name>:<bytes per second>.
  const bytesPerSecond = Number(/^\+F:.*:([\d.]+)$/m.exec(answer?.stdout ?? '')?.[1])
  return Number.isFinite(bytesPerSecond) ? bytesPerSecond / 1e6 : undefined
}

export async function opensslVersion(): Promise<string> {
  return run('openssl', ['version']).then(
    ({ stdout }) => stdout.trim(),
    () => 'not installed',
  )
}

export function nodeGcm(mebibytes: number): number {
  const key = randomBytes(32)
  return speed(mebibytes, () => {
    const cipher = createCipheriv('aes-256-gcm', key, randomBytes(12))
    cipher.update(block)
    cipher.final()
    cipher.getAuthTag()
  })
}

export const nodeSha256 = (mebibytes: number): number =>
  speed(mebibytes, () => {
    createHash('sha256').update(block).digest()
  })

/** One file, synced once at the end. */
export async function plainWrite(folder: string, mebibytes: number): Promise<number> {
  await mkdir(folder, { recursive: true })
  return speedOf(mebibytes, async () => {
    const handle = await open(join(folder, 'file'), 'wx')
    for (let count = 0; count < mebibytes; count++) await handle.write(block)
    await handle.sync()
    await handle.close()
  })
}

/** A file for each mebibyte, synced and renamed, six at a time, and the folder synced: what a block store must do. */
export async function plainBlocks(folder: string, mebibytes: number): Promise<number> {
  await mkdir(folder, { recursive: true })
  let next = 0
  const writer = async () => {
    while (next < mebibytes) {
      const file = join(folder, String(next++))
      const handle = await open(`${file}.temporary`, 'wx')
      await handle.write(block)
      await handle.datasync()
      await handle.close()
      await rename(`${file}.temporary`, file)
    }
  }
  return speedOf(mebibytes, async () => {
    await Promise.all(Array.from({ length: 6 }, writer))
    const handle = await open(folder, 'r')
    await handle.sync()
    await handle.close()
  })
}

function speed(mebibytes: number, action: () => void): number {
  const start = performance.now()
  for (let count = 0; count < mebibytes; count++) action()
  return megabytes(mebibytes) / ((performance.now() - start) / 1000)
}

async function speedOf(mebibytes: number, action: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await action()
  return megabytes(mebibytes) / ((performance.now() - start) / 1000)
}

export const megabytes = (mebibytes: number): number => (mebibytes * MEBIBYTE) / 1e6
