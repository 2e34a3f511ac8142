/** Compiles the contracts anew and fails where the compiler warns, or where a contract is larger than EIP-170 allows. */
import { execFile } from 'node:child_process'
import { glob, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { dataLength } from 'ethers'

const LIMIT = 24_576

const { stdout, stderr } = await promisify(execFile)('node_modules/.bin/hardhat', ['build', '--force'], {
  maxBuffer: 2 ** 24,
})
const output = `${stdout}${stderr}`.split('\n').filter((line) => !line.startsWith('npm warn'))
const faults = output.some((line) => /^Warning\b|^\s*Warning:/.test(line)) ? [output.join('\n')] : []

let largest = { name: '', bytes: 0 }
for await (const file of glob('artifacts/contracts/*.sol/*.json')) {
  const { contractName, deployedBytecode } = JSON.parse(await readFile(file, 'utf8'))
  const bytes = dataLength(deployedBytecode)
  if (bytes > largest.bytes) largest = { name: contractName, bytes }
  if (bytes > LIMIT) faults.push(`${contractName} has ${bytes} bytes of code, over ${LIMIT} (EIP-170).`)
}

for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exit(1)
console.log(
  `No compiler warning; the largest contract is ${largest.name} with ${largest.bytes} bytes of code.`,
)
