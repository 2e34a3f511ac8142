import { type Command, InvalidArgumentError } from 'commander'

export const withPolicyOption = (command: Command): Command =>
  command.option('--policy <file>', 'the policy file of salus replenish policy create', 'out/policy.json')

export const withHistoryOptions = (command: Command): Command =>
  command
    .option('--history <file>', 'demand so far: a CSV as salus forecast reads it, or the JSON of a history')
    .option('--product <name>', 'column of the CSV, where it has several')
    .option('--date-format <format>', 'how dates stand in the CSV that are not ISO 8601, such as D/M/Y')

/** Parses a whole number within bounds. */
export const wholeBetween = (least: number, most: number) => (text: string) => {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
}

export const POLICY_HELP =
  "The policy file holds the secret of the policy: keep it. Your own gateway opens it to the committee's nodes; show it to nobody else."

export const ORDER_HELP = 'An order is named by its id, which salus replenish orders lists.'
