import type { Command } from 'commander'
import type { PatientIdentifiers } from '../../sdk/clinical/patientIdentifiers.ts'
import { InvalidInputError, RefusedError } from '../../sdk/errors/index.ts'
import { plain } from '../output/format.ts'

export interface ConfirmOptions {
  readonly yes?: true
  readonly identifiers?: string
}

export const CONFIRM_HELP = `Before anything is written, the patient's name and birth date are shown as the record has them, and you
confirm both. Without a terminal: --yes together with --identifiers "<name>, <birth date>", which must match.`

export const withConfirmation = (command: Command): Command =>
  command
    .option('--identifiers <text>', 'name and birth date of the patient: "Ada Lovelace, 1815-12-10"')
    .option('--yes', 'do not ask; needs --identifiers that match the record')

/**
 * Shows who the patient is and what is about to be written, and goes on only when a person says so.
 * @throws RefusedError PATIENT_NOT_CONFIRMED; InvalidInputError USAGE_INVALID where nobody is there to be asked
 */
export async function confirmPatient(
  identifiers: PatientIdentifiers,
  what: string,
  { yes, identifiers: given }: ConfirmOptions,
): Promise<void> {
  const { areIdentifiers } = await import('../../sdk/clinical/patientIdentifiers.ts')
  if (given !== undefined && !areIdentifiers(given, identifiers)) {
    // The right ones are not told: whoever repeats them must know them from elsewhere.
    throw notConfirmed('The name and birth date given are not those of the patient in the record')
  }
  if (yes) {
    if (given !== undefined) return
    throw new InvalidInputError(
      'USAGE_INVALID',
      'Give --identifiers "<name>, <birth date>" with --yes: somebody must know who the patient is.',
    )
  }
  if (!process.stdin.isTTY) {
    throw new InvalidInputError(
      'USAGE_INVALID',
      'There is no terminal to confirm the patient at: use --yes with --identifiers "<name>, <birth date>".',
    )
  }
  const { createInterface } = await import('node:readline/promises')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const { name, birthDate } = identifiers
  const question = `\nPatient:     ${plain(name)}\nBorn:        ${plain(birthDate)}\n\n${what}\nIs this the patient, and is this what you mean? Type yes: `
  const answer = await terminal.question(question).finally(() => terminal.close())
  if (answer.trim().toLowerCase() !== 'yes') throw notConfirmed('You did not confirm the patient')
}

const notConfirmed = (problem: string) =>
  new RefusedError('PATIENT_NOT_CONFIRMED', `${problem}: nothing was written.`)
