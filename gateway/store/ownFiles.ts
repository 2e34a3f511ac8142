import { chmodSync, closeSync, openSync, statSync } from 'node:fs'
import { RefusedError } from '../../sdk/errors/index.ts'
import { errorCode, fileSystemError, makeFolder } from '../../sdk/storage/node/durableFile.ts'

/** Permissions of other accounts of the machine. */
const OTHERS = 0o077

/** What SQLite keeps beside a database. It gives new ones the permissions of the database. */
const COMPANIONS = ['', '-wal', '-shm', '-journal']

/**
 * Makes the file of a database that is not there yet, and takes it from all other accounts, whoever made it.
 * @throws RefusedError STORE_DENIED, UnavailableError STORE_UNAVAILABLE, STORE_FULL
 */
export function makeOwnFile(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600))
    for (const suffix of COMPANIONS) keepFromOthers(file + suffix, 0o600)
  } catch (error) {
    throw fileSystemError(error, file)
  }
}

/** As {@link makeOwnFile}, of a folder. */
export async function makeOwnFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder)
    keepFromOthers(folder, 0o700)
  } catch (error) {
    throw fileSystemError(error, folder)
  }
}

function keepFromOthers(path: string, mode: number): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found || (found.mode & OTHERS) === 0) return
  try {
    chmodSync(path, mode)
  } catch (error) {
    if (errorCode(error) !== 'EPERM') throw error
    throw new RefusedError(
      'STORE_DENIED',
      `${path} belongs to another account and is open to others; own it, or name a folder below it.`,
      { cause: error },
    )
  }
}
