import { parentPort } from 'node:worker_threads'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import type { ReadAnswer, ReadTask } from './documentReader.ts'
import { readDocument } from './readDocument.ts'

/** The thread that reads documents for {@link createDocumentReader}. */
parentPort?.on('message', (task: ReadTask) => parentPort?.postMessage(answerTo(task)))

function answerTo({ bytes, behaviour }: ReadTask): ReadAnswer {
  try {
    return { document: readDocument(bytes, behaviour) }
  } catch (error) {
    // Errors lose their class on the way between threads.
    if (error instanceof InvalidInputError) return { refused: { code: error.code, message: error.message } }
    throw error
  }
}
