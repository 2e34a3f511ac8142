// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Category, Purpose} from "../types/Types.sol";

/// @title May this grantee use this category of this patient's records for this purpose now?
/// @notice Follows HL7 FHIR Consent with a base of deny. A rule names a grantee: an account (a person, or the oracle
/// committee), or an organisation, for every clinician accredited for it. {decide} is the one place that answers, and
/// everything that uses a record asks it at the time of use. It answers by the first of these that applies: the patient's
/// own account, opt-out, a deny of the grantee or of its organisation, an open emergency, a permit.
///
/// Every act of a patient can be sent as a transaction by the patient's controller, or signed under EIP-712 and sent by
/// anyone. Permissive acts name the generation and the revision they build on; every restrictive act, by any path, moves
/// one of them to a value that cannot be foreseen, so a grant signed before it fails, and one signed in advance for a later
/// state does too. Restrictive acts name only a count of their own kind, which nothing else moves, so nobody can stop one
/// before its deadline, and once used it cannot end a later grant.
/// @custom:trust A guardian may grant and revoke within a mandate (see {IGuardianship}); two parties of different
/// organisations may move the controller after a delay in which the patient can stop them.
/// @custom:warning What a grantee has read cannot be unread. Addresses, categories, purposes and times are public.
interface IConsentRegistry {
    /// @notice The answer of {decide}. Only `Permitted` and `Emergency` let a record be used.
    enum Decision {
        NoConsent,
        Permitted,
        Revoked,
        NotYetValid,
        Expired,
        CategoryNotCovered,
        PurposeNotCovered,
        AccreditationMissing,
        Denied,
        OptedOut,
        Emergency
    }

    /// @notice The acts that take something away.
    enum Restriction {
        Revoke,
        Deny,
        RevokeAll,
        OptOut
    }

    /// @notice What a patient has said about a grantee.
    enum Rule {
        None,
        PermitAccount,
        PermitOrganisation,
        Deny
    }

    /// @notice What a permit allows.
    /// @param isOrganisation Whether the grantee is an organisation: the permit is then for its accredited clinicians.
    /// @param categories Mask of {Categories}.
    /// @param purposes Mask of {Purposes}.
    /// @param start First second of the permit; 0 for at once.
    /// @param end First second after the permit.
    struct Terms {
        bool isOrganisation;
        uint32 categories;
        uint32 purposes;
        uint40 start;
        uint40 end;
    }

    /// @notice What is stored of one grantee of one patient, in one slot.
    /// @param generation The patient's generation in which the rule was made.
    /// @param revision What a signed grant must name. A grant adds 1; every restrictive act draws it anew.
    /// @param revocations Count of the controller's revocations, modulo 2^24: a signed revocation names the one it follows.
    /// @param denials Count of denials, modulo 2^16: a signed denial names the one it follows.
    struct Permit {
        Rule rule;
        uint32 categories;
        uint32 purposes;
        uint40 start;
        uint40 end;
        uint32 generation;
        uint32 revision;
        uint24 revocations;
        uint16 denials;
    }

    /// @notice What is stored of one patient, in one slot.
    /// @param controller Account that acts for the patient; zero for the patient's own.
    /// @param generation What a rule must have been made in. Every act that ends all consents draws it anew.
    /// @param revocations Count of revocations of all consents, modulo 2^16.
    /// @param optOuts Count of opt-outs, modulo 2^16.
    /// @param isOptedOut Whether nobody but the patient may use anything.
    struct Header {
        address controller;
        uint32 generation;
        uint16 revocations;
        uint16 optOuts;
        bool isOptedOut;
    }

    /// @notice One question to {decideMany}.
    struct Question {
        address patient;
        address grantee;
        Category category;
        Purpose purpose;
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

    /// @notice A restrictive act to be signed. The signed EIP-712 struct starts with its plain words.
    /// @param grantee Whom it concerns; zero for acts that concern everyone.
    /// @param count The count of acts of this kind so far: {Permit-revocations}, {Permit-denials},
    /// {Header-revocations} or {Header-optOuts}.
    struct SignedRestriction {
        Restriction restriction;
        address patient;
        address grantee;
        uint24 count;
        uint40 deadline;
    }

    /// @notice The end of an opt-out, to be signed.
    struct SignedOptIn {
        address patient;
        uint32 generation;
        uint40 deadline;
    }

    /// @notice `patient` permits `grantee` the terms. Replaces what was said about it before.
    event ConsentGranted(
        address indexed patient,
        address indexed grantee,
        bool isOrganisation,
        uint32 categories,
        uint32 purposes,
        uint40 start,
        uint40 end
    );

    /// @notice `grantee` has no permit of `patient` any more.
    event ConsentRevoked(address indexed patient, address indexed grantee);

    /// @notice `patient` denies `grantee`, and every member of it if it is an organisation, whatever else is permitted.
    event ConsentDenied(address indexed patient, address indexed grantee);

    /// @notice Grants to `grantee` that `patient` signed and nobody has submitted are void.
    event PendingGrantsCancelled(address indexed patient, address indexed grantee);

    /// @notice Nobody has a permit of `patient` any more. Denials stay.
    event AllConsentsRevoked(address indexed patient);

    /// @notice Nobody but `patient` may use anything of theirs.
    event OptedOut(address indexed patient);

    /// @notice `patient` may give consent again. Nothing from before the opt-out counts.
    event OptedIn(address indexed patient);

    /// @notice `guardian` acted for `patient` in this transaction.
    event GuardianActed(address indexed patient, address indexed guardian);

    /// @notice `controller` acts for `patient` from now on. Nothing from before counts.
    event ControllerMoved(address indexed patient, address indexed controller);

    /// @notice The act at `index` of {relay} failed, with this revert data.
    event ActFailed(uint256 indexed index, bytes reason);

    /// @notice `account` does not control `patient`, or may not do this as a guardian.
    error NotController(address patient, address account);

    /// @notice A guardian's grant must end with the mandate at the latest.
    error OutlivesMandate(uint40 end, uint40 mandateEnd);

    /// @notice A guardian cannot end a denial.
    error DeniedByPatient(address patient, address grantee);

    /// @notice An act that concerns everyone names no grantee.
    error GranteeNotZero(address grantee);

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

    /// @notice The signed act builds on a generation or revision that is not the current one.
    error StaleGrant(uint32 generation, uint32 revision, uint32 currentGeneration, uint32 currentRevision);

    /// @notice The signed act names a count that has not been reached, or was left behind long ago.
    error UnexpectedCount(uint256 named, uint256 current);

    /// @notice Only the guardianship contract moves controllers.
    error NotGuardianship(address account);

    /// @notice Permits `grantee` the `terms`, in place of what was said about it. The controller, or a guardian.
    function grant(address patient, address grantee, Terms calldata terms) external;

    /// @notice {grant} by a signature of the controller. Does nothing if exactly this grant is in force.
    function grantBySignature(SignedGrant calldata request, bytes calldata signature) external;

    /// @notice Ends the permit of `grantee`. The controller, or a guardian. A denial stays. If there is nothing to end, it
    /// still voids grants signed before.
    function revoke(address patient, address grantee) external;

    /// @notice Denies `grantee` everything until the controller grants it something again. Only the controller.
    function deny(address patient, address grantee) external;

    /// @notice Voids the grants to `grantee` that are signed and not submitted; what is in force stays. Only the controller.
    function cancelPendingGrants(address patient, address grantee) external;

    /// @notice Ends every permit of `patient` at once. Only the controller. Denials stay.
    function revokeAll(address patient) external;

    /// @notice Ends every permit, and keeps everyone but the patient out, in emergencies too. Only the controller.
    function optOut(address patient) external;

    /// @notice Ends an opt-out. Only the controller.
    function optIn(address patient) external;

    /// @notice {optIn} by a signature of the controller. Does nothing if there is no opt-out.
    function optInBySignature(SignedOptIn calldata request, bytes calldata signature) external;

    /// @notice {revoke}, {deny}, {revokeAll} or {optOut} by a signature of the controller. Does nothing if it, or another
    /// in its place, was used.
    function restrictBySignature(SignedRestriction calldata request, bytes calldata signature) external;

    /// @notice Submits several acts, each the calldata of a function of this contract. One that fails leaves an
    /// {ActFailed} and does not touch the others.
    function relay(bytes[] calldata acts) external returns (bool[] memory successes);

    /// @notice Makes `controller` act for `patient`, ends every consent and voids everything signed. Only the
    /// guardianship contract, when a recovery completes.
    function moveController(address patient, address controller) external;

    /// @notice May `grantee` use `category` of `patient`'s records for `purpose` now?
    /// @dev A grantee's own permit is asked first, then that of the organisation it is a clinician of. Purposes other
    /// than the patient's or family's own request need a live accreditation of the grantee.
    function decide(
        address patient,
        address grantee,
        Category category,
        Purpose purpose
    ) external view returns (Decision);

    /// @notice {decide} for each question, in their order.
    function decideMany(Question[] calldata questions) external view returns (Decision[] memory);

    /// @notice The patient's generation; reverts with {ConsentMissing} unless each grantee may use every category of the
    /// mask for `purpose` now. An emergency does not count: nobody acts through others in one.
    function requirePermitted(
        address patient,
        address[] calldata grantees,
        uint32 categories,
        Purpose purpose
    ) external view returns (uint32);

    /// @notice The account that acts for `patient`.
    function controllerOf(address patient) external view returns (address);

    /// @notice What is stored of `patient`.
    function headerOf(address patient) external view returns (Header memory);

    /// @notice What is stored of `grantee`. Whether it permits anything now is for {decide} to say.
    function permitOf(address patient, address grantee) external view returns (Permit memory);

    /// @notice The plain words that a patient signs for these terms.
    function grantWords(Terms calldata terms) external pure returns (string memory);
}
