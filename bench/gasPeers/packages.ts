import type { PinnedPackage } from './fetchPackage.ts'

/** Ethereum Attestation Service, with the bytecode that its authors compiled. */
export const EAS: PinnedPackage = {
  name: '@ethereum-attestation-service/eas-contracts',
  version: '1.9.0',
  integrity:
    'sha512-L60y1fgKlY3a45xxnPlgRbiGQY8RF/lF+AzF1iVoR7/aEzitS0Nuyyjq8+IXs1sSSU0dl2+yGSmELxVeB6FelA==',
}

/** Chainlink's contracts, as source: the package has no bytecode. */
export const CHAINLINK: PinnedPackage = {
  name: '@chainlink/contracts',
  version: '1.5.0',
  integrity:
    'sha512-1fGJwjvivqAxvVOTqZUEXGR54CATtg0vjcXgSIk4Cfoad2nUhSG/qaWHXjLg1CkNTeOoteoxGQcpP/HiA5HsUA==',
}
