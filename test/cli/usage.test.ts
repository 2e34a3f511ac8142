import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import type { Command } from 'commander'
import { Wallet } from 'ethers'
import { createProgram } from '../../cli/program.ts'
import { BIN, expectFailure, itFails, runSalus } from './support/runSalus.ts'

/** An account with funds nowhere: its key is worth nothing. */
const key = Wallet.createRandom().privateKey
const TERMS = 'CONSENT_TERMS_INVALID'
const DEAD = 'http://127.0.0.1:1'

describe('salus, usage', () => {
  it('teaches: groups, examples, environment, exit codes', async () => {
    const { code, stdout, stderr } = await runSalus(['--help'])
    expect(code).to.equal(0)
    expect(stderr).to.equal('')
    for (const command of createProgram(() => {}).commands) {
      expect(stdout).to.match(new RegExp(`^  ${command.name()} `, 'm'))
    }
    expect(stdout).to.include('Examples:').and.include('Exit codes:')
    for (const name of [
      'SALUS_KEY',
      'SALUS_RECOVERY_CODE',
      'SALUS_GATEWAY_TOKEN',
      'SALUS_RPC_URL',
      'NO_COLOR',
    ]) {
      expect(stdout).to.include(name)
    }
  })

  it('shows an example of every command, which all print JSON and take no secret', () => {
    const leaves = commandsOf(createProgram(() => {}))
    expect(leaves.length).to.be.greaterThan(15)
    for (const command of leaves) {
      const help = helpOf(command)
      expect(help, command.name()).to.match(/\nExamples?:\n {2}.*salus /)
      expect(help, command.name()).to.include('--json')
      expect(help, command.name()).to.not.match(/--(key|token|seed|recovery-code|password)/)
    }
  })

  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    expect((await runSalus(['--version'])).stdout).to.equal(`${version}\n`)
  })

  it('shows help on stderr and exits with 2 where no command is named', async () => {
    const { code, stdout, stderr } = await runSalus(['consent'])
    expect([code, stdout]).to.deep.equal([2, ''])
    expect(stderr).to.include('grant').and.include('USAGE_INVALID')
  })

  it('names an unknown command, and the one that was meant', async () => {
    expect(await expectFailure(['consnt'], 2, 'USAGE_INVALID')).to.include('consent')
  })

  const mistakes: [what: string, args: string[], code: string, named: string][] = [
    ['a missing option', ['diagnose', '--model', 'heart'], 'USAGE_INVALID', '--input'],
    ['an unknown option', ['model', 'list', '--verbose'], 'USAGE_INVALID', '--verbose'],
    ['an argument too many', ['model', 'list', 'heart'], 'USAGE_INVALID', 'argument'],
    ['an address that is none', ['record', 'add', ...record('0x12')], 'USAGE_INVALID', 'patient'],
    ['a URL that is none', ['consent', 'list', '--rpc', 'localhost'], 'USAGE_INVALID', '--rpc'],
    ['an unknown category', ['consent', 'grant', 'committee', ...terms('heart', 'TREAT')], TERMS, 'category'],
    ['an unknown purpose', ['consent', 'grant', 'committee', ...terms('cardiology', 'X')], TERMS, 'purpose'],
    [
      'a malformed duration',
      ['consent', 'grant', 'committee', ...terms('cardiology', 'TREAT'), '--for', '9 days'],
      TERMS,
      'duration',
    ],
    [
      'two periods',
      [
        'consent',
        'grant',
        'committee',
        ...terms('cardiology', 'TREAT'),
        '--for',
        '1d',
        '--until',
        '2100-01-01',
      ],
      'USAGE_INVALID',
      '--until',
    ],
    ['nobody to revoke for', ['consent', 'revoke'], 'USAGE_INVALID', '--all'],
    ['one and all to revoke for', ['consent', 'revoke', 'committee', '--all'], 'USAGE_INVALID', '--all'],
    ['a time without a zone', ['diagnose', ...asOf('2026-11-02T09:00:00')], 'USAGE_INVALID', 'zone'],
    ['an impatient wait', ['report', 'request', ...report('0')], 'USAGE_INVALID', '--wait'],
  ]
  itFails(
    mistakes.map(([what, args, code, named]) => ({
      what: `refuses ${what} by name`,
      args,
      exitCode: 2,
      code,
      check: (sentence) => expect(sentence).to.include(named),
    })),
  )

  it('prints one sentence for people, in red only on a terminal', async () => {
    const { code, stdout, stderr } = await runSalus(['model', 'card', 'lungs'])
    expect([code, stdout]).to.deep.equal([2, ''])
    expect(stderr).to.match(
      /^error MODEL_NOT_FOUND: There is no model of that name; there are: heart, [a-z, -]+\.\n$/,
    )
  })

  it('says where a mistake was found when asked to', async () => {
    const { stderr } = await runSalus(['model', 'card', 'lungs'], { SALUS_DEBUG: '1' })
    expect(stderr).to.match(/\n {4}at /)
  })

  it('exits with 70 on a fault of its own, without what its message says', async () => {
    const broken = "data:text/javascript,JSON.parse=()=>{throw new TypeError('cholesterol 240')}"
    const { code, stdout, stderr } = await runSalus(
      ['model', 'list'],
      {},
      { nodeOptions: ['--import', broken] },
    )
    expect([code, stdout]).to.deep.equal([70, ''])
    expect(stderr).to.include('UNEXPECTED').and.include('TypeError').and.not.include('240')
  })

  it('leaves quietly when nobody reads on', async () => {
    const child = spawn(process.execPath, [BIN, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] })
    // Closes the pipe under the command, as head does.
    child.stdout.destroy()
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
    expect(stderr).to.equal('')
    expect(code).to.equal(0)
  })
})

describe('salus, what cannot be reached', () => {
  const chainCommands: [name: string, args: string[]][] = [
    ['consent list', ['consent', 'list']],
    ['consent decide', ['consent', 'decide', ...decide()]],
    ['consent grant', ['consent', 'grant', 'committee', ...terms('cardiology', 'TREAT')]],
    ['identity show', ['identity', 'show', Wallet.createRandom().address]],
    ['record enrol', ['record', 'enrol', '--custodian', Wallet.createRandom().address]],
    ['audit', ['audit', 'bundle.json']],
  ]
  itFails(
    chainCommands.map(([name, args]) => ({
      what: `${name} says that the chain is dead`,
      args: [...args, '--rpc', DEAD],
      exitCode: 2,
      code: 'CHAIN_UNAVAILABLE',
      env: { SALUS_KEY: key },
      check: (sentence) => expect(sentence).to.include('URL'),
    })),
  )

  it('record add says that the gateway is dead, and never prints the token', async () => {
    const token = 'a token that nobody may see'
    const args = ['record', 'add', ...record(Wallet.createRandom().address), '--media-type', 'text/plain']
    const sentence = await expectFailure([...args, '--gateway', DEAD], 2, 'GATEWAY_UNAVAILABLE', {
      SALUS_GATEWAY_TOKEN: token,
    })
    expect(sentence).to.include(DEAD).and.not.include(token)
  })
})

describe('salus under an old Node', () => {
  const pretend = (version: string) => [
    '--import',
    `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`,
  ]

  for (const version of ['20.11.0', '22.17.1']) {
    it(`${version} prints the exact command to run, quoted`, async () => {
      const args = ['model', 'card', "o'neill's $model"]
      const { code, stdout, stderr } = await runSalus(args, {}, { nodeOptions: pretend(version) })
      expect([code, stdout]).to.deep.equal([2, ''])
      expect(stderr).to.include(`this is ${version}`)
      const command = /^ {2}(npx -y -p node@22 -c .*)$/m.exec(stderr)?.[1] ?? ''
      // What two shells, one inside the other, make of it.
      const outer = command.replace('npx -y -p node@22 -c', "printf '%s'")
      const inner = execFileSync('sh', ['-c', outer], { encoding: 'utf8' })
      expect(inner).to.match(/^npm run -s salus -- /)
      const words = execFileSync('sh', ['-c', inner.replace('npm run -s salus --', "printf '%s\\n'")], {
        encoding: 'utf8',
      })
      expect(words.trimEnd().split('\n')).to.deep.equal(args)
    })
  }

  it('runs from 22.18 on', async () => {
    expect((await runSalus(['--version'], {}, { nodeOptions: pretend('22.18.0') })).code).to.equal(0)
  })
})

function terms(category: string, purpose: string): string[] {
  return ['--category', category, '--purpose', purpose]
}

function decide(): string[] {
  const [patient, grantee] = [Wallet.createRandom().address, Wallet.createRandom().address]
  return ['--patient', patient, '--grantee', grantee, ...terms('cardiology', 'TREAT')]
}

function record(patient: string): string[] {
  return ['--patient', patient, '--category', 'cardiology', '--input', fileURLToPath(import.meta.url)]
}

function report(wait: string): string[] {
  return ['--evidence', 'evidence.json', '--model', 'heart', '--wait', wait]
}

function asOf(time: string): string[] {
  return ['--model', 'heart', '--input', 'bundle.json', '--as-of', time]
}

/** Every command that does something itself. */
function commandsOf(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(commandsOf)
}

function helpOf(command: Command): string {
  let help = ''
  command.configureOutput({
    writeOut: (part) => {
      help += part
    },
  })
  command.outputHelp()
  return help
}
