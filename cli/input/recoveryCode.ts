import { InvalidInputError } from '../../sdk/errors/index.ts'

/** The code of the account's key: from the environment alone. @throws InvalidInputError CONFIG_INVALID */
export function requireRecoveryCode(environment = process.env): string {
  const code = environment.SALUS_RECOVERY_CODE
  if (code) return code
  throw new InvalidInputError(
    'CONFIG_INVALID',
    'Set SALUS_RECOVERY_CODE, in the environment or in .env, to the code that salus identity publish showed.',
  )
}
