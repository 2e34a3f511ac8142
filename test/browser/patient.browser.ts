import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { id, JsonRpcProvider, parseEther, toQuantity, Wallet } from 'ethers'
import type { Locator, Page } from 'playwright-core'
import { accredit } from '../../sdk/accreditation/accredit.ts'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { send } from '../../sdk/chain/send.ts'
import { chainTime } from '../../sdk/chain/time.ts'
import { listConsents } from '../../sdk/consent/listConsents.ts'
import { hexToBytes } from '../../sdk/crypto/bytes.ts'
import { encryptionIdentityFromSeed } from '../../sdk/crypto/encryptionIdentity.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { recordOfBytes } from '../../sdk/gateway/recordOfBytes.ts'
import { ensureEncryptionKey } from '../../sdk/identity/ensureEncryptionKey.ts'
import { requestInference } from '../../sdk/inference/requestInference.ts'
import type { StandingRequest } from '../../sdk/monitoring/standingRequest.ts'
import { requestRecord } from '../../sdk/records/requestRecord.ts'
import { loadHeartModel } from '../helpers/heartModel.ts'
import { type Stage, setStage } from './network.ts'
import {
  CHAIN,
  connect,
  expectAccessible,
  expectNoScroll,
  expectNothingKept,
  type OpenedPortal,
  openPortal,
} from './openPortal.ts'

/** Of a record whose author means ill: markup, and characters that turn the direction of reading. */
const HOSTILE =
  '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>\u202Egnp.exe'
const CONTENT = { resourceType: 'Bundle', type: 'collection', note: HOSTILE }

describe("the patient's pages", function () {
  this.timeout(240_000)
  let stage: Stage
  let portal: OpenedPortal
  let page: Page
  let provider: JsonRpcProvider
  const patient = Wallet.createRandom()
  const friend = Wallet.createRandom()
  let recoveryCode = ''
  let recordId = ''

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    const set = await setStage()
    if (!set) return this.skip()
    stage = set
    provider = new JsonRpcProvider(stage.network.rpcUrl, CHAIN, { staticNetwork: true, cacheTimeout: -1 })
    portal = await openPortal(stage, { keys: [patient, friend], path: 'patient/key' })
    page = portal.page
    await connect(page)
  })

  after(async () => {
    provider?.destroy()
    await portal?.close()
  })

  const button = (name: string | RegExp): Locator =>
    page.getByRole('button', { name, exact: typeof name === 'string' })
  const press = (name: string | RegExp) => button(name).click()
  const goTo = async (name: string) => {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click()
    await page.getByRole('heading', { level: 1 }).waitFor()
  }
  const alert = (text: string | RegExp) => page.getByRole('alert').filter({ hasText: text }).waitFor()
  const fund = (ether: string) =>
    provider.send('hardhat_setBalance', [patient.address, toQuantity(parseEther(ether))])
  const staff = () =>
    gatewayClient({ url: stage.network.gateway.url, staffToken: stage.network.actors.hospital.seed })
  const actAs = (key: string) => {
    const wallet = new Wallet(key, provider)
    return { wallet, contracts: connectContracts(stage.network.deployment, wallet) }
  }
  /** A real receipt of a released key. */
  const releasedReceipt = async () => {
    const { disclosures } = await staff().patientDisclosures(patient.address)
    const found = disclosures.find(({ receipt }) => receipt.disclosure.kind === 'release')
    if (!found) throw new Error('No key was released.')
    return found
  }
  const check = async (what: string) => {
    await expectAccessible(page, what)
    await page.setViewportSize({ width: 360, height: 800 })
    await expectNoScroll(page, what)
    await page.setViewportSize({ width: 1200, height: 900 })
  }

  it('makes a key: the recovery code is shown once, and without ether it says what to do', async () => {
    await press('Make my key')
    recoveryCode = (await page.locator('.recovery-code').textContent()) ?? ''
    expect(recoveryCode).to.match(/^[0-9A-Z-]{28,40}$/)
    const [sheet] = await Promise.all([page.waitForEvent('download'), press('Save the recovery sheet')])
    expect(await readFile(await sheet.path(), 'utf8')).to.contain(recoveryCode)
    expect(await button('Publish the key').getAttribute('aria-disabled')).to.equal('true')
    await page.getByLabel('I have written the code down').check()
    await check('a new key')
    await press('Publish the key')
    await alert('too little ether to pay')
    await fund('5')
    await press('Publish the key')
    await page.getByRole('heading', { name: 'Your key is published.' }).waitFor()
    expect(await page.getByText(recoveryCode).count()).to.equal(0)
    await check('a published key')
  })

  it('signs in, and lets the hospital keep records, free of charge', async () => {
    await goTo('My records')
    await press('Sign in with the wallet')
    await press('Let City Hospital keep my records')
    await page.getByText('City Hospital keeps no record of you yet.').waitFor()
    expect(portal.wallet.shown.at(-1)).to.have.nested.property(
      'message.words',
      'Let this organisation keep records about me',
    )
    await check('no records')
  })

  it('lists a record, opens it in the page after every check, shows hostile text as text, and saves it', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify(CONTENT))
    const description = {
      patient: patient.address,
      category: 'cardiology',
      mediaType: 'application/json',
    } as const
    recordId = (await staff().addRecord(await recordOfBytes(description, bytes))).recordId
    await press('Look again')
    await page.getByRole('cell', { name: 'Heart', exact: true }).waitFor()
    await press(/^Open Heart/)
    await press('Open')
    await page.getByText('Every check held').waitFor()
    const shown = await page.locator('pre').textContent()
    expect(shown).to.contain('<script>').and.to.contain('⟦U+202E⟧gnp.exe')
    expect(await page.locator('main img, main script').count()).to.equal(0)
    expect(await page.title()).to.equal('My records – Salus')
    const [saved] = await Promise.all([page.waitForEvent('download'), press('Save the record')])
    expect(saved.suggestedFilename()).to.equal('cardiology.json')
    expect(await readFile(await saved.path(), 'utf8')).to.equal(JSON.stringify(CONTENT))
    await check('an opened record')
  })

  it('shares by a preset, in plain words that the wallet shows too, after a rejection', async () => {
    await goTo('Share')
    await press('My cardiologist, for treatment, 3 months')
    const words = await page.locator('.quote').textContent()
    expect(words).to.match(
      /^Share my medications, vital signs, laboratory, cardiology, .* for treatment until 20/,
    )
    await check('what is to be shared')
    portal.wallet.rejectNext()
    await press('Sign, free of charge')
    await alert('rejected in the wallet')
    await press('Sign, free of charge')
    await page
      .getByRole('status')
      .filter({ hasText: 'Dr. Amara Osei may now see what you shared.' })
      .first()
      .waitFor()
    expect(portal.wallet.shown.at(-1)).to.have.nested.property('message.words', words)
    expect(portal.wallet.requests.at(-1)?.method).to.equal('eth_signTypedData_v4')
  })

  it('asks only for what is missing, and refuses an address that is none, or its own', async () => {
    await goTo('My records')
    await press(/^Share Heart/)
    expect(await page.getByLabel('Heart', { exact: true }).isChecked()).to.equal(true)
    await page.getByLabel('With whom').selectOption({ label: 'Somebody else, by address' })
    await page.getByLabel('Address of the account or organisation').fill('0x123')
    await page.getByText('This is not an address').waitFor()
    await page.getByLabel('Address of the account or organisation').fill(patient.address)
    await page.getByText('That is your own account').waitFor()
    await page.getByLabel('Address of the account or organisation').fill(friend.address)
    await page.getByLabel('Genetics').check()
    await page.getByText('This includes Genetics').waitFor()
    await press('Send it myself')
    await page.locator('.act.confirmed').waitFor()
    expect(portal.wallet.requests.at(-1)?.method).to.equal('eth_sendTransaction')
    await page.getByLabel('Genetics').uncheck()
    await page.getByText(/may see Heart and Genetics now\. This takes the place of that/).waitFor()
  })

  it('shows who may see what, takes one consent back in two clicks, and then all', async () => {
    await goTo('Who may see them')
    const rows = page.getByRole('table', { name: 'Consents' }).getByRole('row')
    await rows.filter({ hasText: 'Dr. Amara Osei' }).filter({ hasText: 'may see them' }).waitFor()
    await page.getByRole('heading', { name: 'Organisations that keep records of you' }).waitFor()
    await check('consents')
    await press(/^Take back the consent of 0x/)
    await check('asking whether it is meant')
    await press('Sign, free of charge')
    await rows.filter({ hasText: /^0x/ }).waitFor({ state: 'detached' })
    expect(portal.wallet.shown.at(-1)).to.have.nested.property(
      'message.words',
      'Stop sharing my records with this grantee',
    )
    await press('Take everything back')
    await page.getByRole('dialog', { name: 'Take back every consent?' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.textContent)).to.equal('Take everything back')
  })

  it('shows who has looked, each receipt checked against the chain', async () => {
    const { clinician } = stage.network.actors
    const { wallet, contracts } = actAs(clinician.privateKey)
    await ensureEncryptionKey(
      contracts,
      wallet,
      await encryptionIdentityFromSeed(hexToBytes(id('clinician'), 32)),
    )
    await requestRecord(contracts, wallet, gatewayClient({ url: stage.network.gateway.url }), {
      recordId,
      purpose: 'TREAT',
    })
    await goTo('Who has looked')
    const row = page.getByRole('row').filter({ hasText: 'Dr. Amara Osei' })
    await row.filter({ hasText: 'got the key' }).filter({ hasText: 'Treatment' }).waitFor()
    await page.getByText('Every receipt holds.').waitFor()
    await staff().anchorDisclosures()
    await goTo('Notices')
    await page.getByRole('row').filter({ hasText: 'A key of a record was released' }).first().waitFor()
    await check('notices')
    await goTo('Who has looked')
    await row.filter({ hasText: 'on the chain' }).waitFor()
    await check('disclosures')
  })

  it('shows what the AI oracle is asked, and stops what is open', async () => {
    const { wallet, contracts } = actAs(stage.network.actors.clinician.privateKey)
    await goTo('Requests')
    await page.getByText('Nobody has asked the AI oracle about you.').waitFor()
    await goTo('Share')
    await press('The AI oracle, on my heart, for treatment, 3 months')
    await press('Sign, free of charge')
    await page.locator('.act.confirmed').waitFor()
    const client = gatewayClient({ url: stage.network.gateway.url })
    const { record } = await requestRecord(contracts, wallet, client, { recordId, purpose: 'TREAT' })
    const heart = await loadHeartModel()
    const { models } = (await (await fetch(`${stage.network.portal.url}/portal.json`)).json()) as {
      models: { version: string; title: string }[]
    }
    // Not announced: the nodes never hear of it, and it stays open.
    await requestInference(contracts, {
      requester: wallet.address,
      modelVersion: models.find(({ title }) => title === heart.card.title)?.version ?? '',
      purpose: 'TREAT',
      secretHash: id('a secret'),
      impression: id('an impression'),
      records: [record.ref],
    })
    await goTo('Requests')
    const row = page
      .getByRole('row')
      .filter({ hasText: 'Dr. Amara Osei' })
      .filter({ hasText: heart.card.title })
    await row.filter({ hasText: 'open: no report yet' }).filter({ hasText: 'Treatment' }).waitFor()
    await check('requests to the AI oracle')
    await press('Stop what is open')
    await page.getByRole('dialog', { name: 'Take back the consent of the AI oracle?' }).waitFor()
    await press('Sign, free of charge')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    const { oracleCommittee } = stage.network.deployment.contracts
    const consents = await listConsents(contracts, patient.address)
    expect(consents.find(({ grantee }) => grantee === oracleCommittee)?.status).to.equal('revoked')
  })

  it('takes everything back in two clicks', async () => {
    await goTo('Who may see them')
    await press('Take everything back')
    await press('Sign, free of charge')
    await page.getByText('You have given consent to nobody.').waitFor()
    const { contracts } = actAs(stage.network.actors.clinician.privateKey)
    const consents = await listConsents(contracts, patient.address)
    expect(new Set(consents.map(({ status }) => status))).to.deep.equal(new Set(['revoked']))
  })

  /** The gateway answers with copies of a real receipt. Gives the sizes of the pages that it was asked for. */
  const answerWithReceipts = async (count: number) => {
    const { gateway, portal: served } = stage.network
    const real = await releasedReceipt()
    const limits: number[] = []
    await page.route(`${gateway.url}/v1/patients/*/disclosures*`, async (route) => {
      const query = new URL(route.request().url()).searchParams
      expect([query.get('order'), query.get('only')]).to.deep.equal(['newest', 'access'])
      limits.push(Number(query.get('limit')))
      const before = Math.min(Number(query.get('after') ?? count + 1), count + 1)
      const length = Math.min(Number(query.get('limit')), before - 1)
      await route.fulfill({
        headers: { 'access-control-allow-origin': new URL(served.url).origin },
        json: {
          total: count,
          disclosures: Array.from({ length }, (_, index) => ({ ...real, id: before - 1 - index })),
        },
      })
    })
    return { limits, real }
  }

  it('stays usable with ten thousand receipts: asks for a page of them, and for all where something is sought', async () => {
    const { limits, real } = await answerWithReceipts(10_000)
    await goTo('Notices')
    await goTo('Who has looked')
    await page.getByText('1–50 of 10,000').waitFor()
    expect(await page.getByRole('row').count()).to.equal(51)
    await page.getByText('Every receipt that is shown here holds.').waitFor()
    await press('Further rows')
    await page.getByText('51–100 of 10,000').waitFor()
    await press('Earlier rows')
    await page.getByText('1–50 of 10,000').waitFor()
    expect(limits).to.deep.equal([50, 200])
    await page.getByLabel('Find').fill(real.receipt.disclosure.recordId)
    // Twenty answers of a megabyte pass through the test itself.
    await page.getByText('10,000 of 10,000 receipts have it.').waitFor({ timeout: 120_000 })
    expect(limits.slice(2)).to.deep.equal(Array.from({ length: 20 }, () => 500))
    await page.getByLabel('Find').fill('nobody of that name')
    await page.getByText('0 of 10,000 receipts have it.').waitFor()
    await check('ten thousand receipts')
    await page.unroute(`${stage.network.gateway.url}/v1/patients/*/disclosures*`)
  })

  it('checks all receipts against the chain when it is asked to', async () => {
    await answerWithReceipts(120)
    await goTo('Notices')
    await goTo('Who has looked')
    await press('Check all 120 against the chain')
    await page.getByText('Every receipt holds.').waitFor()
    expect(await button('Check all 120 against the chain').getAttribute('aria-disabled')).to.equal('true')
    await page.unroute(`${stage.network.gateway.url}/v1/patients/*/disclosures*`)
  })

  it('tells of a broken glass, and who did it', async () => {
    const { wallet, contracts } = actAs(stage.network.actors.responder.privateKey)
    await send(contracts.emergencyAccess.connect(wallet).breakGlass(patient.address, id('a reason')))
    await goTo('Emergencies')
    const row = page.getByRole('row').filter({ hasText: 'Ambulance crew 7' })
    await row
      .filter({ hasText: 'open now, not reviewed yet' })
      .filter({ hasText: 'City Ambulance' })
      .waitFor()
    await check('emergencies')
    await page.getByLabel('Psychotherapy').check()
    await press('Save the choice')
    await page.getByText('Psychotherapy and substance use are kept out').waitFor()
    await goTo('Notices')
    await page.getByRole('row').filter({ hasText: 'An emergency was declared' }).waitFor()
  })

  it('marks alerts before other notices', async () => {
    const { gateway, portal: served, actors } = stage.network
    const notice = (number: number, kind: string) => ({
      id: number,
      at: new Date().toISOString(),
      kind,
      recordId: null,
      account: actors.clinician.address,
      purpose: null,
      monitoring: {
        standingId: id('standing'),
        patient: patient.address,
        alertId: id('alert'),
        severity: 'critical',
        count: 1,
        level: 1,
        offReason: 'none',
      },
    })
    const url = `${gateway.url}/v1/patients/*/notices*`
    await page.route(url, (route) => {
      const isFirst = Number(new URL(route.request().url()).searchParams.get('after') ?? 0) === 0
      return route.fulfill({
        headers: { 'access-control-allow-origin': new URL(served.url).origin },
        json: isFirst ? [notice(1, 'alert-raised'), notice(2, 'alert-escalated'), notice(3, 'erased')] : [],
      })
    })
    await goTo('Emergencies')
    await goTo('Notices')
    await page.getByRole('row').filter({ hasText: 'urgent An alert was raised' }).waitFor()
    await page.getByRole('row').filter({ hasText: 'urgent A critical alert is not acknowledged' }).waitFor()
    expect(await page.getByText('urgent').count()).to.equal(2)
    await check('alerts')
    await page.unroute(url)
  })

  it('opts out of everything, and in again', async () => {
    await goTo('Emergencies')
    await press('Share nothing with anyone, not even in an emergency')
    await press('Sign, free of charge')
    await page.getByText('You have opted out: nobody may see anything').first().waitFor()
    await press('Opt in again')
    await button('Share nothing with anyone, not even in an emergency').waitFor()
    await goTo('Who may see them')
    await page.getByText('You have given consent to nobody.').waitFor()
  })

  it('appoints a guardian, and dismisses them', async () => {
    await goTo('Guardians')
    await page.getByText('You have no guardian.').waitFor()
    await page.getByLabel('Address of the guardian’s account').fill(friend.address)
    await press('Appoint')
    await button('Dismiss').waitFor()
    await check('guardians')
    await press('Dismiss')
    await press('Send it myself')
    await page.getByText('You have no guardian.').waitFor()
  })

  it('tells of a recovery of the account that is under way, and cancels it', async () => {
    const { actors } = stage.network
    const other = Wallet.createRandom()
    const { contracts: authority } = actAs(actors.authority.privateKey)
    const until = (await chainTime(authority)) + 86_400
    await accredit(authority, other.address, actors.laboratory.organisation, ['clinician'], until)
    await provider.send('hardhat_setBalance', [other.address, toQuantity(parseEther('1'))])
    // Not as the hospital: its gateway sends by that account too, whenever it has something to send.
    const { contracts: clinician } = actAs(actors.clinician.privateKey)
    await goTo('Guardians')
    await page.getByText('No recovery is under way.').waitFor()
    await send(clinician.guardianship.proposeRecovery(patient.address, friend.address))
    const { contracts: laboratory } = actAs(other.privateKey)
    await send(
      laboratory.guardianship.confirmRecovery(patient.address, friend.address, actors.clinician.address),
    )
    await goTo('Emergencies')
    await goTo('Guardians')
    await alert('A recovery is proposed: 0x')
    await check('a recovery')
    await press('Cancel the recovery')
    await page.getByText('No recovery is under way.').waitFor()
    expect((await clinician.guardianship.recoveryOf(patient.address)).readyAt).to.equal(0n)
  })

  it("approves a clinician's proposal of a monitoring, free of charge, and ends it", async () => {
    const { contracts, wallet } = actAs(stage.network.actors.clinician.privateKey)
    const { modelRegistry, deployment } = contracts
    const [approved] = await modelRegistry.queryFilter(
      modelRegistry.filters.ModelApproved(),
      deployment.block,
    )
    const proposal: StandingRequest = {
      patient: patient.address,
      requester: wallet.address,
      modelVersion: approved?.args.version ?? '',
      purpose: 'TREAT',
      category: 'vital-signs',
      secretHash: id('a secret'),
      start: 0,
      end: Math.floor(Date.now() / 1000) + 90 * 86_400,
      heartbeat: 3600,
      nonce: '1',
    }
    const choose = (content: string) =>
      page
        .getByLabel('Proposal', { exact: true })
        .setInputFiles({ name: 'standing.json', mimeType: 'application/json', buffer: Buffer.from(content) })
    await goTo('Monitoring')
    await page.getByText('Nothing watches over you.').waitFor()
    await choose('<script>')
    await alert('not a proposal of a monitoring')
    await choose(JSON.stringify({ ...proposal, patient: friend.address }))
    await alert('This proposal is for another patient')
    await choose(JSON.stringify(proposal))
    await page.locator('.quote', { hasText: 'Watch my vital signs for treatment until' }).waitFor()
    await check('a proposal')
    await press('Sign, free of charge')
    const row = page.getByRole('row').filter({ hasText: 'Vital signs' }).filter({ hasText: 'Dr. Amara Osei' })
    await row.filter({ hasText: 'off: a consent that it needs is missing' }).waitFor()
    await press('End')
    await press('Sign, free of charge')
    await row.filter({ hasText: 'Ended' }).waitFor()
    expect(portal.wallet.shown.at(-1)).to.have.nested.property(
      'message.words',
      'Stop this monitoring of my records',
    )
  })

  it('writes the recovery sheet for the right code alone, and unlocks with it', async () => {
    await goTo('My key')
    const wrong = recoveryCode.replace(/^./, (first) => (first === '0' ? '1' : '0'))
    await page.getByLabel('Your recovery code').fill(wrong)
    await press('Check the code and save the sheet')
    await alert('This is not the recovery code of your key.')
    await page.getByLabel('Your recovery code').fill(recoveryCode.toLowerCase())
    const [sheet] = await Promise.all([
      page.waitForEvent('download'),
      press('Check the code and save the sheet'),
    ])
    expect(await readFile(await sheet.path(), 'utf8')).to.contain(patient.address)
    await press('Lock')
    await page.getByLabel('Recovery code', { exact: true }).fill(recoveryCode)
    await press('Unlock with the wallet')
    await button('Lock').waitFor()
  })

  it('says when the node or the organisation does not answer, and goes on once they do', async () => {
    const { gateway, rpcUrl } = stage.network
    await page.route(`${gateway.url}/**`, (route) => route.abort())
    await goTo('My records')
    await alert('The organisation’s server does not answer.')
    await page.unroute(`${gateway.url}/**`)
    await press('Try again')
    await page.getByRole('cell', { name: 'Heart', exact: true }).waitFor()
    await page.route(`${rpcUrl}/**`, (route) => route.abort())
    await goTo('Who may see them')
    await alert('The chain does not answer.')
    await page.unroute(`${rpcUrl}/**`)
    await press('Try again')
    await page.getByText('You have given consent to nobody.').waitFor()
  })

  it('deletes a record for good, once it is sure', async () => {
    await goTo('My records')
    await press(/^Open Heart/)
    await press('Delete this record')
    await check('asking whether to delete')
    await press('Keep it')
    await press('Delete this record')
    await press('Delete for good')
    await page
      .getByRole('cell', { name: 'erased' })
      .or(page.getByText('keeps no record of you yet'))
      .first()
      .waitFor()
  })

  it('has kept nothing, asked nobody else and complained of nothing but what was blocked on purpose', async () => {
    await expectNothingKept(portal)
    const { network } = stage
    const own = [network.portal.url, network.rpcUrl, network.gateway.url].map((url) => new URL(url).origin)
    expect([...portal.origins].filter((origin) => !own.includes(origin))).to.deep.equal([])
    const blocked = /net::ERR_FAILED|ERR_INTERNET|status of 4\d\d/
    expect(portal.complaints.filter((complaint) => !blocked.test(complaint))).to.deep.equal([])
    expect(page.url()).to.match(/#\/patient\/[a-z]+$/)
  })
})
