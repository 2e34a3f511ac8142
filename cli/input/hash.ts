import { InvalidArgumentError } from 'commander'

/** 32 bytes as an option. @throws InvalidArgumentError */
export function parseHash(text: string): string {
  const hash = text.toLowerCase()
  if (/^0x[0-9a-f]{64}$/.test(hash)) return hash
  throw new InvalidArgumentError('It must be 0x and 64 hexadecimal digits.')
}
