import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import type { GatewayContext } from '../../gateway/context.ts'
import { openSqliteStore } from '../../gateway/store/sqliteStore.ts'
import { watchChain } from '../../gateway/watch.ts'
import { deadlineIn } from '../../sdk/chain/time.ts'
import { signGrant } from '../../sdk/consent/signedGrant.ts'
import { disclosureHash } from '../../sdk/disclosures/disclosure.ts'
import { expectError } from '../helpers/expectError.ts'
import { roles } from '../helpers/terms.ts'
import {
  addBundle,
  createWorld,
  enrolPatient,
  eventually,
  HOSPITAL,
  recordRequestOf,
  startHospital,
  termsFor,
  type World,
} from '../helpers/world.ts'

describe('gateway: what goes wrong elsewhere', () => {
  let world: World
  beforeEach(async () => {
    world = await createWorld()
  })
  afterEach(() => world.close())
  const rpc = (method: string, ...params: unknown[]) => world.chain.provider.request({ method, params })

  it('logs what it promised although another account of the organisation took its period', async () => {
    const first = await startHospital(world)
    const patient = await enrolPatient(world, first.client)
    const { recordId } = await addBundle(first.staff, patient)
    await first.close()
    const store = openSqliteStore(`${first.dataFolder}/gateway.sqlite`)
    store.placeReceipts(
      0,
      store.receiptsToAnchor(10).map(({ id }) => id),
    )
    store.close()
    const { relayer } = world
    await world.chain.contracts.accreditationRegistry.accredit(
      relayer.wallet.address,
      HOSPITAL,
      roles.custodian,
      2 ** 36,
    )
    await (await relayer.contracts.disclosureLog.append(0, `0x${'11'.repeat(32)}`, 1, 1)).wait()

    const second = await startHospital(world, { dataFolder: first.dataFolder })
    await second.client.requestRecord(await recordRequestOf(patient, recordId, { purpose: 'PATRQT' }))
    await second.staff.anchorDisclosures()
    for (const { receipt, proof } of await second.staff.listDisclosures(recordId)) {
      if (!proof) throw new Error('Not anchored.')
      const isLogged = await relayer.contracts.disclosureLog.isLogged(
        proof.custodianOrg,
        proof.sequence,
        proof.index,
        disclosureHash(receipt.disclosure),
        [...proof.proof],
      )
      expect(isLogged).to.equal(true)
    }
  })

  it('counts what it paid for an act that the chain refused in the end', async () => {
    const hospital = await startHospital(world, { relayLimits: { perPatientAndDay: 2, perHour: 100 } })
    const patient = await enrolPatient(world, hospital.client)
    const grantee = world.clinician.wallet.address
    const sign = async () =>
      signGrant(patient.contracts, patient.wallet, {
        patient: patient.wallet.address,
        grantee,
        terms: await termsFor(patient),
        deadline: await deadlineIn(patient.contracts, 600),
      })
    await rpc('hardhat_setBalance', patient.wallet.address, '0x21e19e0c9bab2400000')
    const grant = await sign()
    await rpc('evm_setAutomine', false)
    let isAnswered = false
    const relayed = expectError(() => hospital.client.relayGrant(grant), 'CHAIN_REFUSED', /./).finally(() => {
      isAnswered = true
    })
    await eventually(
      async () =>
        ((await rpc('eth_getBlockByNumber', 'pending', false)) as { transactions: string[] }).transactions
          .length === 1,
    )
    await patient.contracts.consentRegistry.revoke(patient.wallet.address, grantee, {
      maxPriorityFeePerGas: 10n ** 11n,
      maxFeePerGas: 10n ** 12n,
      gasLimit: 500_000,
    })
    // Who begins to wait for a receipt while its block comes sees it with the next one.
    await eventually(async () => {
      await rpc('evm_mine')
      return isAnswered
    })
    await rpc('evm_setAutomine', true)
    await relayed
    const again = await sign()
    await expectError(() => hospital.client.relayGrant(again), 'RELAY_LIMIT', /./)
  })

  it('goes on watching when the store cannot be read', async () => {
    const stop = new AbortController()
    const errors: unknown[] = []
    const broken = () => {
      throw new Error('SQLITE_IOERR')
    }
    const context = {
      contracts: world.hospital.contracts,
      index: { head: broken },
      store: { releasedRecords: () => [], recordsToAnchor: broken, erasures: () => [] },
    } as unknown as GatewayContext
    const watching = watchChain(context, {
      interval: 1,
      sweepInterval: 1,
      signal: stop.signal,
      onError: (error) => {
        errors.push(error)
        if (errors.length > 10) stop.abort()
      },
    })
    await watching
    expect(errors.length).to.be.greaterThan(10)
  })

  it('does not say that a record is erased while another program keeps its keys in the file', async () => {
    const hospital = await startHospital(world, { sweepInterval: 50 })
    const patient = await enrolPatient(world, hospital.client)
    const { recordId } = await addBundle(hospital.staff, patient)
    const own = await hospital.client.requestRecord(
      await recordRequestOf(patient, recordId, { purpose: 'PATRQT' }),
    )
    const reader = new DatabaseSync(`${hospital.dataFolder}/gateway.sqlite`)
    reader.exec('BEGIN')
    reader.prepare('SELECT count(*) FROM records').get()
    const holds = async () => {
      const names = (await readdir(hospital.dataFolder)).filter((name) => name.startsWith('gateway.sqlite'))
      const files = await Promise.all(names.map((name) => readFile(join(hospital.dataFolder, name))))
      return files.some((file) => file.includes(own.record.salt))
    }
    const answer = await hospital.staff.eraseRecord(recordId).catch((error: { code: string }) => error)
    expect(await holds()).to.equal(true)
    expect((answer as { code?: string }).code).to.equal('STORE_UNAVAILABLE')
    reader.exec('COMMIT')
    reader.close()
    // Its own sweep may be first to finish: then it holds no such record any more.
    const last = await hospital.staff.eraseRecord(recordId).catch((error: { code: string }) => error)
    if ('code' in last) expect(last.code).to.equal('RECORD_NOT_FOUND')
    expect(await holds()).to.equal(false)
  })

  it('refuses a key request whose deadline no signature can carry', async () => {
    const hospital = await startHospital(world)
    const hash = `0x${'11'.repeat(32)}`
    const signature = await world.relayer.wallet.signMessage('')
    await expectError(
      () => hospital.client.requestKey({ requestId: hash, recordId: hash, deadline: 2 ** 50, signature }),
      'SIGNATURE_INVALID',
      /./,
    )
  })
})
