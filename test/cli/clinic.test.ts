import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { Wallet } from 'ethers'
import { parseAuditBundle } from '../../sdk/audit/auditBundle.ts'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { deadlineIn } from '../../sdk/chain/time.ts'
import { readAttestations } from '../../sdk/clinical/readAttestations.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { didOf } from '../../sdk/identity/did.ts'
import { askForReport } from '../../sdk/inference/askForReport.ts'
import { awaitReport } from '../../sdk/inference/awaitReport.ts'
import { signEnrolment } from '../../sdk/records/enrol.ts'
import { heartBundle, loadHeartModel, observationOf } from '../helpers/heartModel.ts'
import { type Network, startNetwork } from './support/network.ts'
import { expectFailure, expectJson, runSalus, temporaryFolder } from './support/runSalus.ts'

const NAME = 'Ada Lovelace'

/** One story, told in order: a report is attested to, borne out, counted, and leads to a care plan. */
describe('salus, the clinician', () => {
  const folder = temporaryFolder(() => network?.close())
  const file = (name: string) => join(folder, name)
  const patient = Wallet.createRandom()
  let network: Network
  let on: string[]
  let staff: Record<string, string>
  let clinician: Record<string, string>
  let patientEnv: Record<string, string>
  let requestId = ''
  /** As old as the record says: the two must not contradict each other. */
  let birthDate = ''
  let reportRecord = `0x${'ab'.repeat(32)}`

  before(async () => {
    network = await startNetwork(folder)
    on = ['--rpc', network.rpc, '--deployments', network.deployments, '--gateway', network.gateway]
    const chain = on.slice(0, 4)
    staff = { SALUS_GATEWAY_TOKEN: network.staffToken }
    const { clinician: doctor, hospital, responder } = network.actors
    const publish = async (key: string, payer = {}) => {
      const env = { SALUS_KEY: key, ...payer }
      const { recoveryCode } = await expectJson<{ recoveryCode: string }>(
        ['identity', 'publish', ...chain],
        env,
      )
      return { SALUS_KEY: key, SALUS_RECOVERY_CODE: recoveryCode }
    }
    patientEnv = await publish(patient.privateKey, { SALUS_PAYER_KEY: responder.privateKey })
    clinician = await publish(doctor.privateKey)
    const own = connectContracts(network.deployment, patient.connect(network.provider))
    const enrolment = {
      patient: patient.address,
      custodianOrg: hospital.organisation,
      deadline: await deadlineIn(own, 600),
    }
    await gatewayClient({ url: network.gateway }).relayEnrolment(await signEnrolment(own, patient, enrolment))

    writeFileSync(file('bundle.json'), JSON.stringify(await namedBundle()))
    confirmed.push(`ada  lovelace, ${birthDate}`)
    const add = ['--patient', patient.address, '--category', 'cardiology', '--input', file('bundle.json')]
    const { recordId } = await expectJson<{ recordId: string }>(
      ['record', 'add', ...add, ...on.slice(4)],
      staff,
    )
    for (const [grantee, ...categories] of [
      [doctor.address, 'cardiology', 'risk-reports', 'care-plans'],
      ['committee', 'cardiology'],
    ]) {
      const terms = categories.flatMap((category) => ['--category', category])
      const args = [
        'consent',
        'grant',
        grantee ?? '',
        ...terms,
        '--purpose',
        'TREAT',
        '--for',
        '90d',
        '--relay',
      ]
      await expectJson([...args, ...on], patientEnv)
    }
    const evidence = ['--output', file('record.json'), '--evidence', file('evidence.json')]
    await expectJson(['record', 'get', recordId, ...evidence, ...on], clinician)
  })

  async function namedBundle() {
    const bundle = await heartBundle()
    const { value: age } = observationOf(bundle, 'age').valueQuantity as { value: number }
    const observedAt = new Date(Date.now() - 86_400_000)
    birthDate = `${observedAt.getUTCFullYear() - age}-01-01`
    for (const { resource } of bundle.entry) {
      if (resource.resourceType === 'Observation') {
        resource.effectiveDateTime = observedAt.toISOString()
        continue
      }
      resource.identifier = [{ system: 'urn:ietf:rfc:3986', value: didOf(31_402n, patient.address) }]
      resource.name = [
        { use: 'maiden', text: 'Ada Byron' },
        { given: ['Ada'], family: 'Lovelace' },
      ]
      resource.birthDate = birthDate
    }
    return bundle
  }

  /** Asks as the clinician, with an impression or without. */
  async function ask(impression: { likelihood: 'likely' } | undefined) {
    const { record } = parseAuditBundle(JSON.parse(readFileSync(file('evidence.json'), 'utf8')))
    const { clinician: doctor } = network.actors
    const contracts = connectContracts(network.deployment, new Wallet(doctor.privateKey, network.provider))
    const gateway = gatewayClient({ url: network.gateway })
    const { version } = await loadHeartModel()
    const question = {
      requester: doctor.address,
      modelVersion: version,
      purpose: 'TREAT' as const,
      records: [record.ref],
    }
    const asked = await askForReport(contracts, gateway, { ...question, impression })
    const { recordId } = await awaitReport(contracts, gateway, asked.requestId, { patience: 200 })
    return { requestId: asked.requestId, recordId, contracts }
  }

  const attest = (id: string, ...more: string[]) => ['report', 'attest', '--request', id, ...more, ...on]
  const confirmed: string[] = ['--yes', '--identifiers']

  describe('attests', () => {
    before(async () => {
      const asked = await ask({ likelihood: 'likely' })
      requestId = asked.requestId
      reportRecord = asked.recordId
    })

    it('only to a patient who was confirmed by name and birth date', async () => {
      const agree = attest(requestId, '--agree', '--keep', file('attestation.json'))
      await expectFailure(agree, 2, 'USAGE_INVALID', clinician)
      await expectFailure([...agree, '--yes'], 2, 'USAGE_INVALID', clinician)
      for (const wrong of [`Ada Byron, ${birthDate}`, 'Ada Lovelace, 1815-12-10', NAME]) {
        const sentence = await expectFailure(
          [...agree, '--yes', '--identifiers', wrong],
          1,
          'PATIENT_NOT_CONFIRMED',
          clinician,
        )
        expect(sentence).to.not.include('Lovelace').and.not.include(birthDate)
      }
      expect(existsSync(file('attestation.json'))).to.equal(false)
    })

    it('with one choice, and a reason that there is', async () => {
      const keep = ['--keep', file('attestation.json'), ...confirmed]
      await expectFailure(attest(requestId, ...keep), 2, 'USAGE_INVALID', clinician)
      const both = attest(requestId, '--agree', '--override', 'wrong-input', ...keep)
      await expectFailure(both, 2, 'USAGE_INVALID', clinician)
      const sentence = await expectFailure(
        attest(requestId, '--override', 'mood', ...keep),
        2,
        'USAGE_INVALID',
        clinician,
      )
      const help = (await runSalus(['report', 'attest', '--help'])).stdout
      for (const code of sentence.replace(/^.*reason: |\.$/g, '').split(', ')) expect(help).to.include(code)
      await expectFailure(attest(requestId, '--override', 'other', ...keep), 2, 'USAGE_INVALID', clinician)
      expect(existsSync(file('attestation.json'))).to.equal(false)
    })

    it('goes on where it was killed between the transaction and the gateway', async () => {
      const keep = [
        '--override',
        'known-diagnosis',
        '--note',
        'Since 2019',
        '--keep',
        file('attestation.json'),
      ]
      const args = attest(requestId, ...keep, ...confirmed)
      const first = await expectJson<{ transaction: object; commitment: string }>(args, clinician)
      expect(first.transaction).to.be.an('object')
      const again = await expectJson<{ transaction: null; commitment: string }>(args, clinician)
      expect(again).to.include({ transaction: null, commitment: first.commitment, verdict: 'overridden' })
      const kept = JSON.parse(readFileSync(file('attestation.json'), 'utf8'))
      expect(kept).to.have.all.keys('content', 'salt', 'commitment')

      const { contracts } = { contracts: connectContracts(network.deployment, network.provider) }
      const gateway = gatewayClient({ url: network.gateway, staffToken: network.staffToken })
      const [read] = await readAttestations(contracts, gateway, requestId)
      expect(read?.attestation).to.deep.equal(kept.content)
      expect(read?.attestation).to.include({ verdict: 'overridden', reasonCode: 'known-diagnosis' })

      // Neither other words with the same file, nor another file, say something else now.
      await expectFailure(
        attest(requestId, '--agree', '--keep', file('attestation.json'), ...confirmed),
        1,
        'ALREADY_ATTESTED',
        clinician,
      )
      await expectFailure(
        attest(requestId, '--agree', '--keep', file('another.json'), ...confirmed),
        1,
        'ALREADY_ATTESTED',
        clinician,
      )
    })

    it('not where the requester recorded no impression, and says why', async () => {
      const asked = await ask(undefined)
      const sentence = await expectFailure(
        attest(asked.requestId, '--agree', '--keep', file('none.json'), ...confirmed),
        1,
        'IMPRESSION_MISSING',
        clinician,
      )
      expect(sentence).to.include('impression')
    })

    it('and records the outcome, the latest of which counts', async () => {
      writeFileSync(file('request.json'), JSON.stringify({ requestId }))
      const args = ['report', 'outcome', '--request-file', file('request.json'), ...confirmed, ...on]
      const first = await expectJson<{ kept: string }>([...args, '--refuted'], clinician)
      expect(first.kept).to.equal(file(`outcome-${requestId.slice(2, 18)}.json`))
      const { stdout, code } = await runSalus([...args, '--confirmed'], clinician)
      expect(code).to.equal(0)
      expect(stdout).to.match(/outcome +confirmed\n/)
      const gateway = gatewayClient({ url: network.gateway, staffToken: network.staffToken })
      const [kept] = await gateway.listAttestations(requestId)
      expect(kept?.outcome?.content).to.include({ outcome: 'confirmed' })
    })
  })

  describe('agreement of a model', () => {
    it('is told to the staff, and not where so few could point to a person', async () => {
      const args = ['model', 'agreement', 'heart', ...on]
      const found = await expectJson<{ counts: null; published: object }>(args, staff)
      expect(found.counts).to.equal(null)
      expect(found.published).to.deep.equal({ reviewed: 0, overridden: 0, confirmed: 0, refuted: 0 })
      const table = await runSalus(args, staff)
      expect(table.stdout)
        .to.match(/Who +Reviewed +Overridden/)
        .and.include('fewer than 20')
      const hospital = { ...staff, SALUS_KEY: network.actors.hospital.privateKey }
      const sentence = await expectFailure([...args, '--publish'], 1, 'GATEWAY_REFUSED', hospital)
      expect(sentence).to.include('20')
      await expectFailure(args, 1, 'NOT_ACCREDITED', { SALUS_KEY: patient.privateKey })
    })
  })

  describe('care plans', () => {
    const write = (...more: string[]) => ['plan', 'write', '--patient', patient.address, ...more, ...on]
    let first = ''

    it('are written by a person who confirmed the patient, and opened again', async () => {
      writeFileSync(file('plan.txt'), 'Bring the blood pressure down.\n')
      const plan = ['--title', 'Angina', '--text-file', file('plan.txt'), '--report', reportRecord]
      const args = write(...plan, '--activity', 'Exercise test', '--activity', 'Diary')
      await expectFailure([...args, '--yes'], 2, 'USAGE_INVALID', clinician)
      await expectFailure(write('--title', 'Angina', ...confirmed), 2, 'USAGE_INVALID', clinician)
      const written = await expectJson<{ recordId: string }>([...args, ...confirmed], clinician)
      expect(written).to.include({ version: 1, replaces: null })
      first = written.recordId
      const { plan: shown } = await expectJson<{ plan: Record<string, unknown> }>(
        ['plan', 'show', first, '--purpose', 'PATRQT', ...on],
        patientEnv,
      )
      expect(shown).to.deep.include({
        title: 'Angina',
        description: 'Bring the blood pressure down.',
        activities: ['Exercise test', 'Diary'],
        reports: [reportRecord],
        patient: { did: didOf(31_402n, patient.address), name: NAME, birthDate },
      })
    })

    it('are replaced by a new version, which keeps what is not named', async () => {
      const args = write('--replaces', first, '--status', 'completed', ...confirmed)
      const { recordId } = await expectJson<{ recordId: string }>(args, clinician)
      const { stdout } = await runSalus(['plan', 'show', recordId, ...on], clinician)
      expect(stdout).to.match(
        new RegExp(`Ada Lovelace, born ${birthDate}\nplan +Angina \\(version 2, completed\\)`),
      )
      expect(stdout).to.include('Exercise test')
      const { plans } = await expectJson<{ plans: { recordId: string; status: string }[] }>(
        ['plan', 'list', ...on],
        patientEnv,
      )
      expect(plans.map(({ status }) => status)).to.deep.equal(['amended', 'active'])
      await expectFailure(args, 1, 'RECORD_NOT_ACTIVE', clinician)
    })

    it('are not written by whom the patient does not let, or about somebody else', async () => {
      const other = [
        'plan',
        'write',
        '--patient',
        network.actors.responder.address,
        '--title',
        'A',
        '--text',
        'B',
      ]
      await expectFailure([...other, ...confirmed, ...on], 1, 'PATIENT_NOT_CONFIRMED', clinician)
      const mine = write('--title', 'A', '--text', 'B', ...confirmed)
      await expectFailure(mine, 1, 'NOT_ACCREDITED', patientEnv)
    })
  })

  describe('monitoring', () => {
    const monitor = (...args: string[]) => ['monitor', ...args]
    const chain = () => on.slice(0, 4)
    let standingId = ''

    it('is proposed by a clinician, approved by the patient without funds, and announced', async () => {
      const output = file('standing.json')
      const proposal = ['--patient', patient.address, '--model', 'heart', '--category', 'vital-signs']
      const args = monitor('propose', ...proposal, '--for', '14d', '--heartbeat', '30m', '--output', output)
      const proposed = await expectJson<{ standingId: string; words: string }>(
        [...args, ...chain()],
        clinician,
      )
      standingId = proposed.standingId
      expect(proposed.words).to.match(/^Watch my vital signs for treatment until/)
      const announce = monitor('announce', '--input', output, ...on)
      await expectFailure(announce, 1, 'MONITORING_REFUSED', clinician)
      await expectFailure(
        monitor('approve', '--input', output, '--relay', ...on),
        1,
        'SIGNATURE_INVALID',
        clinician,
      )
      const approved = await expectJson(monitor('approve', '--input', output, '--relay', ...on), patientEnv)
      expect(approved).to.include({ standingId, words: proposed.words, relayed: true })
      expect(await network.provider.getBalance(patient.address)).to.equal(0n)
      expect(await expectJson(announce, clinician)).to.deep.equal({ standingId, announced: true })
      await expectJson(announce, clinician)
      const secret = readFileSync(`${output}.secret`, 'utf8')
      expect(readFileSync(output, 'utf8')).to.not.include(JSON.parse(secret).secret)
    })

    it('is listed with its alerts, and told of', async () => {
      interface Listed {
        readonly monitoring: readonly { standingId: string; offReason: string; alerts: readonly object[] }[]
      }
      const { monitoring } = await expectJson<Listed>(monitor('alerts', ...chain()), clinician)
      // Consent for vital signs was never given.
      expect(monitoring[0]).to.deep.include({ standingId, offReason: 'consent-ended', alerts: [] })
      const text = await runSalus(monitor('alerts', '--patient', patient.address, ...chain()))
      expect(text.stdout).to.match(/state +off: consent-ended/)
      const unknown = monitor('acknowledge', `0x${'77'.repeat(32)}`, ...chain())
      await expectFailure(unknown, 1, 'MONITORING_REFUSED', clinician)
      const { code, stdout } = await runSalus(monitor('watch', '--once', ...on), clinician)
      expect(code).to.equal(0)
      expect(stdout).to.satisfy((told: string) => told === '' || told.includes(standingId))
    })

    it('is ended by the patient at once, and not by a stranger', async () => {
      const end = monitor('end', standingId, ...on)
      await expectFailure(end, 1, 'NOT_CONTROLLER', { SALUS_KEY: network.actors.responder.privateKey })
      const ended = await expectJson(monitor('end', standingId, '--relay', ...on), patientEnv)
      expect(ended).to.include({ standingId, relayed: true })
      const text = await runSalus(monitor('alerts', '--patient', patient.address, ...chain()))
      expect(text.stdout).to.match(/state +ended/)
    })
  })
})
