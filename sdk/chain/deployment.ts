import { z } from 'zod'
import { InvalidInputError } from '../errors/index.ts'
import { addressSchema, hashSchema } from './schemas.ts'

const schema = z.object({
  chainId: z.number().int().positive(),
  /** Block in which the first contract was deployed: where reading of events starts. */
  block: z.number().int().nonnegative(),
  compiler: z.string(),
  /** keccak256 over the compiled contracts' metadata-bearing bytecode, in order of name. */
  sourceHash: hashSchema,
  contracts: z.object({
    didRegistry: addressSchema,
    accreditationRegistry: addressSchema,
    consentRegistry: addressSchema,
    guardianship: addressSchema,
    emergencyAccess: addressSchema,
    recordRegistry: addressSchema,
    disclosureLog: addressSchema,
    modelRegistry: addressSchema,
    oracleCommittee: addressSchema,
    inferenceOracle: addressSchema,
    monitoring: addressSchema,
    drugProvenance: addressSchema,
    investigations: addressSchema,
    coldChain: addressSchema,
    replenishmentPlanner: addressSchema,
  }),
})

/** Where Salus lives on one chain, as `deployments/<chainId>.json` says it. */
export type Deployment = z.infer<typeof schema>
export type ContractName = keyof Deployment['contracts']

/** Reads the JSON of a deployment. @throws InvalidInputError DEPLOYMENT_INVALID */
export function parseDeployment(json: unknown): Deployment {
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new InvalidInputError(
    'DEPLOYMENT_INVALID',
    `The deployment file is not valid: ${issue?.path.join('.')} ${issue?.message}. Deploy again with npm run deploy.`,
  )
}
