import type { ChainEvent } from '../chainEvent.ts'
import { numberOf, structOf, textOf } from '../eventFields.ts'
import type { IndexStore } from '../indexStore.ts'

/** A version of a model. Times are seconds since 1970. */
export interface IndexedModel {
  readonly version: string
  readonly weightsHash: string
  readonly cardHash: string
  readonly preprocessingHash: string
  readonly runtimeHash: string
  /** Mask of purposes. */
  readonly purposes: number
  readonly status: 'approved' | 'suspended' | 'retired'
  /** First second of the latest approval. */
  readonly from: number
  readonly changedAt: number
}

/** Every version that was ever approved, in order. */
export async function models(store: IndexStore): Promise<IndexedModel[]> {
  const versions = new Map<string, IndexedModel>()
  await store.visit({ contracts: ['modelRegistry'] }, (event) => {
    const version = textOf(event, 'version')
    const next = modelAfter(versions.get(version), event)
    if (next) versions.set(version, next)
  })
  return [...versions.values()]
}

function modelAfter(model: IndexedModel | undefined, event: ChainEvent): IndexedModel | undefined {
  const changedAt = event.time
  if (event.name === 'ModelApproved') return approved(event)
  if (!model) return undefined
  switch (event.name) {
    case 'ModelSuspended':
      return { ...model, status: 'suspended', changedAt }
    case 'ModelReinstated':
      return { ...model, status: 'approved', from: numberOf(event, 'from'), changedAt }
    case 'ModelRetired':
      return { ...model, status: 'retired', changedAt }
    default:
      return model
  }
}

function approved(event: ChainEvent): IndexedModel {
  const descriptor = structOf(event, 'descriptor')
  const text = (name: string) => textOf({ ...event, args: descriptor }, name)
  return {
    version: textOf(event, 'version'),
    weightsHash: text('weightsHash'),
    cardHash: text('cardHash'),
    preprocessingHash: text('preprocessingHash'),
    runtimeHash: text('runtimeHash'),
    purposes: Number(text('purposes')),
    status: 'approved',
    from: numberOf(event, 'from'),
    changedAt: event.time,
  }
}
