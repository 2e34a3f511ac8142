import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { registerAudit } from './commands/audit.ts'
import { registerBatch } from './commands/batch.ts'
import { registerColdChain } from './commands/coldchain.ts'
import { registerConsent } from './commands/consent.ts'
import { registerDemo } from './commands/demo.ts'
import { registerDiagnose } from './commands/diagnose.ts'
import { registerEpcis } from './commands/epcis.ts'
import { registerForecast } from './commands/forecast.ts'
import { registerIdentity } from './commands/identity.ts'
import { registerInvestigation } from './commands/investigation.ts'
import { registerModel } from './commands/model.ts'
import { registerMonitor } from './commands/monitor.ts'
import { registerOracle } from './commands/oracle.ts'
import { registerPlan } from './commands/plan.ts'
import { registerRecord } from './commands/record.ts'
import { registerReplenish } from './commands/replenish.ts'
import { registerReport } from './commands/report.ts'
import { registerStorage } from './commands/storage.ts'
import { registerUp } from './commands/up.ts'

const DESCRIPTION =
  'Salus lets patients own access to their medical records, lets an AI oracle use those records only under their ' +
  'live consent, and lets anyone verify both. Not a medical device, not audited.'

const MORE = `
Examples:
  $ salus demo                                     the whole story on a chain in this process
  $ salus diagnose --model heart --input bundle.json
  $ salus audit evidence.json                      verify what somebody handed you
  $ salus batch verify --code -                    ask a medicine's maker, and check the answer on chain

Environment (or a .env file in the current folder). Secrets are read from nowhere else:
  SALUS_KEY             private key of your account
  SALUS_RECOVERY_CODE   recovery code of your encryption key
  SALUS_PAYER_KEY       private key of an account that pays for salus identity publish
  SALUS_GATEWAY_TOKEN   token of a custodian's or maker's staff
  SALUS_LOGGER_KEY      private key of a temperature logger, for salus coldchain anchor
  SALUS_KUBO_TOKEN      token of a Kubo daemon's RPC API
  SALUS_ORACLE_PASSPHRASE, SALUS_ORACLE_PASSPHRASE_FILE
                        passphrase of an oracle node's keystore, or a file that holds it
  SALUS_RPC_URL         node of the chain, unless --rpc is given
  SALUS_GATEWAY_URL     the custodian's gateway, unless --gateway is given
  SALUS_VERIFIER_URL    the gateway of a medicine's maker, unless --verifier is given
  SALUS_DEBUG=1         print where an error came from
  NO_COLOR=1            no colours

Exit codes:
  0   fine
  1   the answer is no: refused, abstained, or a verification failed
  2   bad usage or input, or something that was named cannot be reached
  70  a fault of Salus

salus <command> --help shows an example of each. Without a salus on the path:
  npx salus --help, or where npx is in use already: npm run -s salus -- --help
`

/**
 * The whole command line. It throws CommanderError instead of leaving the process.
 * @param writeError where help about a mistake goes
 */
export function createProgram(writeError: (text: string) => void): Command {
  const program = new Command('salus')
    .description(DESCRIPTION)
    .version(version())
    .exitOverride()
    // A mistake is told by whoever catches it, in one form for people and machines.
    .configureOutput({ writeErr: writeError, outputError: () => {} })
    .addHelpText('after', MORE)
  program.commandsGroup('See it work:')
  registerDemo(program)
  registerUp(program)
  program.commandsGroup('Models, without a chain:')
  registerDiagnose(program)
  registerModel(program)
  program.commandsGroup('Patients and those they share with:')
  registerIdentity(program)
  registerConsent(program)
  registerRecord(program)
  registerReport(program)
  registerPlan(program)
  registerMonitor(program)
  program.commandsGroup('Verification:')
  registerAudit(program)
  program.commandsGroup('Medicines, from the maker to the patient:')
  registerBatch(program)
  registerInvestigation(program)
  registerEpcis(program)
  registerColdChain(program)
  registerForecast(program)
  registerReplenish(program)
  program.commandsGroup('Operators of a custodian:')
  registerStorage(program)
  program.commandsGroup('Operators of an oracle node:')
  registerOracle(program)
  program.commandsGroup('Help:')
  program.helpCommand('help [command]', 'show the help of a command')
  return program
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
