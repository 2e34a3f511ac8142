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

    /// @notice `version` may be used from `from` on.
    event ModelApproved(ModelVersion indexed version, ModelDescriptor descriptor, uint40 from);

    /// @notice `version` may not be used for now; its past reports are in doubt.
    event ModelSuspended(ModelVersion indexed version);

    /// @notice `version` may be used again from `from` on.
    event ModelReinstated(ModelVersion indexed version, uint40 from);

    /// @notice `version` may not be used any more.
    event ModelRetired(ModelVersion indexed version);

    /// @notice `account` is not the authority.
    error NotAuthority(address account);

    /// @notice The mask is empty or has bits that are no purpose.
    error InvalidPurposes(uint32 purposes);

    /// @notice The version is not in a status from which this change is possible.
    error InvalidStatus(ModelVersion version, Status status);

    /// @notice The version is unknown, suspended, retired, not yet approved, or not for this purpose.
    error ModelNotApproved(ModelVersion version, Purpose purpose);

    /// @notice Approves a version, after the announcement delay. Only the authority.
    function approve(ModelDescriptor calldata descriptor) external returns (ModelVersion);

    /// @notice Suspends an approved version, at once. Only the authority.
    function suspend(ModelVersion version) external;

    /// @notice Reinstates a suspended version, after the announcement delay. Only the authority.
    function reinstate(ModelVersion version) external;

    /// @notice Retires a version for good, at once. Only the authority.
    function retire(ModelVersion version) external;

    /// @notice Reverts unless `version` may be used for `purpose` now.
    function requireApproved(ModelVersion version, Purpose purpose) external view;

    /// @notice What is recorded of `version`.
    function stateOf(ModelVersion version) external view returns (ModelState memory);

    /// @notice keccak256(domain, descriptor). The same on every chain.
    function modelVersionOf(ModelDescriptor calldata descriptor) external pure returns (ModelVersion);
}
