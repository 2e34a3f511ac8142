import type { Socket } from 'node:net'
import { plainAnswer } from './bodyTime.ts'

/** Answers what never became a request: headers that are too large, too slow, or not HTTP. */
export function answerBrokenRequests(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  socket.write(answerTo(error.code))
  socket.destroySoon()
}

function answerTo(code: string | undefined): string {
  if (code === 'HPE_HEADER_OVERFLOW') return plainAnswer(431, 'INPUT_TOO_LARGE', 'The headers are too large.')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return plainAnswer(408, 'MESSAGE_SLOW', 'The headers did not arrive in time.')
  }
  return plainAnswer(400, 'MESSAGE_INVALID', 'The request is not HTTP that can be read.')
}
