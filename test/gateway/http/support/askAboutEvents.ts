import { expect } from 'chai'
import { deadlineIn } from '../../../../sdk/chain/time.ts'
import type { CaptureJobAnswer } from '../../../../sdk/gateway/epcisProtocol.ts'
import { signReadingsRequest } from '../../../../sdk/gateway/readingsRequest.ts'
import { eventually, HOSPITAL, STAFF_TOKEN, type World } from '../../../helpers/world.ts'
import { anchorReadings, readingsOf } from '../../epcis/anchoredReadings.ts'
import { appoint, commission } from '../../provenance/maker.ts'
import type { Ask } from './askAboutPacks.ts'

/** Everything about events: capturing, querying, naming queries, and the readings of a log. */
export async function askAboutEvents(world: World, ask: Ask): Promise<void> {
  const headers = { authorization: `Bearer ${STAFF_TOKEN}` }
  const person = await appoint(world, HOSPITAL, 'manufacturer', 'quality-assurance')
  const batch = await commission({ person }, ['1', '2'], { maker: HOSPITAL })
  const document = readingsOf(batch, 1, 'urn:of:readings')
  for (const path of ['', '/capture', '/events', '/queries']) await ask('OPTIONS', `/epcis${path}`)

  await ask('POST', '/epcis/capture', { json: document, headers })
  await ask('POST', '/epcis/capture', { json: document })
  await ask('POST', '/epcis/capture', { json: {}, headers })
  await ask('POST', '/epcis/capture', {
    body: new Uint8Array(1),
    headers: { ...headers, 'content-type': 'x/y' },
  })
  await ask('POST', '/epcis/capture', { json: document, headers: { ...headers, accept: 'text/xml' } })
  const [job] = (await ask('GET', '/epcis/capture', { headers })) as CaptureJobAnswer[]
  await eventually(async () => {
    const { running } = (await ask('GET', `/epcis/capture/${job?.captureID}`, {
      headers,
    })) as CaptureJobAnswer
    return running ? undefined : true
  })
  await ask('GET', '/epcis/capture/none', { headers })
  await ask('GET', '/epcis/capture?perPage=x', { headers })

  for (const path of ['/epcis/events', '/epcis/events/urn:of:readings', '/epcis/events/none']) {
    await ask('GET', path, { headers })
    await ask('GET', path)
  }
  await ask('GET', '/epcis/events?EQ_nothing=1', { headers })
  await ask('GET', '/epcis/events?maxEventCount=1', { headers })

  const query = { name: 'readings', query: { EXISTS_sensorElementList: null } }
  await ask('POST', '/epcis/queries', { json: query, headers })
  await ask('POST', '/epcis/queries', { json: query, headers })
  await ask('POST', '/epcis/queries', { json: { name: 'x', query: { EQ_nothing: 'x' } }, headers })
  await ask('POST', '/epcis/queries', { json: {}, headers })
  await ask('POST', '/epcis/queries', { json: query })
  for (const path of ['', '/readings', '/readings/events', '/none', '/none/events']) {
    await ask('GET', `/epcis/queries${path}`, { headers })
    await ask('GET', `/epcis/queries${path}`)
  }
  await ask('DELETE', '/epcis/queries/readings', { headers })
  await ask('DELETE', '/epcis/queries/readings', { headers })

  const { logId } = await anchorReadings(world, person, batch, 1, document)
  const node = world.oracles[0] ?? expect.fail('There is no node.')
  for (const { contracts, wallet } of [node, world.clinician]) {
    const deadline = await deadlineIn(contracts, 120)
    const { signature } = await signReadingsRequest(contracts, wallet, { logId, deadline })
    await ask('POST', `/epcis/readings/${logId}`, { json: { deadline, signature } })
  }
  await ask('POST', `/epcis/readings/${logId}`, { json: {} })
}
