import pc from 'picocolors'
import type { WrittenExample } from './example/writeExample.ts'
import type { LocalNetwork } from './startLocalNetwork.ts'

const table = (rows: readonly (readonly [string, string])[]): string =>
  rows.map(([name, value]) => `  ${pc.bold(name.padEnd(11))} ${value}`).join('\n')

/** How to come to the portal with a wallet. */
export function explainWallets({ actors, portal, rpcUrl, deployment }: LocalNetwork): string {
  const { patient, clinician, responder, pharmacy, distributor } = actors
  const people = { patient, clinician, responder, pharmacy, distributor }
  const keys = table(
    Object.entries(people).map(
      ([name, { address, privateKey }]) => [name, `${address}  key ${privateKey}`] as const,
    ),
  )
  return `${pc.bold('In a browser with a wallet:')} open ${portal.url} and connect. The portal adds the network to the wallet by itself;
by hand it is ${rpcUrl}, chain ${deployment.chainId}, currency ETH. Import the accounts that you want to be:

${keys}

${pc.yellow('These keys are public')}: whoever sends them anything of value loses it. Use a browser profile of its own.
`
}

/** What the example has to look at. */
export function explainExample({
  recoveryCodes,
  packCode,
  makersPackCode,
  request,
  evidence,
}: WrittenExample): string {
  const rows = table([
    ...Object.entries(recoveryCodes).map(([name, code]) => [name, `recovery code ${code}`] as const),
    ['pharmacy', `a pack that it can give out: ${packCode}`],
    ['', `one that its maker still has: ${makersPackCode}`],
    ['clinician', `the file of a request: ${request}`],
    ['auditor', `evidence: ${evidence.join(', ')}`],
  ])
  return `
${pc.bold('The example')}, of which docs/portal.md gives a tour:

${rows}
`
}
