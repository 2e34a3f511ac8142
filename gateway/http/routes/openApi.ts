import { z } from 'zod'
import type { Server } from '../edge.ts'
import { answer, refusals } from '../openApi.ts'

export function openApiRoute(server: Server): void {
  server.get(
    '/openapi.json',
    {
      schema: {
        summary: 'This document',
        response: { 200: answer('An OpenAPI 3.1 document.', z.looseObject({})), ...refusals() },
      },
    },
    async () => server.swagger() as unknown as Record<string, unknown>,
  )
}
