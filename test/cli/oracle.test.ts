import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { openKeystore } from '../../oracle/keys/keystore.ts'
import { expectFailure, expectJson, runSalus } from './support/runSalus.ts'

describe('salus oracle', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'salus-oracle-'))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  it('selfcheck proves every shipped model', async () => {
    const checked = await expectJson<{ backend: string; models: { name: string; cases: string[] }[] }>([
      'oracle',
      'selfcheck',
    ])
    expect(checked.backend).to.equal('wasm')
    expect(checked.models.map(({ name }) => name)).to.include('heart')
    for (const { cases } of checked.models) expect(cases.length).to.be.greaterThan(0)
    const { stdout, code } = await runSalus(['oracle', 'selfcheck'])
    expect(code).to.equal(0)
    expect(stdout)
      .to.match(/heart .*3 of 3/)
      .and.match(/fingerprint +0x[0-9a-f]{64}/)
  })

  it('keystore create writes what its passphrase opens, for its owner alone, and overwrites nothing', async () => {
    const output = join(folder, 'oracle.json')
    const file = join(folder, 'passphrase')
    await writeFile(file, 'a passphrase in a file\n')
    const created = await expectJson<{ address: string }>(
      ['oracle', 'keystore', 'create', '--output', output],
      {
        SALUS_ORACLE_PASSPHRASE_FILE: file,
      },
    )
    const text = await readFile(output, 'utf8')
    expect((await stat(output)).mode & 0o077).to.equal(0)
    const { privateKey } = await openKeystore(text, 'a passphrase in a file')
    expect(privateKey).to.match(/^0x/)
    expect(created.address).to.match(/^0x[0-9a-fA-F]{40}$/)

    const sentence = await expectFailure(
      ['oracle', 'keystore', 'create', '--output', output],
      2,
      'USAGE_INVALID',
      { SALUS_ORACLE_PASSPHRASE: 'another passphrase' },
    )
    expect(sentence).to.contain('exists already')
    expect(await readFile(output, 'utf8')).to.equal(text)
  })

  it('keystore create makes no account where a remote signer has it', async () => {
    const output = join(folder, 'remote.json')
    const passphrase = 'a passphrase of the environment'
    const created = await expectJson(
      ['oracle', 'keystore', 'create', '--for-remote-signer', '--output', output],
      { SALUS_ORACLE_PASSPHRASE: passphrase },
    )
    expect(created.address).to.equal(null)
    expect((await openKeystore(await readFile(output, 'utf8'), passphrase)).privateKey).to.equal(null)
  })

  it('keystore create needs a passphrase, and a long one', async () => {
    const create = ['oracle', 'keystore', 'create', '--output', join(folder, 'none.json')]
    await expectFailure(create, 2, 'USAGE_INVALID')
    await expectFailure(create, 2, 'KEYSTORE_INVALID', { SALUS_ORACLE_PASSPHRASE: 'short' })
    await expectFailure(create, 2, 'INPUT_NOT_FOUND', {
      SALUS_ORACLE_PASSPHRASE_FILE: join(folder, 'nowhere'),
    })
  })
})
