import { expect } from 'chai'
import {
  AbiCoder,
  concat,
  dataSlice,
  getAddress,
  keccak256,
  Signature,
  TypedDataEncoder,
  toBeHex,
  Wallet,
  ZeroAddress,
  ZeroHash,
} from 'ethers'
import { byAddress, type Chain, connectChain, organisation } from '../helpers/chain.ts'
import {
  accreditEveryone,
  configureCommittee,
  farFuture,
  organisations,
  type ReportValue,
  randomHash,
  signReport,
} from '../helpers/scenario.ts'
import { roles } from '../helpers/terms.ts'
import { oracleDomain, reportTypes } from '../helpers/typedData.ts'
import { freshState } from './support/freshState.ts'

const delay = 86_400
const curveOrder = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/** Accredits `count` new oracles of as many organisations. In increasing order of address. */
async function createOracles(chain: Chain, count: number): Promise<Wallet[]> {
  const wallets = Array.from({ length: count }, () => new Wallet(Wallet.createRandom().privateKey)).sort(
    byAddress,
  )
  for (const [index, wallet] of wallets.entries()) {
    await chain.contracts.accreditationRegistry.accredit(
      wallet.address,
      organisation(`new oracle ${index}`),
      roles.oracle,
      farFuture,
    )
  }
  return wallets
}

const addresses = (signers: readonly { address: string }[]) => signers.map((signer) => signer.address)

describe('OracleCommittee', () => {
  const prepare = async (announcementDelay: number) => {
    const chain = await connectChain({ announcementDelay })
    await accreditEveryone(chain)
    await chain.networkHelpers.time.increase(announcementDelay + 1)
    const committee = chain.contracts.oracleCommittee
    const { oracles, authority, stranger } = chain.accounts
    return { chain, committee, oracles, authority, stranger }
  }

  describe('configure', () => {
    const state = freshState(() => prepare(delay))

    it('announces a configuration that starts after the delay', async () => {
      const { chain, committee, oracles } = state()
      const signers = addresses(oracles)
      const organisationsInOrder = await Promise.all(
        signers.map((signer) => chain.contracts.accreditationRegistry.organisationOf(signer, roles.oracle)),
      )
      const digest = keccak256(
        AbiCoder.defaultAbiCoder().encode(
          ['uint256', 'address', 'uint32', 'address[]', 'address[]', 'uint8'],
          [chain.chainId, await committee.getAddress(), 1, signers, organisationsInOrder, 1],
        ),
      )
      const sent = await committee.configure(signers, 1)
      const from = (await chain.networkHelpers.time.latest()) + delay
      await expect(sent)
        .to.emit(committee, 'CommitteeAnnounced')
        .withArgs(digest, signers, organisationsInOrder, 1, from)
      const configuration = [digest, BigInt(from), 4n, 1n, 3n]
      const none = [ZeroHash, 0n, 0n, 0n, 0n]
      expect(await committee.nextConfiguration()).to.deep.equal(configuration)
      expect(await committee.currentConfiguration()).to.deep.equal(none)
      await chain.networkHelpers.time.increaseTo(from - 1)
      expect(await committee.currentConfiguration()).to.deep.equal(none)
      expect(await committee.isSigner(signers[0] ?? '')).to.equal(false)
      await chain.networkHelpers.time.increaseTo(from)
      expect(await committee.currentConfiguration()).to.deep.equal(configuration)
      expect(await committee.nextConfiguration()).to.deep.equal(none)
      for (const signer of signers) expect(await committee.isSigner(signer)).to.equal(true)
    })

    it('keeps the current one until the next starts, also over several announcements', async () => {
      const { chain, committee, oracles } = state()
      const { time } = chain.networkHelpers
      const others = await createOracles(chain, 5)
      await time.increase(delay)
      await committee.configure(addresses(oracles), 1)
      await time.increase(delay)
      const first = (await committee.currentConfiguration()).digest

      await committee.configure(addresses(others).slice(0, 4), 1)
      await time.increase(delay / 2)
      await committee.configure(addresses(others), 1)
      // The replaced announcement never starts, and the new one has its full wait.
      await time.increase(delay / 2 + 10)
      expect((await committee.currentConfiguration()).digest).to.equal(first)
      expect(await committee.isSigner(oracles[0]?.address ?? '')).to.equal(true)
      expect(await committee.isSigner(others[0]?.address ?? '')).to.equal(false)
      await time.increase(delay / 2)
      expect((await committee.currentConfiguration()).size).to.equal(5)
      expect(await committee.isSigner(oracles[0]?.address ?? '')).to.equal(false)
      for (const other of others) expect(await committee.isSigner(other.address)).to.equal(true)

      // A configuration that has started unseen is not lost when the next one is announced.
      await committee.configure(addresses(oracles), 1)
      expect((await committee.currentConfiguration()).size).to.equal(5)
      expect((await committee.nextConfiguration()).size).to.equal(4)
    })

    it('gives the same signers another digest each time', async () => {
      const { chain, committee, oracles } = state()
      await committee.configure(addresses(oracles), 1)
      const { digest } = await committee.nextConfiguration()
      await committee.configure(addresses(oracles), 1)
      expect((await committee.nextConfiguration()).digest).to.not.equal(digest)
      await chain.networkHelpers.time.increase(delay)
      await committee.configure(addresses(oracles), 1)
      expect((await committee.nextConfiguration()).digest).to.not.equal(
        (await committee.currentConfiguration()).digest,
      )
    })

    it('is for the authority alone', async () => {
      const { committee, oracles, stranger } = state()
      await expect(committee.connect(stranger).configure(addresses(oracles), 1))
        .to.be.revertedWithCustomError(committee, 'NotAuthority')
        .withArgs(stranger.address)
    })

    it('refuses signers that are not accredited oracles now', async () => {
      const { chain, committee, oracles, stranger } = state()
      const withStranger = [...oracles.slice(0, 3), stranger].sort(byAddress)
      await expect(committee.configure(addresses(withStranger), 1))
        .to.be.revertedWithCustomError(committee, 'SignerNotAccredited')
        .withArgs(stranger.address)
      const waiting = await createOracles(chain, 4)
      await expect(committee.configure(addresses(waiting), 1))
        .to.be.revertedWithCustomError(committee, 'SignerNotAccredited')
        .withArgs(waiting[0]?.address)
    })

    it('refuses signers out of order, twice, or zero', async () => {
      const { committee, oracles } = state()
      const [a = '', b = '', c = '', d = ''] = addresses(oracles)
      for (const [signers, previous, signer] of [
        [[b, a, c, d], b, a],
        [[a, a, b, c], a, a],
        [[a, b, d, c], d, c],
        [[ZeroAddress, a, b, c], ZeroAddress, ZeroAddress],
      ] as const) {
        await expect(committee.configure([...signers], 1))
          .to.be.revertedWithCustomError(committee, 'SignersNotIncreasing')
          .withArgs(previous, signer)
      }
    })
  })

  describe('sizes', () => {
    const state = freshState(async () => {
      const prepared = await prepare(0)
      return { ...prepared, many: await createOracles(prepared.chain, 31) }
    })

    it('have the quorum ⌊(n+f)/2⌋+1, of which any two share an honest signer', async () => {
      const { committee, many } = state()
      for (const [size, faults, quorum] of [
        [4, 1, 3],
        [5, 1, 4],
        [6, 1, 4],
        [7, 2, 5],
        [10, 3, 7],
        [13, 4, 9],
        [31, 1, 17],
        [31, 10, 21],
      ] as const) {
        await committee.configure(addresses(many.slice(0, size)), faults)
        const current = await committee.currentConfiguration()
        expect([current.size, current.faults, current.quorum]).to.deep.equal(
          [size, faults, quorum].map(BigInt),
        )
        expect(2 * quorum - size).to.be.greaterThan(faults)
        expect(quorum).to.be.at.most(size - faults)
      }
    })

    it('are refused where f is not tolerated, or n is out of range', async () => {
      const { committee, many, stranger } = state()
      for (const [size, faults] of [
        [0, 0],
        [0, 1],
        [3, 1],
        [4, 0],
        [4, 2],
        [6, 2],
        [9, 3],
        [31, 11],
        [31, 255],
      ] as const) {
        await expect(committee.configure(addresses(many.slice(0, size)), faults))
          .to.be.revertedWithCustomError(committee, 'InvalidSize')
          .withArgs(size, faults)
      }
      await expect(committee.configure(addresses([...many, stranger]), 1))
        .to.be.revertedWithCustomError(committee, 'InvalidSize')
        .withArgs(32, 1)
    })

    it('are refused where two signers are of one organisation', async () => {
      const { chain, committee, oracles } = state()
      const [first, , , last] = oracles
      const org = await chain.contracts.accreditationRegistry.organisationOf(
        first?.address ?? '',
        roles.oracle,
      )
      await chain.contracts.accreditationRegistry.accredit(last?.address ?? '', org, roles.oracle, farFuture)
      await expect(committee.configure(addresses(oracles), 1))
        .to.be.revertedWithCustomError(committee, 'OrganisationRepeated')
        .withArgs(org)
    })
  })

  describe('exclude', () => {
    const state = freshState(() => prepare(0))

    it('takes a signer out at once, and leaves the quorum as it is', async () => {
      const { chain, committee, oracles } = state()
      const digest = await configureCommittee(chain)
      const [excluded] = addresses(oracles)
      await expect(committee.exclude(excluded ?? ''))
        .to.emit(committee, 'SignerExcluded')
        .withArgs(digest, excluded)
      expect(await committee.isSigner(excluded ?? '')).to.equal(false)
      expect((await committee.currentConfiguration()).quorum).to.equal(3)
    })

    it('is open to everyone once the signer is no accredited oracle any more', async () => {
      const { chain, committee, oracles, stranger } = state()
      await configureCommittee(chain)
      const [signer = ''] = addresses(oracles)
      await expect(committee.connect(stranger).exclude(signer))
        .to.be.revertedWithCustomError(committee, 'NotAuthority')
        .withArgs(stranger.address)
      await chain.contracts.accreditationRegistry.withdraw(signer)
      expect(await committee.isSigner(signer)).to.equal(false)
      await expect(committee.connect(stranger).exclude(signer)).to.emit(committee, 'SignerExcluded')
    })

    it('refuses who is not in the committee, or is out already', async () => {
      const { chain, committee, oracles, stranger } = state()
      const [signer = ''] = addresses(oracles)
      const refused = (account: string) =>
        expect(committee.exclude(account))
          .to.be.revertedWithCustomError(committee, 'NotSigner')
          .withArgs(account)
      await refused(signer)
      await configureCommittee(chain)
      await refused(stranger.address)
      await committee.exclude(signer)
      await refused(signer)
    })
  })

  describe('exclude while a configuration is announced', () => {
    const state = freshState(() => prepare(delay))

    it('takes the signer out of both, so that it does not come back by itself', async () => {
      const { chain, committee, oracles } = state()
      const { time } = chain.networkHelpers
      const [signer = ''] = addresses(oracles)
      await committee.configure(addresses(oracles), 1)
      const first = (await committee.nextConfiguration()).digest
      await expect(committee.exclude(signer)).to.emit(committee, 'SignerExcluded').withArgs(first, signer)
      await time.increase(delay)
      expect(await committee.isSigner(signer)).to.equal(false)

      await committee.configure(addresses(oracles), 1)
      const second = (await committee.nextConfiguration()).digest
      const other = oracles[1]?.address ?? ''
      const sent = committee.exclude(other)
      await expect(sent).to.emit(committee, 'SignerExcluded').withArgs(first, other)
      await expect(sent).to.emit(committee, 'SignerExcluded').withArgs(second, other)
      await time.increase(delay)
      expect(await committee.isSigner(other)).to.equal(false)
      expect(await committee.isSigner(signer)).to.equal(true)
    })
  })

  describe('verify', () => {
    const state = freshState(async () => {
      const prepared = await prepare(0)
      const configDigest = await configureCommittee(prepared.chain)
      const report: ReportValue = {
        consumer: getAddress(dataSlice(randomHash(), 12)),
        configDigest,
        requestId: randomHash(),
        modelVersion: randomHash(),
        outputHash: randomHash(),
      }
      const { chain, oracles } = prepared
      const sign = (indexes: number[], value = report) =>
        Promise.all(indexes.map((index) => signReport(chain, value, oracles.slice(index, index + 1))))
      return { ...prepared, report, sign }
    })

    it('hashes a report as ethers does', async () => {
      const { chain, committee, report } = state()
      const digest = TypedDataEncoder.hash(await oracleDomain(chain), reportTypes, { ...report })
      expect(await committee.digestOf(report)).to.equal(digest)
    })

    it('passes for every quorum', async () => {
      const { committee, report, sign } = state()
      for (const quorum of [
        [0, 1, 2],
        [0, 1, 3],
        [0, 2, 3],
        [1, 2, 3],
      ]) {
        await committee.verify(report, concat(await sign(quorum)))
      }
    })

    it('wants exactly a quorum of signatures', async () => {
      const { committee, report, sign } = state()
      const all = await sign([0, 1, 2, 3])
      const three = concat(all.slice(0, 3))
      for (const signatures of [
        '0x',
        concat(all.slice(0, 2)),
        concat(all),
        dataSlice(three, 1),
        concat([three, '0x00']),
      ]) {
        await expect(committee.verify(report, signatures))
          .to.be.revertedWithCustomError(committee, 'InvalidSignaturesLength')
          .withArgs(195, (signatures.length - 2) / 2)
      }
    })

    it('counts no signer twice and wants them in order', async () => {
      const { committee, oracles, report, sign } = state()
      const [a = '', b = '', c = ''] = addresses(oracles)
      for (const [order, previous, signer] of [
        [[0, 0, 1], a, a],
        [[0, 1, 1], b, b],
        [[1, 0, 2], b, a],
        [[0, 2, 1], c, b],
      ] as const) {
        await expect(committee.verify(report, concat(await sign([...order]))))
          .to.be.revertedWithCustomError(committee, 'SignersNotIncreasing')
          .withArgs(previous, signer)
      }
    })

    it('counts signers of the current configuration only', async () => {
      const { chain, committee, oracles, report, stranger } = state()
      const signers = [oracles[0], oracles[1], stranger].filter((signer) => signer !== undefined)
      await expect(committee.verify(report, await signReport(chain, report, signers)))
        .to.be.revertedWithCustomError(committee, 'NotSigner')
        .withArgs(stranger.address)
      await committee.exclude(oracles[1]?.address ?? '')
      await expect(committee.verify(report, await signReport(chain, report, oracles.slice(0, 3))))
        .to.be.revertedWithCustomError(committee, 'NotSigner')
        .withArgs(oracles[1]?.address)
      const others = oracles.filter((_, index) => index !== 1)
      await committee.verify(report, await signReport(chain, report, others))
    })

    it('names the position of a malformed signature', async () => {
      const { committee, report, sign } = state()
      const [first = '', second = '', third = ''] = await sign([0, 1, 2])
      const { r, s, v } = Signature.from(second)
      const malformed = [
        concat([r, toBeHex(curveOrder - BigInt(s), 32), v === 27 ? '0x1c' : '0x1b']),
        concat([r, s, '0x00']),
        `0x${'00'.repeat(65)}`,
      ]
      for (const bad of malformed) {
        await expect(committee.verify(report, concat([first, bad, third])))
          .to.be.revertedWithCustomError(committee, 'MalformedSignature')
          .withArgs(1)
      }
    })

    it('is for one report: every field counts', async () => {
      const { committee, report, sign } = state()
      const signatures = concat(await sign([0, 1, 2]))
      for (const field of ['requestId', 'modelVersion', 'outputHash'] as const) {
        const outcome = await committee.verify({ ...report, [field]: randomHash() }, signatures).then(
          () => 'passed',
          () => 'refused',
        )
        expect(outcome).to.equal('refused')
      }
      const other = { ...report, consumer: organisations.hospital }
      await expect(committee.verify(other, signatures)).to.revert(state().chain.ethers)
    })

    it('is for one chain', async () => {
      const { chain, oracles, report } = state()
      const elsewhere = await connectChain({ chainId: 31338 })
      await accreditEveryone(elsewhere)
      const digest = await configureCommittee(elsewhere)
      const twin = elsewhere.contracts.oracleCommittee
      expect(await twin.getAddress()).to.equal(await chain.contracts.oracleCommittee.getAddress())
      const value = { ...report, configDigest: digest }
      await expect(twin.verify(value, await signReport(chain, value, oracles.slice(0, 3)))).to.revert(
        elsewhere.ethers,
      )
      await twin.verify(value, await signReport(elsewhere, value, oracles.slice(0, 3)))
      await elsewhere.connection.close()
    })

    it('is for one committee: a signature for another contract counts for nobody', async () => {
      const { chain, committee, oracles, report } = state()
      const domain = await oracleDomain(chain)
      const elsewhere = [
        { ...domain, verifyingContract: organisations.hospital },
        { ...domain, chainId: 1 },
        { ...domain, version: '2' },
        { ...domain, name: 'Salus Records' },
      ]
      for (const other of elsewhere) {
        const signatures = concat(
          await Promise.all(
            oracles.slice(0, 3).map((oracle) => oracle.signTypedData(other, reportTypes, { ...report })),
          ),
        )
        const outcome = await committee.verify(report, signatures).then(
          () => 'passed',
          (error: Error) => error.message,
        )
        expect(outcome).to.match(/NotSigner|SignersNotIncreasing/)
      }
    })

    it('takes no digest of another chain, contract or number for the current configuration', async () => {
      const { chain, committee, oracles, report } = state()
      const signers = addresses(oracles)
      const organisationsInOrder = await Promise.all(
        signers.map((signer) => chain.contracts.accreditationRegistry.organisationOf(signer, roles.oracle)),
      )
      const digestOf = (chainId: bigint, contract: string, number: number) =>
        keccak256(
          AbiCoder.defaultAbiCoder().encode(
            ['uint256', 'address', 'uint32', 'address[]', 'address[]', 'uint8'],
            [chainId, contract, number, signers, organisationsInOrder, 1],
          ),
        )
      const own = await committee.getAddress()
      expect(digestOf(chain.chainId, own, 1)).to.equal(report.configDigest)
      for (const configDigest of [
        ZeroHash,
        randomHash(),
        digestOf(chain.chainId + 1n, own, 1),
        digestOf(chain.chainId, organisations.hospital, 1),
        digestOf(chain.chainId, own, 0),
        digestOf(chain.chainId, own, 2),
      ]) {
        const other = { ...report, configDigest }
        await expect(committee.verify(other, await signReport(chain, other, oracles.slice(0, 3))))
          .to.be.revertedWithCustomError(committee, 'ConfigurationMismatch')
          .withArgs(report.configDigest, configDigest)
      }
    })

    it('finds every signer of the largest committee, first to last, and nobody in between', async () => {
      const { chain, committee, report } = state()
      const many = await createOracles(chain, 31)
      await committee.configure(addresses(many), 10)
      const { digest: configDigest, quorum } = await committee.currentConfiguration()
      const value = { ...report, configDigest }
      for (const signers of [many.slice(0, Number(quorum)), many.slice(-Number(quorum))]) {
        await committee.verify(value, await signReport(chain, value, signers))
      }
      const middle = many[15] ?? expect.fail('no signer')
      const outsider = Wallet.createRandom()
      const others = [...many.slice(0, Number(quorum) - 1), new Wallet(outsider.privateKey)]
      await expect(committee.verify(value, await signReport(chain, value, others)))
        .to.be.revertedWithCustomError(committee, 'NotSigner')
        .withArgs(outsider.address)
      await committee.exclude(middle.address)
      await expect(committee.verify(value, await signReport(chain, value, many.slice(0, Number(quorum)))))
        .to.be.revertedWithCustomError(committee, 'NotSigner')
        .withArgs(middle.address)
      const last = many[30] ?? expect.fail('no signer')
      await committee.exclude(last.address)
      const remaining = many.filter(({ address }) => address !== middle.address && address !== last.address)
      await committee.verify(value, await signReport(chain, value, remaining.slice(-Number(quorum))))
    })

    it('lets the old signer set sign nothing after a rotation to others', async () => {
      const { chain, committee, oracles, report } = state()
      const others = await createOracles(chain, 4)
      await committee.configure(addresses(others), 1)
      const { digest: configDigest } = await committee.currentConfiguration()
      const value = { ...report, configDigest }
      for (const old of [oracles.slice(0, 3), [...others.slice(0, 2), ...oracles.slice(0, 1)]]) {
        const outcome = await committee.verify(value, await signReport(chain, value, old)).then(
          () => 'passed',
          (error: Error) => error.message,
        )
        expect(outcome).to.match(/NotSigner/)
      }
      await committee.verify(value, await signReport(chain, value, others.slice(0, 3)))
      // Back in the committee, the old signers sign under a new digest.
      const again = await configureCommittee(chain)
      expect(again).to.not.equal(report.configDigest)
      await expect(committee.verify(report, await signReport(chain, report, oracles.slice(0, 3))))
        .to.be.revertedWithCustomError(committee, 'ConfigurationMismatch')
        .withArgs(again, report.configDigest)
    })

    it('counts an exclusion for the configurations of its time only', async () => {
      const { chain, committee, oracles, report } = state()
      await committee.exclude(oracles[0]?.address ?? '')
      const configDigest = await configureCommittee(chain)
      const value = { ...report, configDigest }
      await committee.verify(value, await signReport(chain, value, oracles.slice(0, 3)))
    })

    it('refuses the configuration before and after the current one', async () => {
      const { chain, committee, oracles, report, sign } = state()
      const signatures = concat(await sign([0, 1, 2]))
      const current = await configureCommittee(chain)
      await expect(committee.verify(report, signatures))
        .to.be.revertedWithCustomError(committee, 'ConfigurationMismatch')
        .withArgs(current, report.configDigest)
      const renewed = { ...report, configDigest: current }
      await committee.verify(renewed, await signReport(chain, renewed, oracles.slice(0, 3)))
    })
  })

  it('verifies nothing before it is configured, not even for the zero digest', async () => {
    const { chain, committee, oracles } = await prepare(0)
    const report: ReportValue = {
      consumer: organisations.hospital,
      configDigest: ZeroHash,
      requestId: randomHash(),
      modelVersion: randomHash(),
      outputHash: randomHash(),
    }
    for (const signatures of ['0x', await signReport(chain, report, oracles.slice(0, 3))]) {
      await expect(committee.verify(report, signatures))
        .to.be.revertedWithCustomError(committee, 'ConfigurationMismatch')
        .withArgs(ZeroHash, ZeroHash)
    }
    await chain.connection.close()
  })
})
