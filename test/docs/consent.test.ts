import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { type Contracts, connectContracts } from '../../sdk/chain/contracts.ts'
import { decide } from '../../sdk/consent/decide.ts'
import { type Chain, connectChain } from '../helpers/chain.ts'
import { accreditEveryone, organisations } from '../helpers/scenario.ts'
import { agrees, preview, problemOf, putOnChain, readBack } from './consentSamples.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

/** The fenced blocks of a page that are in this language. */
const blocksOf = (page: string, language: string): string[] =>
  [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, code = '']) =>
    name === language ? [code] : [],
  )

describe('docs/consent.md', () => {
  let page: string
  let resource: string
  let chain: Chain
  let contracts: Contracts

  before(async () => {
    page = await readFile(new URL('../../docs/consent.md', import.meta.url), 'utf8')
    resource = blocksOf(page, 'json')[0] ?? ''
    chain = await connectChain()
    await accreditEveryone(chain)
    const deployment = { chainId: 31337, block: 0, compiler: '', sourceHash: '', contracts: chain.addresses }
    contracts = connectContracts(deployment, chain.accounts.patient)
  })

  it('shows the code that is run here, all of it', async () => {
    const samples = await readFile(new URL('./consentSamples.ts', import.meta.url), 'utf8')
    expect(blocksOf(page, 'ts').join('\n')).to.equal(samples)
  })

  it('puts its resource on chain as it says, and back', async () => {
    const { clinician, relayer, stranger, patient } = chain.accounts
    const bytes = bytesOf(resource)
    expect(await preview(contracts, bytes)).to.have.members([
      `grant ${organisations.hospital}`,
      `grant ${relayer.address}`,
      `deny ${stranger.address}`,
    ])
    await putOnChain(contracts, bytes)
    expect(await preview(contracts, bytes)).to.deep.equal([])
    expect(await agrees(contracts, bytes, clinician.address, organisations.hospital)).to.equal(true)
    const asked = { patient: patient.address, grantee: clinician.address, purpose: 'TREAT' } as const
    expect(await decide(contracts, { ...asked, category: 'cardiology' })).to.equal('permitted')
    expect(await decide(contracts, { ...asked, category: 'psychotherapy' })).to.equal('category-not-covered')
    const denied = { ...asked, grantee: stranger.address, category: 'cardiology' } as const
    expect(await decide(contracts, denied)).to.equal('denied')
    const exported = bytesOf(await readBack(contracts, patient.address))
    expect(await preview(contracts, exported)).to.deep.equal([])
    expect(await agrees(contracts, exported, clinician.address, organisations.hospital)).to.equal(true)
  })

  it('undoes what another resource no longer says', async () => {
    const optOut = bytesOf(JSON.stringify({ ...JSON.parse(resource), provision: { type: 'deny' } }))
    await putOnChain(contracts, optOut)
    const { patient, clinician } = chain.accounts
    const asked = { patient: patient.address, grantee: clinician.address, purpose: 'TREAT' } as const
    expect(await decide(contracts, { ...asked, category: 'cardiology' })).to.equal('opted-out')
    await putOnChain(contracts, bytesOf(resource))
    expect(await decide(contracts, { ...asked, category: 'cardiology' })).to.equal('permitted')
  })

  it('tells the problem in the words that the page shows', () => {
    const dated = resource.replace(
      '"type": "permit",',
      '"type": "permit", "period": { "end": "2036-12-31" },',
    )
    expect(problemOf(bytesOf(resource), 0)).to.equal(undefined)
    expect(page).to.contain(problemOf(bytesOf(dated), 0))
  })
})
