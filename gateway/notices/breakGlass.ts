import { getAddress } from 'ethers'
import { read } from '../../sdk/chain/send.ts'
import type { GatewayContext } from '../context.ts'
import type { ChainEvent } from '../index/chainEvent.ts'

/** Tells a patient of ours that a responder broke the glass. */
export function noticeGlassBroken(context: GatewayContext, { args, time }: ChainEvent): void {
  const { episodeId, patient, responder } = args
  notice(context, 'glass-broken', String(episodeId), String(patient), String(responder), time)
}

/** Tells a patient of ours that the window was closed. @returns the patient */
export async function noticeGlassClosed(
  context: GatewayContext,
  { args, time }: ChainEvent,
): Promise<string> {
  const episodeId = String(args.episodeId)
  const { patient, responder } = await read(context.contracts.emergencyAccess.episodeOf(episodeId))
  notice(context, 'glass-closed', episodeId, patient, responder, time)
  return getAddress(patient)
}

function notice(
  { store }: GatewayContext,
  kind: 'glass-broken' | 'glass-closed',
  episodeId: string,
  patient: string,
  responder: string,
  time: number,
): void {
  // Of people whose records are kept elsewhere this gateway has nothing to say.
  if (store.recordsOf(patient).length === 0) return
  const at = new Date(time * 1000).toISOString()
  const content = { at, kind, recordId: null, account: responder, purpose: null }
  store.addNotice(patient, content, `${kind}:${episodeId}`)
}
