import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Reading } from '../../sdk/provenance/coldChain/log.ts'
import { bytesHash } from '../models/hashing.ts'

/** The labelled sensor data of data/cold-chain. */
export const moteDataPath = 'data/cold-chain/motes.csv'

/** Seconds between two readings of a mote. */
const interval = 5
/** The day on which the motes measured, 9 May 2010; the hour is not told. */
const firstReading = Date.UTC(2010, 4, 9)

export interface Mote {
  readonly number: number
  readonly isIndoors: boolean
  readonly readings: readonly Reading[]
  /** 1 where the experimenters made an event, 0 elsewhere. */
  readonly labels: readonly number[]
}

/** Motes 1 to 4 with the SHA-256 of the file. Events were made at 1 and 4 only; 1 and 2 stood indoors. */
export async function readMotes(): Promise<{ readonly motes: readonly Mote[]; readonly dataHash: string }> {
  const bytes = await readFile(fileURLToPath(new URL(`../../${moteDataPath}`, import.meta.url)))
  const rows = bytes
    .toString('utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number) as [number, number, number, number, number])
  const motes = [1, 2, 3, 4].map((number): Mote => {
    const own = rows.filter(([mote]) => mote === number)
    return {
      number,
      isIndoors: number <= 2,
      readings: own.map(([, reading, celsius, humidity]) => ({
        time: firstReading + (reading - 1) * interval * 1000,
        celsius,
        humidity,
      })),
      labels: own.map(([, , , , label]) => label),
    }
  })
  return { motes, dataHash: bytesHash(bytes) }
}
