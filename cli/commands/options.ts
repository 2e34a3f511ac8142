import { fileURLToPath } from 'node:url'
import { type Command, Option } from 'commander'
import { parseUrl } from '../input/url.ts'

const DEPLOYMENTS = fileURLToPath(new URL('../../deployments', import.meta.url))
const CHAIN = 'http://127.0.0.1:8545'
const GATEWAY = 'http://127.0.0.1:8550'

export const withJson = (command: Command): Command =>
  command.option('--json', 'print one JSON document; errors as JSON on stderr')

/** Options of what touches a chain. */
export const withChainOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--rpc <url>', 'node of the chain').env('SALUS_RPC_URL').default(CHAIN).argParser(parseUrl),
    )
    .addOption(
      new Option('--deployments <folder>', 'where <chainId>.json lies').default(DEPLOYMENTS, 'that of Salus'),
    )

/** Options of what talks to an organisation's gateway. */
export const withGatewayOption = (command: Command): Command =>
  command.addOption(
    new Option('--gateway <url>', "the custodian's gateway")
      .env('SALUS_GATEWAY_URL')
      .default(GATEWAY)
      .argParser(parseUrl),
  )

/** Options of what reads ciphertext without trusting where it comes from. */
export const withBlockOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--ipfs <url>', 'IPFS gateway that serves the ciphertext')
        .default(process.env.SALUS_GATEWAY_URL ?? GATEWAY, "SALUS_GATEWAY_URL, or the local gateway's")
        .argParser(parseUrl),
    )
    .addOption(
      new Option(
        '--store <folder>',
        "content store on this disk: a gateway's data folder, then /content",
      ).conflicts('ipfs'),
    )

/** Collects what an option gives each time that it is named. */
export const collecting =
  <T>(parse: (text: string) => T) =>
  (text: string, previous: readonly T[] = []): T[] => [...previous, parse(text)]

/** An example and what else a reader should know, below the options. */
export const withExample = (command: Command, example: string, notes = ''): Command =>
  command.addHelpText('after', `\nExample:\n${example.replace(/^(?=.)/gm, '  ')}\n${notes && `\n${notes}\n`}`)

export const GRANTEE_HELP = 'A grantee is an address, or the word committee for the oracle committee.'
