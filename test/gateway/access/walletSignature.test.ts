import { expect } from 'chai'
import { concat, Wallet } from 'ethers'
import { isSignedBy } from '../../../gateway/access/walletSignature.ts'
import { connectContracts } from '../../../sdk/chain/contracts.ts'
import { UnavailableError } from '../../../sdk/errors/index.ts'
import { delegateTo, fundedWallet } from '../../contracts/support/accounts.ts'
import { errorOf } from '../../helpers/expectError.ts'
import { createWorld, type World } from '../../helpers/world.ts'

const MESSAGE = 'Sign in to your medical records.'

/** Ways in which {HostileWallet} answers, as its enum numbers them, and whether the first 32 bytes are a yes. */
const behaviours: [name: string, isAccepted: boolean][] = [
  ['a wrong answer', false],
  ['a short answer', false],
  ['a long answer', true],
  ['an answer with dirty bits', false],
  ['a revert', false],
  ['a returned bomb', false],
  ['a reverted bomb', false],
  ['burnt gas', false],
]

describe('gateway/access/walletSignature', () => {
  let world: World
  before(async () => {
    world = await createWorld()
  })
  after(() => world.close())
  const contracts = () => connectContracts(world.deployment, world.provider)
  const deploy = async (name: string, ...args: unknown[]) => {
    const contract = await world.chain.ethers.deployContract(name, args)
    return { contract, address: await contract.getAddress() }
  }

  it('takes the signature of a plain account over this message, and no other', async () => {
    const [one, two] = [Wallet.createRandom(), Wallet.createRandom()]
    const signature = await one.signMessage(MESSAGE)
    expect(await isSignedBy(contracts(), one.address, MESSAGE, signature)).to.equal(true)
    expect(await isSignedBy(contracts(), two.address, MESSAGE, signature)).to.equal(false)
    expect(await isSignedBy(contracts(), one.address, `${MESSAGE} `, signature)).to.equal(false)
    for (const broken of ['0x', '0x00', `${signature}00`, `0x${'00'.repeat(65)}`]) {
      expect(await isSignedBy(contracts(), one.address, MESSAGE, broken), broken).to.equal(false)
    }
  })

  it('asks a contract wallet, whose owner signs for it and for no other wallet', async () => {
    const owner = Wallet.createRandom()
    const { address } = await deploy('ContractWallet', owner.address)
    const signature = await owner.signMessage(MESSAGE)
    expect(await isSignedBy(contracts(), address, MESSAGE, signature)).to.equal(true)
    const other = await deploy('ContractWallet', Wallet.createRandom().address)
    expect(await isSignedBy(contracts(), other.address, MESSAGE, signature)).to.equal(false)
  })

  it('takes either signature of an account with a delegation', async () => {
    const silent = await fundedWallet(world.chain)
    await delegateTo(world.chain, silent, (await deploy('SilentDelegate')).address)
    const plain = await silent.signMessage(MESSAGE)
    expect(await isSignedBy(contracts(), silent.address, MESSAGE, plain)).to.equal(true)

    const signing = await fundedWallet(world.chain)
    await delegateTo(world.chain, signing, (await deploy('SigningDelegate')).address)
    const own = await signing.signMessage(MESSAGE)
    expect(await isSignedBy(contracts(), signing.address, MESSAGE, own)).to.equal(true)
    expect(await isSignedBy(contracts(), signing.address, MESSAGE, concat(['0x01', own]))).to.equal(true)
    expect(await isSignedBy(contracts(), signing.address, MESSAGE, plain)).to.equal(false)
  })

  for (const [index, [name, isAccepted]] of behaviours.entries()) {
    it(`takes ${name} of a hostile wallet for ${isAccepted ? 'a yes' : 'a no'}`, async () => {
      const { contract, address } = await deploy('HostileWallet')
      await contract.getFunction('behave')(index)
      expect(await isSignedBy(contracts(), address, MESSAGE, '0x1234')).to.equal(isAccepted)
    })
  }

  it('does not take a plain signature for a contract, nor decide while the chain is dead', async () => {
    const owner = Wallet.createRandom()
    const { address } = await deploy('HostileWallet')
    expect(await isSignedBy(contracts(), address, MESSAGE, await owner.signMessage(MESSAGE))).to.equal(false)
    world.line.isCut = true
    const error = await errorOf(() => isSignedBy(contracts(), address, MESSAGE, '0x1234'))
    world.line.isCut = false
    expect(error).to.be.instanceOf(UnavailableError)
  })
})
