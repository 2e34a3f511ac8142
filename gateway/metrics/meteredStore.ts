import type { GatewayStore } from '../store/gatewayStore.ts'
import type { Metrics } from './metrics.ts'

/** The same store, which counts what is written down: what is not on disk did not happen. */
export function meteredStore(store: GatewayStore, metrics: Metrics): GatewayStore {
  return {
    ...store,
    addRecord(record, keeping) {
      store.addRecord(record, keeping)
      metrics.countIngested(record.manifest.size)
    },
    addAnswer(answer) {
      const isNew = store.addAnswer(answer)
      if (isNew) metrics.countDisclosure(answer.receipt.disclosure)
      return isNew
    },
    replaceLocator(record, keeping) {
      store.replaceLocator(record, keeping)
      metrics.countRekey()
    },
  }
}
