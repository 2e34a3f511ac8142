/**
 * Primary keys of a GS1 Digital Link URI and the sequences of qualifiers that may follow each, in this order and any of them
 * left out (GS1 Digital Link: URI Syntax 1.3, section 3.6, "key-qualifiers").
 */
export const primaryKeys: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ['01', [['22', '10', '21'], ['235']]],
  ['8006', [['22', '10', '21']]],
  ['8010', [['8011']]],
  ['414', [['254'], ['7040']]],
  ['417', [['7040']]],
  ['8017', [['8019']]],
  ['8018', [['8019']]],
  ['00', []],
  ['253', []],
  ['255', []],
  ['401', []],
  ['402', []],
  ['8003', []],
  ['8004', []],
  ['8013', []],
])

/** Short names that releases up to 1.2 allowed in place of Application Identifiers: read, never written. */
export const shortNames: ReadonlyMap<string, string> = new Map([
  ['gtin', '01'],
  ['itip', '8006'],
  ['cpid', '8010'],
  ['gln', '414'],
  ['party', '417'],
  ['gsrnp', '8017'],
  ['gsrn', '8018'],
  ['gcn', '255'],
  ['sscc', '00'],
  ['gdti', '253'],
  ['ginc', '401'],
  ['gsin', '402'],
  ['grai', '8003'],
  ['giai', '8004'],
  ['gmn', '8013'],
  ['cpv', '22'],
  ['lot', '10'],
  ['ser', '21'],
  ['cpsn', '8011'],
  ['glnx', '254'],
  ['srin', '8019'],
  ['exp', '17'],
  ['expdt', '7003'],
])
