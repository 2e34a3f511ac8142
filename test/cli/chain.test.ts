import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { createServer, request as forward } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { Wallet } from 'ethers'
import { didOf } from '../../sdk/identity/did.ts'
import { heartBundle } from '../helpers/heartModel.ts'
import { type Network, startNetwork } from './support/network.ts'
import {
  expectFailure,
  expectJson,
  type Finished,
  fixture,
  runSalus,
  temporaryFolder,
} from './support/runSalus.ts'

const DEAD = 'http://127.0.0.1:1'

interface Sent {
  readonly transactionHash: string
  readonly gasUsed: number
}

interface Audited {
  readonly ok: boolean
  readonly checks: readonly { name: string; ok: boolean; code?: string; reason?: string }[]
}

/** One story, told in order: each test stands on what those before it left on the chain. */
describe('salus on a chain', () => {
  const folder = temporaryFolder(() => network?.close())
  const file = (name: string) => join(folder, name)
  const patient = Wallet.createRandom()
  let network: Network
  let chain: string[]
  let gateway: string[]
  let patientEnv: Record<string, string>
  let clinicianEnv: Record<string, string>
  let recordId: string

  before(async () => {
    network = await startNetwork(folder)
    chain = ['--rpc', network.rpc, '--deployments', network.deployments]
    gateway = ['--gateway', network.gateway]
    patientEnv = { SALUS_KEY: patient.privateKey }
    clinicianEnv = { SALUS_KEY: network.actors.clinician.privateKey }
  })

  const clinician = () => network.actors.clinician.address
  const decide = () => [
    'consent',
    'decide',
    '--patient',
    patient.address,
    '--grantee',
    clinician(),
    '--category',
    'cardiology',
    '--purpose',
    'TREAT',
    ...chain,
  ]

  describe('where it is', () => {
    it('says that Salus is not deployed on a chain it does not know', async () => {
      mkdirSync(file('none'))
      const args = ['consent', 'list', '--rpc', network.rpc, '--deployments', file('none')]
      const sentence = await expectFailure(args, 2, 'DEPLOYMENT_NOT_FOUND', patientEnv)
      expect(sentence).to.include('31402.json')
    })

    it('names the setting of a key that is missing or malformed, never the key', async () => {
      expect(await expectFailure(['consent', 'list', ...chain], 2, 'CONFIG_INVALID')).to.include('SALUS_KEY')
      const key = `${patient.privateKey.slice(0, -1)}g`
      const sentence = await expectFailure(['consent', 'list', ...chain], 2, 'KEY_INVALID', {
        SALUS_KEY: key,
      })
      expect(sentence).to.include('SALUS_KEY').and.not.include(key)
    })
  })

  it('reads secrets from a .env file in the current folder', async () => {
    writeFileSync(file('.env'), `SALUS_KEY=${patient.privateKey}\n`)
    const { code, stdout } = await runSalus(['consent', 'list', ...chain, '--json'], {}, { cwd: folder })
    expect(code).to.equal(0)
    expect(JSON.parse(stdout)).to.deep.equal({ patient: patient.address, consents: [] })
  })

  describe('identity', () => {
    it('shows no key of an account that published none', async () => {
      await expectFailure(['identity', 'show', patient.address, ...chain], 1, 'DID_KEY_MISSING')
    })

    it('makes no recovery code that nobody would see', async () => {
      const { code, stdout, stderr } = await runSalus(['identity', 'publish', ...chain], patientEnv)
      expect([code, stdout]).to.deep.equal([2, ''])
      expect(stderr).to.include('SALUS_RECOVERY_CODE')
    })

    it('says that an account has no funds', async () => {
      await expectFailure(['identity', 'publish', ...chain], 1, 'FUNDS_MISSING', patientEnv)
    })

    it('publishes a key with a new recovery code, paid for by another account', async () => {
      const payer = { SALUS_PAYER_KEY: network.actors.responder.privateKey }
      const found = await expectJson<{ recoveryCode: string; keyEpoch: number; keyId: string }>(
        ['identity', 'publish', ...chain],
        { ...patientEnv, ...payer },
      )
      expect(found.keyEpoch).to.equal(1)
      expect(found.recoveryCode).to.match(/^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$/)
      patientEnv.SALUS_RECOVERY_CODE = found.recoveryCode
      const shown = await expectJson(['identity', 'show', patient.address.toLowerCase(), ...chain])
      expect(shown).to.include({ account: patient.address, keyId: found.keyId, keyEpoch: 1 })
      expect(shown.did).to.equal(didOf(31_402n, patient.address))
    })

    it('publishes nothing twice, and replaces no key unasked', async () => {
      const again = await expectJson(['identity', 'publish', ...chain], patientEnv)
      expect(again).to.include({ published: false, keyEpoch: 1 })
      const { SALUS_RECOVERY_CODE: _, ...withoutCode } = patientEnv
      await expectFailure(['identity', 'publish', ...chain], 1, 'KEY_PUBLISHED', withoutCode)
    })

    it('counts key epochs up when a key is replaced', async () => {
      const first = await expectJson<{ recoveryCode: string }>(
        ['identity', 'publish', ...chain],
        clinicianEnv,
      )
      const second = await expectJson<{ recoveryCode: string }>(
        ['identity', 'publish', '--replace', ...chain],
        clinicianEnv,
      )
      expect(second).to.include({ keyEpoch: 2, published: true })
      expect(second.recoveryCode).to.not.equal(first.recoveryCode)
      clinicianEnv.SALUS_RECOVERY_CODE = second.recoveryCode
    })
  })

  describe('record', () => {
    const add = (input: string) => [
      'record',
      'add',
      '--patient',
      patient.address,
      '--category',
      'cardiology',
      '--input',
      input,
      ...gateway,
    ]

    it('enrols by signature, for an account without funds', async () => {
      const args = ['record', 'enrol', '--custodian', network.actors.hospital.organisation, ...chain]
      await expectFailure([...args, '--gateway', DEAD], 2, 'GATEWAY_UNAVAILABLE', patientEnv)
      const sent = await expectJson<Sent>([...args, ...gateway], patientEnv)
      const receipt = await network.provider.getTransactionReceipt(sent.transactionHash)
      expect(Number(receipt?.gasUsed)).to.equal(sent.gasUsed)
      expect(await network.provider.getBalance(patient.address)).to.equal(0n)
    })

    it('adds a record as staff', async () => {
      const bundle = await heartBundle()
      const yesterday = new Date(Date.now() - 86_400_000).toISOString()
      for (const { resource } of bundle.entry) {
        if (resource.resourceType === 'Observation') resource.effectiveDateTime = yesterday
        else {
          const value = didOf(31_402n, patient.address)
          resource.identifier = [{ system: 'urn:ietf:rfc:3986', value }]
        }
      }
      writeFileSync(file('bundle.json'), JSON.stringify(bundle))
      const staff = { SALUS_GATEWAY_TOKEN: network.staffToken }
      const stored = await expectJson<{ recordId: string }>(add(file('bundle.json')), staff)
      recordId = stored.recordId
      expect(recordId).to.match(/^0x[0-9a-f]{64}$/)
    })

    it('adds nothing for strangers, about somebody else, or that is no Bundle', async () => {
      const input = file('bundle.json')
      const staff = { SALUS_GATEWAY_TOKEN: network.staffToken }
      expect(await expectFailure(add(input), 2, 'CONFIG_INVALID')).to.include('SALUS_GATEWAY_TOKEN')
      await Promise.all([
        expectFailure(add(input), 1, 'NOT_AUTHORISED', { SALUS_GATEWAY_TOKEN: 'another token' }),
        expectFailure(add(fixture('bundle.json')), 1, 'RECORD_MISMATCH', staff),
        expectFailure(add(fixture('rows.csv')), 2, 'BUNDLE_INVALID', staff),
      ])
    })

    it('gives nothing without consent, and writes nothing', async () => {
      const args = ['record', 'get', recordId, '--output', file('stolen.json'), ...chain, ...gateway]
      await expectFailure(args, 1, 'CONSENT_MISSING', clinicianEnv)
      expect(existsSync(file('stolen.json'))).to.equal(false)
    })
  })

  describe('consent', () => {
    it('is asked for: no, with the reason', async () => {
      const found = await expectJson(decide(), {}, 1)
      expect(found).to.include({ permitted: false, decision: 'no-consent' })
    })

    it('is granted by signature, relayed, in the words that the wallet shows', async () => {
      const terms = ['--category', 'cardiology', '--category', 'risk-reports', '--purpose', 'TREAT']
      const args = [
        'consent',
        'grant',
        clinician(),
        ...terms,
        '--for',
        '90d',
        '--relay',
        ...chain,
        ...gateway,
      ]
      const sent = await expectJson<Sent & { words: string }>(args, patientEnv)
      expect(sent.words).to.match(
        /^Share my cardiology, risk reports with this account for treatment until \d{4}-/,
      )
      expect(sent.gasUsed).to.be.within(21_000, 75_000)
      expect((await runSalus(decide())).code).to.equal(0)

      const committee = ['--category', 'cardiology', '--purpose', 'treat', '--relay', ...chain, ...gateway]
      const { stdout, code } = await runSalus(['consent', 'grant', 'committee', ...committee], patientEnv)
      expect(code).to.equal(0)
      expect(stdout).to.match(/transaction +0x[0-9a-f]{64}\ngas +\d+,\d{3}\n/)
    })

    it('is granted by transaction, until a date', async () => {
      const terms = ['--category', 'laboratory', '--purpose', 'HRESCH', '--until', '2099-01-01']
      const args = ['consent', 'grant', patient.address, ...terms, ...chain]
      const sent = await expectJson<Sent & { terms: { end: number } }>(args, clinicianEnv)
      expect(sent.gasUsed).to.be.within(21_000, 60_000)
      expect(sent.terms.end).to.equal(Date.parse('2099-01-01') / 1000)
    })

    it('is not granted for a time that is over', async () => {
      const terms = ['--category', 'laboratory', '--purpose', 'HRESCH', '--until', '2001-01-01']
      await expectFailure(
        ['consent', 'grant', patient.address, ...terms, ...chain],
        1,
        'CONSENT_TERMS_INVALID',
        clinicianEnv,
      )
    })

    it('is not granted for somebody else', async () => {
      const terms = ['--category', 'cardiology', '--purpose', 'TREAT', '--patient', patient.address]
      const args = ['consent', 'grant', clinician(), ...terms, ...chain]
      await expectFailure(args, 1, 'NOT_CONTROLLER', { SALUS_KEY: network.actors.responder.privateKey })
    })

    it('is listed', async () => {
      const { consents } = await expectJson<{ consents: { grantee: string; status: string }[] }>(
        ['consent', 'list', ...chain],
        patientEnv,
      )
      expect(consents.map(({ grantee }) => grantee)).to.have.members([
        clinician(),
        network.deployment.contracts.oracleCommittee,
      ])
      expect(new Set(consents.map(({ status }) => status))).to.deep.equal(new Set(['in force']))
    })
  })

  describe('what consent allows', () => {
    const get = (output: string) => [
      'record',
      'get',
      recordId,
      '--output',
      output,
      '--evidence',
      file('evidence.json'),
      ...chain,
      ...gateway,
    ]

    it('opens no record with another recovery code', async () => {
      const other = { ...clinicianEnv, SALUS_RECOVERY_CODE: patientEnv.SALUS_RECOVERY_CODE ?? '' }
      await expectFailure(get(file('record.json')), 2, 'RECOVERY_CODE_INVALID', other)
      const { SALUS_KEY = '' } = clinicianEnv
      await expectFailure(get(file('record.json')), 2, 'CONFIG_INVALID', { SALUS_KEY })
      expect(existsSync(file('record.json'))).to.equal(false)
    })

    it('gets a record and its evidence, whole', async () => {
      const found = await expectJson(get(file('record.json')), clinicianEnv)
      expect(found).to.include({ recordId, category: 'cardiology', keyEpoch: 1 })
      expect(readFileSync(file('record.json'))).to.deep.equal(readFileSync(file('bundle.json')))
      const evidence = readFileSync(file('evidence.json'), 'utf8')
      expect(JSON.parse(evidence)).to.include({ format: 'salus-audit/1', request: null })
      expect(evidence).to.not.include('envelope')
    })

    it('diagnoses what it got', async () => {
      expect(
        (await runSalus(['diagnose', '--model', 'heart', '--input', file('record.json')])).code,
      ).to.equal(0)
    })

    it('asks for a report, opens it, and writes its page', async () => {
      const output = file('pages/report.html')
      const args = ['report', 'request', '--evidence', file('evidence.json'), '--model', 'heart']
      const more = ['--impression', 'likely', '--record', file('record.json'), '--save', file('report.json')]
      const { landed, outcome, standing } = await expectJson<{
        landed: { signers: { organisation: string }[] }
        outcome: { status: string }
        standing: { flags: unknown[] }
      }>([...args, ...more, '--output', output, '--wait', '200', ...chain, ...gateway], clinicianEnv)
      expect(landed.signers).to.have.length(3)
      expect(outcome.status).to.equal('answered')
      expect(standing.flags).to.deep.equal([])
      const page = readFileSync(output, 'utf8')
      expect(page)
        .to.match(/^<!doctype html>/)
        .and.include(landed.signers[0]?.organisation)
        .and.include('who asked held it for <bdi>likely</bdi>')
        .and.include('It saw: <bdi>cardiology</bdi>')
        .and.include('nothing on the chain speaks against it')
    })

    it('goes on where the gateway refused after the transaction, and where all was done', async () => {
      const target = new URL(network.gateway)
      let announcements = 0
      const door = createServer((incoming, response) => {
        const { method, url, headers } = incoming
        if (method === 'POST' && url === '/v1/inference-requests' && announcements++ === 0) {
          incoming.resume()
          response.writeHead(404)
          return void response.end('Not found')
        }
        const outgoing = forward(
          { host: target.hostname, port: target.port, method, path: url, headers },
          (answer) => {
            response.writeHead(answer.statusCode ?? 500, answer.headers)
            answer.pipe(response)
          },
        )
        incoming.pipe(outgoing)
      })
      await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
      const through = ['--gateway', `http://127.0.0.1:${(door.address() as AddressInfo).port}`]
      const sent = () => network.provider.getTransactionCount(clinician())
      try {
        const before = await sent()
        const kept = file('kept/request.json')
        const args = ['report', 'request', '--output', file('kept/report.html'), '--wait', '200', ...chain]
        const asked = ['--evidence', file('evidence.json'), '--model', 'heart', '--impression', 'unlikely']
        const sentence = await expectFailure(
          [...args, ...asked, '--keep', kept, ...through],
          1,
          'GATEWAY_REFUSED',
          clinicianEnv,
        )
        expect(sentence).to.include(`--resume ${kept}`)
        expect(await sent()).to.equal(before + 1)
        expect(statSync(kept).mode & 0o077).to.equal(0)
        const { requestId, impression } = JSON.parse(readFileSync(kept, 'utf8'))
        for (let time = 0; time < 2; time++) {
          const found = await expectJson([...args, '--resume', kept, ...through], clinicianEnv)
          expect(found).to.deep.include({ requestId, impression, request: null, kept })
        }
        expect(await sent()).to.equal(before + 1)

        const changed = { ...JSON.parse(readFileSync(kept, 'utf8')), secret: `0x${'ab'.repeat(32)}` }
        writeFileSync(file('kept/changed.json'), JSON.stringify(changed))
        const resumed = [...args, '--resume', file('kept/changed.json'), ...through]
        expect(await expectFailure(resumed, 2, 'USAGE_INVALID', clinicianEnv)).to.include('secret')
        await expectFailure([...args, '--resume', kept, ...asked], 2, 'USAGE_INVALID', clinicianEnv)
      } finally {
        door.closeAllConnections()
        door.close()
      }
    })

    it('verifies an opened report against the chain, and finds a changed one', async () => {
      const page = file('pages/verified.html')
      const args = ['report', 'verify', file('report.json'), ...chain]
      const found = await expectJson<Audited>([...args, '--page', page])
      expect(found.checks.map(({ ok }) => ok)).to.deep.equal([true, true, true, true])
      expect(readFileSync(page, 'utf8')).to.include('nothing on the chain speaks against it')
      const opened = JSON.parse(readFileSync(file('report.json'), 'utf8'))
      opened.report.outcome.probability = 0.01
      writeFileSync(file('changed.json'), JSON.stringify(opened))
      const changed = await expectJson<Audited>(['report', 'verify', file('changed.json'), ...chain], {}, 1)
      expect(changed.checks.map(({ code }) => code)).to.deep.equal(['REPORT_MISMATCH'])
      writeFileSync(file('no.json'), '{}')
      const sentence = await expectFailure(
        ['report', 'verify', file('no.json'), ...chain],
        2,
        'REPORT_INVALID',
      )
      expect(sentence).to.include('format')
    })

    it('sends no request where the gateway is dead', async () => {
      const before = await network.provider.getTransactionCount(clinician())
      const asked = ['report', 'request', '--evidence', file('evidence.json'), '--model', 'heart']
      const args = [...asked, '--impression', 'likely', ...chain]
      await expectFailure([...args, '--gateway', DEAD], 2, 'GATEWAY_UNAVAILABLE', clinicianEnv)
      expect(await network.provider.getTransactionCount(clinician())).to.equal(before)
    })
  })

  describe('verification', () => {
    const verify = (...more: string[]) => ['record', 'verify', file('evidence.json'), ...chain, ...more]
    const audit = (path: string, ...more: string[]) => ['audit', path, ...chain, ...more]

    /** Writes the evidence with a change, and gives its path. */
    function altered(
      name: string,
      change: (bundle: Record<string, unknown> & { record: { salt: string } }) => void,
    ) {
      const bundle = JSON.parse(readFileSync(file('evidence.json'), 'utf8'))
      change(bundle)
      writeFileSync(file(name), JSON.stringify(bundle))
      return file(name)
    }

    it('holds against an IPFS gateway and against a folder, with the content', async () => {
      const content = ['--content', file('record.json')]
      const overHttp = await expectJson<Audited>(verify('--ipfs', network.gateway, ...content))
      expect(overHttp.checks.map(({ ok }) => ok)).to.deep.equal([true, true, true])
      const onDisk = await runSalus(verify('--store', network.store))
      expect(onDisk.code).to.equal(0)
      expect(onDisk.stdout).to.include('✓ Record matches its anchor').and.include('All 2 checks pass.')
      expect((await expectJson<Audited>(audit(file('evidence.json'), '--store', network.store))).ok).to.equal(
        true,
      )
    })

    it('fails for other content', async () => {
      const bytes = readFileSync(file('record.json'))
      bytes[40] = (bytes[40] ?? 0) ^ 1
      writeFileSync(file('other.json'), bytes)
      const found = await expectJson<Audited>(
        verify('--store', network.store, '--content', file('other.json')),
        {},
        1,
      )
      expect(found.checks.filter(({ ok }) => !ok).map(({ name }) => name)).to.deep.equal([
        'Content matches the manifest',
      ])
    })

    it('fails for an altered salt, and for a locator that the custodian did not sign', async () => {
      const salted = altered('salted.json', ({ record }) => {
        record.salt = `0x${'00'.repeat(32)}`
      })
      const found = await expectJson<Audited>(audit(salted, '--store', network.store), {}, 1)
      expect(found.checks[0]).to.include({ ok: false, code: 'RECORD_MISMATCH' })

      const moved = altered('moved.json', (bundle) => {
        const { locator } = bundle.record as unknown as { locator: { keyEpoch: number } }
        locator.keyEpoch = 2
      })
      const other = await expectJson<Audited>(audit(moved, '--store', network.store), {}, 1)
      expect(other.checks[0]).to.include({ ok: false, code: 'LOCATOR_INVALID' })
    })

    it('refuses what is no bundle, of another chain, or not there', async () => {
      const store = ['--store', network.store]
      const foreign = altered('foreign.json', (bundle) => {
        bundle.chainId = 1
      })
      const [notJson] = await Promise.all([
        expectFailure(audit(fixture('rows.csv'), ...store), 2, 'AUDIT_BUNDLE_INVALID'),
        expectFailure(audit(fixture('bundle.json'), ...store), 2, 'AUDIT_BUNDLE_INVALID'),
        expectFailure(audit(foreign, ...store), 2, 'CHAIN_MISMATCH'),
        expectFailure(audit(file('none.json'), ...store), 2, 'INPUT_NOT_FOUND'),
        expectFailure(verify('--store', file('none')), 2, 'INPUT_NOT_FOUND'),
        expectFailure(verify('--ipfs', DEAD), 2, 'STORE_UNAVAILABLE'),
      ])
      expect(notJson).to.include('JSON')
    })

    it('names the block in which one bit was flipped, and a block that is missing', async () => {
      const { record } = JSON.parse(readFileSync(file('evidence.json'), 'utf8'))
      const [block = ''] = await Array.fromAsync(
        glob(`${network.store}/blocks/*/${record.locator.cid}.block`),
      )
      const whole = readFileSync(block)
      const flipped = Buffer.from(whole)
      flipped[100] = (flipped[100] ?? 0) ^ 1
      writeFileSync(block, flipped)
      const found = await expectJson<Audited>(verify('--store', network.store), {}, 1)
      expect(found.checks[1]).to.include({ ok: false, code: 'BLOCK_CORRUPT' })
      expect(found.checks[1]?.reason).to.include(record.locator.cid)
      writeFileSync(block, whole)

      mkdirSync(file('empty/blocks'), { recursive: true })
      const missing = await expectJson<Audited>(verify('--store', file('empty')), {}, 1)
      expect(missing.checks[1]).to.include({ ok: false, code: 'BLOCK_NOT_FOUND' })
    })
  })

  describe('revocation', () => {
    it('is relayed, and works at once', async () => {
      const args = ['consent', 'revoke', clinician(), '--relay', ...chain, ...gateway]
      const sent = await expectJson<Sent>(args, patientEnv)
      expect(sent.gasUsed).to.be.greaterThan(21_000)
      const found = await expectJson(decide(), {}, 1)
      expect(found).to.include({ permitted: false, decision: 'revoked' })
      const get = ['record', 'get', recordId, '--output', file('late.json'), ...chain, ...gateway]
      await expectFailure(get, 1, 'CONSENT_MISSING', clinicianEnv)
      expect(existsSync(file('late.json'))).to.equal(false)
    })

    it('revokes for everyone at once', async () => {
      await expectJson<Sent>(['consent', 'revoke', '--all', ...chain], clinicianEnv)
      const { consents } = await expectJson<{ consents: { status: string }[] }>(
        ['consent', 'list', ...chain],
        clinicianEnv,
      )
      expect(consents.map(({ status }) => status)).to.deep.equal(['revoked'])
    })
  })

  describe('what the gateway keeps', () => {
    interface Listed {
      readonly records: readonly { recordId: string; keyEpoch: number; status: string }[]
    }
    const list = (env: Record<string, string>, more: string[] = []) =>
      expectJson<Listed>(['record', 'list', ...more, ...chain, ...gateway], env)

    it('is listed for the patient, and not for whose consent is gone', async () => {
      const { records } = await list(patientEnv)
      expect(records.find((record) => record.recordId === recordId)).to.include({ status: 'active' })
      const others = await list(clinicianEnv, ['--patient', patient.address])
      expect(others.records).to.deep.equal([])
    })

    it('is told of: who had a key, who was refused one, and that each receipt holds', async () => {
      interface Told {
        readonly disclosures: readonly { disclosure: { kind: string; grantee?: string }; standing: string }[]
      }
      const args = ['record', 'disclosures', ...chain, ...gateway]
      const { disclosures } = await expectJson<Told>(args, patientEnv)
      const kinds = new Set(disclosures.map(({ disclosure }) => disclosure.kind))
      expect([...kinds]).to.include.members(['locator', 'release', 'refusal'])
      for (const { standing } of disclosures) expect(standing).to.be.oneOf(['logged', 'promised'])
      const text = await runSalus(args, patientEnv)
      expect(text.stdout)
        .to.match(/key released/)
        .and.to.contain(clinician())

      // Some time after the revocation, by itself.
      const isRekeyed = ({ stdout }: Finished) => /was encrypted anew/.test(stdout)
      const tell = () => runSalus(['record', 'notices', ...chain, ...gateway], patientEnv)
      let notices = await tell()
      while (notices.code === 0 && !isRekeyed(notices)) notices = await tell()
      expect(notices.code).to.equal(0)
      expect(notices.stdout).to.match(/a key was released to/)
      await expectFailure([...args, '--patient', patient.address], 1, 'NOT_CONTROLLER', clinicianEnv)
    })

    it('is encrypted anew for the patient, and not for a stranger', async () => {
      const before = (await list(patientEnv)).records.find((record) => record.recordId === recordId)
      const rekey = ['record', 'rekey', recordId, ...chain, ...gateway]
      const { keyEpoch } = await expectJson<{ keyEpoch: number }>(rekey, patientEnv)
      expect(keyEpoch).to.be.greaterThan(before?.keyEpoch ?? 0)
      await expectFailure(rekey, 1, 'RECORD_NOT_FOUND', clinicianEnv)
    })

    it('is erased for the patient, who must mean it, and not for a stranger', async () => {
      const erase = ['record', 'erase', recordId, ...chain, ...gateway]
      await expectFailure(erase, 2, 'USAGE_INVALID', patientEnv)
      await expectFailure([...erase, '--yes'], 1, 'RECORD_NOT_FOUND', clinicianEnv)
      await expectJson<Sent>([...erase, '--yes'], patientEnv)
      const { records } = await list(patientEnv)
      expect(records.map((record) => record.recordId)).not.to.include(recordId)
    })
  })
})
