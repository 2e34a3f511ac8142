import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import type { Command } from 'commander'
import { createProgram } from '../../cli/program.ts'

const ROOT = new URL('../../', import.meta.url)
const PAGES = ['README.md', ...readdirSync(new URL('docs/', ROOT)).map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith('.md'),
)

/** A line to copy is run as it stands; words in a sentence only name a command and perhaps an option. */
interface Quoted {
  readonly page: string
  readonly words: readonly string[]
  readonly isWhole: boolean
}

function quotedOn(page: string, text = readFileSync(new URL(page, ROOT), 'utf8')): Quoted[] {
  const lines = text.replaceAll(/\\\n\s*/g, '')
  const quoted = lines.matchAll(/(npm run -s salus -- |`salus |\$ (?:\w+=\S+ )*salus )([^`\n<>#|]+)/g)
  return [...quoted].map(([, start = '', line = '']) => ({
    page,
    words: line.trim().split(/\s+/),
    isWhole: !start.startsWith('`') && !line.includes('--help'),
  }))
}

/** The examples of every help, of groups and of what is in them. */
function examplesOf(command: Command, name = command.name()): Quoted[] {
  let help = ''
  command.configureOutput({
    writeOut: (part) => {
      help += part
    },
  })
  command.outputHelp()
  const inner = command.commands.flatMap((one) => examplesOf(one, `${name} ${one.name()}`))
  return [...quotedOn(`${name} --help`, help), ...inner]
}

/** The command that the first words name, and how many of them. */
function commandOf(words: readonly string[]): { command: Command; depth: number } {
  let command = createProgram(() => {})
  let depth = 0
  for (const word of words) {
    const next = command.commands.find((one) => one.name() === word)
    if (!next) break
    command = next
    depth++
  }
  return { command, depth }
}

const optionsOf = (words: readonly string[]): string[] =>
  words.flatMap((word) => (word.startsWith('--') ? [word.split('=')[0] ?? ''] : []))

describe('commands that the documents show', () => {
  const quoted = PAGES.flatMap((page) => quotedOn(page))

  it('are found in the pages of each part', () => {
    for (const page of ['README.md', 'docs/provenance.md']) {
      expect(quoted.filter((one) => one.page === page && one.isWhole).length, page).to.be.greaterThan(1)
    }
  })

  for (const page of PAGES.filter((name) => quoted.some((one) => one.page === name))) {
    it(`${page}: exist with every option`, () => {
      for (const one of quoted.filter((found) => found.page === page)) expectKnown(one)
    })
  }

  it('the examples of every help: exist with every option', () => {
    const examples = examplesOf(createProgram(() => {}))
    expect(examples.length).to.be.greaterThan(50)
    for (const example of examples) expectKnown(example)
  })
})

/** The command is there, has the options that are given, and is given those that it must have. */
function expectKnown({ page, words, isWhole }: Quoted): void {
  const { command, depth } = commandOf(words)
  const rest = words.slice(depth)
  const shown = `${page}: salus ${words.join(' ')}`
  const isGroup = command.commands.length > 0
  if (isGroup) expect(rest.filter((word) => !word.startsWith('-'))).to.deep.equal([], shown)
  const known = ['--help', ...command.options.flatMap(({ long }) => long ?? [])]
  const given = optionsOf(rest)
  expect(known, shown).to.include.members(given)
  if (!isWhole || isGroup) return
  const mandatory = command.options.filter((option) => option.mandatory && !option.negate)
  expect(given, shown).to.include.members(mandatory.map(({ long }) => long))
}
