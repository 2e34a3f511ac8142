import { InvalidArgumentError } from 'commander'

/** The address of a server. @throws InvalidArgumentError */
export function parseUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text
  throw new InvalidArgumentError('It must be a URL that starts with http:// or https://.')
}
