import { readFile } from 'node:fs/promises'
import { InvalidInputError } from '../../errors/index.ts'
import { type Deployment, parseDeployment } from '../deployment.ts'

/** Reads `deployments/<chainId>.json`. @throws InvalidInputError DEPLOYMENT_NOT_FOUND, DEPLOYMENT_INVALID */
export async function readDeployment(path: string): Promise<Deployment> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new InvalidInputError(
      'DEPLOYMENT_NOT_FOUND',
      `There is no deployment file ${path}. Run npm run deploy first.`,
      {
        cause,
      },
    )
  }
  try {
    return parseDeployment(JSON.parse(text))
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw new InvalidInputError('DEPLOYMENT_INVALID', `The deployment file ${path} is not JSON.`, { cause })
  }
}
