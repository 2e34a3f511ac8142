import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readDeployment } from '../../../../sdk/chain/node/readDeployment.ts'
import { expectError } from '../../../helpers/expectError.ts'

describe('sdk/chain/node/readDeployment', () => {
  let folder = ''
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'salus-test-'))
  })
  after(() => rm(folder, { recursive: true }))

  it('says which file is missing, not JSON or not a deployment', async () => {
    await expectError(() => readDeployment(join(folder, 'none.json')), 'DEPLOYMENT_NOT_FOUND', /none\.json/)
    await writeFile(join(folder, 'text.json'), '{ not json')
    await expectError(
      () => readDeployment(join(folder, 'text.json')),
      'DEPLOYMENT_INVALID',
      /text\.json is not JSON/,
    )
    await writeFile(join(folder, 'other.json'), '{}')
    await expectError(() => readDeployment(join(folder, 'other.json')), 'DEPLOYMENT_INVALID', /not valid/)
  })
})
