// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ModelVersion, Purpose} from "../types/Types.sol";

/// @title Versions of models that results may name
/// @notice A version binds weights, card, preprocessing and runtime by hash. The authority approves a version after an
/// announced delay, may suspend it at once, and may retire it. Suspension blocks new reports and marks past ones.
/// @custom:warning Approval says that the authority reviewed these bytes. It does not say that the model is right.
interface IModelRegistry {
    enum Status {
        Unknown,
        Approved,
        Suspended,
        Retired
    }

    /// @param weightsHash Hash of the weights file.
    /// @param cardHash keccak256 of the model card as canonical JSON (RFC 8785).
    /// @param preprocessingHash Hash of the feature definitions.
    /// @param runtimeHash Hash of the numerical runtime (library version and binary).
    /// @param purposes Mask of {Purposes} for which the model may be used.
    struct ModelDescriptor {
        bytes32 weightsHash;
        bytes32 cardHash;
        bytes32 preprocessingHash;
        bytes32 runtimeHash;
        uint32 purposes;
    }

    /// @param from First second of the approval.
    /// @param changedAt Block time of the last change of status.
    /// @param purposes Mask of {Purposes} for which the model may be used.
    struct ModelState {
        Status status;
        uint40 from;
        uint40 changedAt;
        uint32 purposes;
    }

    /// @notice What clinicians of one organisation made of a version's reports in a period, as counts.
    /// @param from First second of the period.
    /// @param until First second after the period.
    /// @param reviewed Reports that a clinician attested to.
    /// @param overridden Those of them that the clinician overrode.
    /// @param confirmed Those whose outcome came to bear the report out.
    /// @param refuted Those whose outcome came to contradict it.
    struct AgreementReport {
        uint40 from;
        uint40 until;
        uint32 reviewed;
        uint32 overridden;
        uint32 confirmed;
        uint32 refuted;
    }

    /// @notice Sums over every {AgreementReport} of a version.
    struct AgreementTotals {
        uint64 reviewed;
        uint64 overridden;
        uint64 confirmed;
        uint64 refuted;
    }

    /// @notice `version` may be used from `from` on.
    event ModelApproved(ModelVersion indexed version, ModelDescriptor descriptor, uint40 from);

    /// @notice `version` may not be used for now; its past reports are in doubt.
    event ModelSuspended(ModelVersion indexed version);

    /// @notice `version` may be used again from `from` on.
    event ModelReinstated(ModelVersion indexed version, uint40 from);

    /// @notice `version` may not be used any more.
    event ModelRetired(ModelVersion indexed version);

    /// @notice `organisation` says how its clinicians agreed with `version`.
    event AgreementPublished(
        ModelVersion indexed version,
        address indexed organisation,
        AgreementReport report
    );

    /// @notice `account` is not the authority.
    error NotAuthority(address account);

    /// @notice The mask is empty or has bits that are no purpose.
    error InvalidPurposes(uint32 purposes);

    /// @notice The version is not in a status from which this change is possible.
    error InvalidStatus(ModelVersion version, Status status);

    /// @notice The version is unknown, suspended, retired, not yet approved, or not for this purpose.
    error ModelNotApproved(ModelVersion version, Purpose purpose);

    /// @notice `account` is not an accredited custodian now.
    error NotCustodian(address account);

    /// @notice The period is empty, ends in the future, or starts before the one that this organisation published last
    /// ended, at `publishedUntil`.
    error InvalidAgreementPeriod(uint40 from, uint40 until, uint40 publishedUntil);

    /// @notice Fewer than {ModelRegistry-MINIMUM_REVIEWED} reports were reviewed: so few could point to a person.
    error TooFewReviewed(uint32 reviewed, uint32 minimum);

    /// @notice More were overridden, or have an outcome, than were reviewed.
    error InconsistentAgreement(uint32 reviewed, uint32 overridden, uint32 confirmed, uint32 refuted);

    /// @notice Approves a version, after the announcement delay. Only the authority.
    function approve(ModelDescriptor calldata descriptor) external returns (ModelVersion);

    /// @notice Suspends an approved version, at once. Only the authority.
    function suspend(ModelVersion version) external;

    /// @notice Reinstates a suspended version, after the announcement delay. Only the authority.
    function reinstate(ModelVersion version) external;

    /// @notice Retires a version for good, at once. Only the authority.
    function retire(ModelVersion version) external;

    /// @notice Publishes how the clinicians of the sender's organisation, an accredited custodian, agreed with a version that
    /// is or was approved. Periods of one organisation follow one another, so that no two of them can be subtracted to
    /// single out a person.
    /// @custom:trust The counts are the organisation's word. They guide the authority's review and decide nothing.
    function publishAgreement(ModelVersion version, AgreementReport calldata report) external;

    /// @notice Reverts unless `version` may be used for `purpose` now.
    function requireApproved(ModelVersion version, Purpose purpose) external view;

    /// @notice What is recorded of `version`.
    function stateOf(ModelVersion version) external view returns (ModelState memory);

    /// @notice The sums of what organisations published of `version`.
    function agreementOf(ModelVersion version) external view returns (AgreementTotals memory);

    /// @notice First second after the last period that `organisation` published of `version`, or 0.
    function publishedUntil(ModelVersion version, address organisation) external view returns (uint40);

    /// @notice keccak256(domain, descriptor). The same on every chain.
    function modelVersionOf(ModelDescriptor calldata descriptor) external pure returns (ModelVersion);
}
