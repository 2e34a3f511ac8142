const MAXIMUM = 2n ** 32n - 1n

/** Twin of `contracts/libraries/Unforeseeable.sol`: the number that is drawn after `previous` in a block of this seed. */
export function draw(previous: number, seed: string, patient: string): number {
  const mixed = BigInt(seed) ^ BigInt(patient)
  return Number((BigInt(previous) + 1n + (mixed % MAXIMUM)) & MAXIMUM)
}
