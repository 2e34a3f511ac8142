/** The standard vocabularies of CBV 2.0, section 7, as the bare words that JSON uses. */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

const dispositions = words(`
  active available completeness_inferred completeness_verified conformant container_closed container_open damaged destroyed
  dispensed disposed encoded expired inactive in_progress in_transit mismatch_class mismatch_instance mismatch_quantity
  needs_replacement no_pedigree_match non_conformant non_sellable_other partially_dispensed recalled reserved retail_sold
  returned sellable_accessible sellable_not_accessible stolen unavailable unknown`)

export interface Vocabulary {
  /** What a sentence calls a term of it. */
  readonly name: string
  /** Where the standard defines it. */
  readonly rule: string
  /** What stands before the word in its URI. */
  readonly uri: string
  /** What stands before the word in the URN that CBV 1 used; null where there was none. */
  readonly urn: string | null
  readonly terms: ReadonlySet<string>
}

const CBV = 'https://ref.gs1.org/cbv/'
/** The GS1 Web Vocabulary, where it is served and where the context of EPCIS 2.0.0 still has it. */
export const WEB_VOCABULARY = 'https://ref.gs1.org/voc/'
export const FORMER_WEB_VOCABULARY = /^https?:\/\/(www\.)?gs1\.org\/voc\//

export const vocabularies = {
  bizStep: {
    name: 'business step',
    rule: 'CBV 2.0 §7.1 Business steps',
    uri: `${CBV}BizStep-`,
    urn: 'urn:epcglobal:cbv:bizstep:',
    terms: words(`
      accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting
      decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting installing
      killing loading other packing picking receiving removing repackaging repairing replacing reserving retail_selling
      sampling sensor_reporting shipping staging_outbound stock_taking stocking storing transporting unloading unpacking
      void_shipping`),
  },
  disposition: {
    name: 'disposition',
    rule: 'CBV 2.0 §7.2 Dispositions',
    uri: `${CBV}Disp-`,
    urn: 'urn:epcglobal:cbv:disp:',
    terms: dispositions,
  },
  bizTransactionType: {
    name: 'business transaction type',
    rule: 'CBV 2.0 §7.3 Business transaction types',
    uri: `${CBV}BTT-`,
    urn: 'urn:epcglobal:cbv:btt:',
    terms: words('bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt'),
  },
  sourceOrDestinationType: {
    name: 'source or destination type',
    rule: 'CBV 2.0 §7.4 Source/Destination types',
    uri: `${CBV}SDT-`,
    urn: 'urn:epcglobal:cbv:sdt:',
    terms: words('owning_party possessing_party location'),
  },
  errorReason: {
    name: 'error reason',
    rule: 'CBV 2.0 §7.5 Error reason identifiers',
    uri: `${CBV}ER-`,
    urn: 'urn:epcglobal:cbv:er:',
    terms: words('did_not_occur incorrect_data'),
  },
  measurementType: {
    name: 'measurement type',
    rule: 'CBV 2.0 §7 Standard vocabularies, measurement types',
    uri: WEB_VOCABULARY,
    urn: null,
    terms: words(`
      AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Altitude AmountOfSubstance AmountOfSubstancePerUnitVolume
      Angle AngularAcceleration AngularMomentum AngularVelocity Area Capacitance Conductance Conductivity Count Density
      Dimensionless DoseEquivalent DoseEquivalentRate DynamicViscosity ElectricCharge ElectricCurrent ElectricCurrentDensity
      ElectricFieldStrength Energy Exposure Force Frequency Illuminance Inductance Irradiance KinematicViscosity Length
      LinearMomentum Luminance LuminousFlux LuminousIntensity MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass
      MassConcentration MassFlowRate MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power
      Pressure RadiantFlux RadiantIntensity Radioactivity RelativeHumidity Resistance Resistivity SolidAngle SpecificVolume
      Speed SurfaceDensity SurfaceTension Temperature Time Torque Voltage Volume VolumeFlowRate VolumeFraction VolumetricFlux
      Wavenumber`),
  },
  alertType: {
    name: 'sensor alert type',
    rule: 'CBV 2.0 §7 Standard vocabularies, sensor alert types',
    uri: WEB_VOCABULARY,
    urn: null,
    terms: words('ALARM_CONDITION ERROR_CONDITION'),
  },
  component: {
    name: 'component',
    rule: 'CBV 2.0 §7 Standard vocabularies, components',
    uri: `${CBV}Comp-`,
    urn: null,
    terms: words(`
      x y z axial_distance azimuth height spherical_radius polar_angle elevation_angle easting northing latitude longitude
      altitude`),
  },
} as const satisfies Record<string, Vocabulary>

const all: readonly Vocabulary[] = Object.values(vocabularies)

/** Whether the text is a URI within the standard vocabularies' own namespaces. */
export const isStandardUri = (text: string): boolean =>
  /^(urn:epcglobal:cbv:(bizstep|disp|btt|sdt|er):|https?:\/\/(ref|ns)\.gs1\.org\/(cbv|voc)\/|cbv:|gs1:)/.test(
    text,
  ) || FORMER_WEB_VOCABULARY.test(text)

/**
 * The bare word of a term in any of its forms: the word itself, the URI, the URN of CBV 1, or the URI with the prefix cbv or
 * gs1. null when the vocabulary has no such term.
 */
export function bareWord({ uri, urn, terms }: Vocabulary, text: string): string | null {
  const expanded = expandStandard(text)
  const word = [uri, urn].reduce<string>(
    (rest, start) => (start !== null && rest.startsWith(start) ? rest.slice(start.length) : rest),
    expanded,
  )
  return terms.has(word) ? word : null
}

/** The URI of a standard term in whichever form; other text as it is. */
export function expandStandard(text: string): string {
  if (text.startsWith('urn:epcglobal:cbv:')) {
    const vocabulary = all.find(({ urn }) => urn !== null && text.startsWith(urn))
    return vocabulary?.urn ? vocabulary.uri + text.slice(vocabulary.urn.length) : text
  }
  if (text.startsWith('cbv:')) return CBV + text.slice(4)
  if (text.startsWith('gs1:')) return WEB_VOCABULARY + text.slice(4)
  return text.replace(/^https?:\/\/ns\.gs1\.org\/cbv\//, CBV).replace(FORMER_WEB_VOCABULARY, WEB_VOCABULARY)
}
