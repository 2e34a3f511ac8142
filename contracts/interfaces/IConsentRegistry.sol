// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Category, Purpose} from "../types/Types.sol";

/// @title May this grantee use this category of this patient's records for this purpose now?
/// @notice Follows HL7 FHIR Consent with a base of deny. A permit names a grantee (a person, an organisation for every
/// clinician accredited for it, or the oracle committee), categories, purposes and a period. {decide} is the one place
/// that answers, and everything that uses a record asks it at the time of use.
///
/// Every act of a patient can be sent as a transaction by the patient's controller, or signed under EIP-712 and sent by
/// anyone. A signed grant names the generation and the revision it builds on; every revocation, by any path, moves
/// them, so a grant signed before it fails. A signed revocation names only the count of revocations, which nothing but a
/// revocation moves, so nobody can stop it before its deadline, and once used it cannot end a later grant.
/// @custom:warning What a grantee has read cannot be unread. Addresses, categories, purposes and times are public.
interface IConsentRegistry {
    /// @notice The answer of {decide}.
    enum Decision {
        NoConsent,
        Permitted,
        Revoked,
        NotYetValid,
        Expired,
        CategoryNotCovered,
        PurposeNotCovered,
        AccreditationMissing
    }

    /// @notice What a permit allows.
    /// @param categories Mask of {Categories}.
    /// @param purposes Mask of {Purposes}.
    /// @param start First second of the permit.
    /// @param end First second after the permit.
    struct Terms {
        uint32 categories;
        uint32 purposes;
        uint40 start;
        uint40 end;
    }

    /// @notice What is stored of one grantee of one patient, in one slot.
    /// @param generation The patient's generation in which the permit was given.
    /// @param revision Count of changes: a signed grant names the one it builds on.
    /// @param revocations Count of revocations: a signed revocation names the one it follows.
    struct Permit {
        uint32 categories;
        uint32 purposes;
        uint40 start;
        uint40 end;
        uint32 generation;
        uint32 revision;
        uint32 revocations;
    }

    /// @notice A grant to be signed. The signed EIP-712 struct starts with {grantWords} of the terms, in plain words.
    struct SignedGrant {
        address patient;
        address grantee;
        Terms terms;
        uint32 generation;
        uint32 revision;
        uint40 deadline;
    }

    /// @notice A revocation to be signed.
    struct SignedRevocation {
        address patient;
        address grantee;
        uint32 revocations;
        uint40 deadline;
    }

    /// @notice A revocation of every permit, to be signed.
    struct SignedRevocationOfAll {
        address patient;
        uint32 generation;
        uint40 deadline;
    }

    /// @notice `patient` permits `grantee` the terms. Replaces what was permitted before.
    event ConsentGranted(
        address indexed patient,
        address indexed grantee,
        uint32 categories,
        uint32 purposes,
        uint40 start,
        uint40 end,
        uint32 revision
    );

    /// @notice `grantee` has no permit of `patient` any more.
    event ConsentRevoked(address indexed patient, address indexed grantee, uint32 revision);

    /// @notice Nobody has a permit of `patient` any more.
    event AllConsentsRevoked(address indexed patient, uint32 generation);

    /// @notice `account` does not control `patient`.
    error NotController(address patient, address account);

    /// @notice A patient cannot be a grantee of its own, and nobody can be the zero address.
    error InvalidGrantee(address grantee);

    /// @notice The mask is empty or has bits that are no category.
    error InvalidCategories(uint32 categories);

    /// @notice The mask is empty or has bits that are no purpose.
    error InvalidPurposes(uint32 purposes);

    /// @notice The period is empty or already over.
    error InvalidPeriod(uint40 start, uint40 end);

    /// @notice The category or the purpose asked about does not exist.
    error UnknownQuestion(Category category, Purpose purpose);

    /// @notice The purpose asked about does not exist.
    error UnknownPurpose(Purpose purpose);

    /// @notice {decide} does not permit `grantee` one of the categories asked about.
    error ConsentMissing(address patient, address grantee, Decision decision);

    /// @notice The signed grant builds on a generation or revision that is not the current one.
    error StaleGrant(uint32 generation, uint32 revision, uint32 currentGeneration, uint32 currentRevision);

    /// @notice The signed revocation names a count that has not been reached.
    error FutureRevocation(uint32 named, uint32 current);

    /// @notice Permits `grantee` the `terms`, or changes what is permitted. Only the patient's controller.
    function grant(address patient, address grantee, Terms calldata terms) external;

    /// @notice {grant} by a signature of the patient's controller. Does nothing if exactly this grant is in force.
    function grantBySignature(SignedGrant calldata request, bytes calldata signature) external;

    /// @notice Ends the permit of `grantee`. Only the patient's controller. Does nothing but move the counters if there
    /// is none, so that grants signed before fail.
    function revoke(address patient, address grantee) external;

    /// @notice {revoke} by a signature of the patient's controller. Does nothing if it has been used, or another
    /// revocation of the same permit came first.
    function revokeBySignature(SignedRevocation calldata request, bytes calldata signature) external;

    /// @notice Ends every permit of `patient` at once. Only the patient's controller.
    function revokeAll(address patient) external;

    /// @notice {revokeAll} by a signature of the patient's controller. Does nothing if it has been used.
    function revokeAllBySignature(SignedRevocationOfAll calldata request, bytes calldata signature) external;

    /// @notice May `grantee` use `category` of `patient`'s records for `purpose` now?
    /// @dev A grantee's own permit is asked first, then that of the organisation it is a clinician of. Purposes other
    /// than the patient's or family's own request need a live accreditation of the grantee. Those two name a person:
    /// an organisation's permit does not serve them.
    function decide(
        address patient,
        address grantee,
        Category category,
        Purpose purpose
    ) external view returns (Decision);

    /// @notice The patient's generation; reverts unless {decide} permits each grantee each category for the purpose now.
    /// @param categories Mask of {Categories}, not empty.
    function requirePermitted(
        address patient,
        address[] calldata grantees,
        uint32 categories,
        Purpose purpose
    ) external view returns (uint32 generation);

    /// @notice The account that acts for `patient`.
    function controllerOf(address patient) external view returns (address);

    /// @notice Count of the times `patient` revoked everything.
    function generationOf(address patient) external view returns (uint32);

    /// @notice What is stored of `grantee`. Whether it permits anything now is for {decide} to say.
    function permitOf(address patient, address grantee) external view returns (Permit memory);

    /// @notice The plain words that a patient signs for these terms.
    function grantWords(Terms calldata terms) external pure returns (string memory);
}
