import { type Command, Option } from 'commander'
import { parseHash } from '../../input/hash.ts'
import { parseUrl } from '../../input/url.ts'
import { collecting } from '../options.ts'

/** Of the maker in `salus up`. */
export const MAKER = 'http://127.0.0.1:8551'

export const withVerifierOption = (command: Command): Command =>
  command.addOption(
    new Option('--verifier <url>', "gateway of the pack's maker, which answers for it")
      .env('SALUS_VERIFIER_URL')
      .default(MAKER)
      .argParser(parseUrl),
  )

export const withCodeOption = (command: Command): Command =>
  command.requiredOption('--code <scan>', 'what the scanner sends for the pack; - reads standard input')

export const withMakerOption = (command: Command): Command =>
  command.option(
    '--maker <organisation>',
    'address of a maker of this product; may be repeated',
    collecting(String),
  )

export const withPrescriptionOption = (command: Command): Command =>
  command.addOption(
    new Option(
      '--prescription <hash>',
      'salted commitment of the prescription, which can be filled once',
    ).argParser(parseHash),
  )

export const CODE_HELP = `A code is a GS1 DataMatrix as scanners send it, a GS1 Digital Link or an EPC URI, with GTIN and serial number. What is
on a command line stays in the shell's history: --code - reads standard input instead, such as a scanner that types.`

export const MAKER_HELP = `Any accredited maker can put any GTIN on the chain. Name by --maker who may make this product, or compare the maker that
is printed yourself.`

export const UNIT_HELP = `A unit is what lies and moves together: a pack, a case, a pallet, a batch. It is written <batchId>/<level>/<position> and has
2^level packs, from the index position × 2^level on: 0x…/6/17 are the packs 1088 to 1151. A batchId alone is all of it.`

export const REASON_HELP = `The chain gets a salted hash of the reason. Words and salt are kept in a file for those who may know (--keep).`
