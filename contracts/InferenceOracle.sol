// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccreditationRegistry} from "./interfaces/IAccreditationRegistry.sol";
import {IConsentRegistry} from "./interfaces/IConsentRegistry.sol";
import {IInferenceOracle} from "./interfaces/IInferenceOracle.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IOracleCommittee} from "./interfaces/IOracleCommittee.sol";
import {IRecordRegistry} from "./interfaces/IRecordRegistry.sol";
import {Categories} from "./types/Categories.sol";
import {Roles} from "./types/Roles.sol";
import {Category, RecordId, RequestId} from "./types/Types.sol";

/// @title InferenceOracle
/// @dev Documented by {IInferenceOracle}.
contract InferenceOracle is IInferenceOracle {
    using Categories for Category;

    /// @dev How long a request waits for its report. After that none lands, and no key is released for it.
    uint40 public constant REQUEST_LIFETIME = 7 days;

    uint256 private constant MAXIMUM_RECORDS = 8;
    uint256 private constant OPEN_LIMIT = 1 << 72;

    IAccreditationRegistry private immutable _accreditations;
    IConsentRegistry private immutable _consents;
    IRecordRegistry private immutable _records;
    IModelRegistry private immutable _models;
    IOracleCommittee private immutable _committee;

    /// @dev One slot per request: zero, then `requestedAt ‖ generation` until there is a report, then the output hash. A hash
    /// that could be taken for an open request, one of 2^184, is refused.
    mapping(RequestId requestId => uint256 content) private _requests;
    mapping(RequestId requestId => mapping(address clinician => Attestation)) private _attestations;

    constructor(
        IAccreditationRegistry accreditations,
        IConsentRegistry consents,
        IRecordRegistry records,
        IModelRegistry models,
        IOracleCommittee committee
    ) {
        _accreditations = accreditations;
        _consents = consents;
        _records = records;
        _models = models;
        _committee = committee;
    }

    /// @inheritdoc IInferenceOracle
    function request(InferenceRequest calldata request_) external override returns (RequestId requestId) {
        if (msg.sender != request_.requester) revert NotRequester(request_.requester, msg.sender);
        (bytes32[] memory recordIds, uint32 categories) = _requireActiveRecords(request_);
        requestId = _requestIdOf(request_, recordIds);
        if (_requests[requestId] != 0) revert AlreadyRequested(requestId);

        address patient = request_.records[0].patient;
        _models.requireApproved(request_.modelVersion, request_.purpose);
        uint32 generation = _requireConsent(request_, categories);

        _requests[requestId] = (uint256(uint40(block.timestamp)) << 32) | generation;
        emit InferenceRequested(
            requestId,
            patient,
            msg.sender,
            request_.modelVersion,
            request_.purpose,
            request_.secretHash,
            request_.impression,
            recordIds
        );
    }

    /// @inheritdoc IInferenceOracle
    function report(
        InferenceRequest calldata request_,
        bytes32 configDigest,
        bytes32 outputHash,
        bytes calldata signatures
    ) external override {
        (bytes32[] memory recordIds, uint32 categories) = _requireActiveRecords(request_);
        RequestId requestId = _requestIdOf(request_, recordIds);
        uint256 content = _requests[requestId];
        if (content >= OPEN_LIMIT) {
            if (content == uint256(outputHash)) return;
            revert AlreadyReported(requestId, bytes32(content));
        }
        RequestState memory state = _stateOf(content);
        if (state.status == RequestStatus.Expired) {
            revert RequestExpired(requestId, state.requestedAt, state.requestedAt + REQUEST_LIFETIME);
        }
        _requireStatus(requestId, state.status, RequestStatus.Open);
        if (uint256(outputHash) < OPEN_LIMIT) revert InvalidOutput(requestId, outputHash);

        _models.requireApproved(request_.modelVersion, request_.purpose);
        uint32 generation = _requireConsent(request_, categories);
        if (generation != state.generation) revert GenerationChanged(requestId, state.generation, generation);
        _committee.verify(
            IOracleCommittee.Report(
                address(this),
                configDigest,
                requestId,
                request_.modelVersion,
                outputHash
            ),
            signatures
        );

        _requests[requestId] = uint256(outputHash);
        emit ReportLanded(requestId, request_.modelVersion, outputHash, configDigest);
    }

    /// @inheritdoc IInferenceOracle
    function attest(InferenceRequest calldata request_, bytes32 commitment) external override {
        // Not asked whether they are active: a record that turned out wrong is a reason to override.
        (bytes32[] memory recordIds, uint32 categories) = _recordsOf(request_);
        RequestId requestId = _requestIdOf(request_, recordIds);
        _requireStatus(requestId, _stateOf(_requests[requestId]).status, RequestStatus.Reported);
        if (commitment == 0) revert CommitmentMissing(requestId);
        if (msg.sender == request_.requester && request_.impression == 0) {
            revert ImpressionMissing(requestId);
        }
        _requireClinician();
        address[] memory grantees = new address[](1);
        grantees[0] = msg.sender;
        _consents.requirePermitted(request_.records[0].patient, grantees, categories, request_.purpose);
        Attestation storage attestation = _attestations[requestId][msg.sender];
        if (attestation.attestedAt != 0) revert AlreadyAttested(requestId, msg.sender);

        attestation.attestedAt = uint40(block.timestamp);
        attestation.commitment = commitment;
        emit ReportAttested(requestId, msg.sender, commitment);
    }

    /// @inheritdoc IInferenceOracle
    function recordOutcome(RequestId requestId, bytes32 commitment) external override {
        if (commitment == 0) revert CommitmentMissing(requestId);
        if (_attestations[requestId][msg.sender].attestedAt == 0) revert NotAttested(requestId, msg.sender);
        _requireClinician();
        emit OutcomeRecorded(requestId, msg.sender, commitment);
    }

    /// @inheritdoc IInferenceOracle
    function requestIdOf(InferenceRequest calldata request_) external view override returns (RequestId) {
        (bytes32[] memory recordIds, ) = _requireActiveRecords(request_);
        return _requestIdOf(request_, recordIds);
    }

    /// @inheritdoc IInferenceOracle
    function requestOf(RequestId requestId) external view override returns (RequestState memory) {
        return _stateOf(_requests[requestId]);
    }

    /// @inheritdoc IInferenceOracle
    function outputHashOf(RequestId requestId) external view override returns (bytes32) {
        uint256 content = _requests[requestId];
        return content < OPEN_LIMIT ? bytes32(0) : bytes32(content);
    }

    /// @inheritdoc IInferenceOracle
    function attestationOf(
        RequestId requestId,
        address clinician
    ) external view override returns (Attestation memory) {
        return _attestations[requestId][clinician];
    }

    /// @dev Ids of the records, each active now and all of one patient, and the mask of their categories.
    function _requireActiveRecords(
        InferenceRequest calldata request_
    ) private view returns (bytes32[] memory recordIds, uint32 categories) {
        uint256 count = request_.records.length;
        if (count == 0 || count > MAXIMUM_RECORDS) revert InvalidRecordCount(count);
        address patient = request_.records[0].patient;
        recordIds = new bytes32[](count);
        unchecked {
            for (uint256 index = 0; index < count; ++index) {
                IRecordRegistry.RecordRef calldata ref = request_.records[index];
                if (ref.patient != patient) revert SeveralPatients(patient, ref.patient);
                recordIds[index] = RecordId.unwrap(_records.requireActive(ref));
                categories |= ref.category.bit();
            }
        }
    }

    /// @dev Ids of the records as {_requireActiveRecords} has them, active or not. Only of a request that is known by its id.
    function _recordsOf(
        InferenceRequest calldata request_
    ) private view returns (bytes32[] memory recordIds, uint32 categories) {
        uint256 count = request_.records.length;
        recordIds = new bytes32[](count);
        for (uint256 index = 0; index < count; ++index) {
            IRecordRegistry.RecordRef calldata ref = request_.records[index];
            recordIds[index] = RecordId.unwrap(
                _records.recordIdOf(ref.custodianOrg, ref.patient, ref.category, ref.commitment)
            );
            categories |= ref.category.bit();
        }
    }

    /// @dev The patient's generation; reverts unless requester and committee may both use the records now.
    function _requireConsent(
        InferenceRequest calldata request_,
        uint32 categories
    ) private view returns (uint32) {
        address[] memory grantees = new address[](2);
        grantees[0] = request_.requester;
        grantees[1] = address(_committee);
        return
            _consents.requirePermitted(request_.records[0].patient, grantees, categories, request_.purpose);
    }

    function _requestIdOf(
        InferenceRequest calldata request_,
        bytes32[] memory recordIds
    ) private view returns (RequestId) {
        bytes32 recordsHash;
        // Of the ids one after the other.
        assembly ("memory-safe") {
            recordsHash := keccak256(add(recordIds, 0x20), shl(5, mload(recordIds)))
        }
        return
            RequestId.wrap(
                keccak256(
                    abi.encode(
                        block.chainid,
                        address(this),
                        request_.requester,
                        recordsHash,
                        request_.modelVersion,
                        request_.purpose,
                        request_.secretHash,
                        request_.impression
                    )
                )
            );
    }

    function _requireClinician() private view {
        if (_accreditations.organisationOf(msg.sender, Roles.CLINICIAN) == address(0)) {
            revert NotClinician(msg.sender);
        }
    }

    /// @dev What the slot of a request says now.
    function _stateOf(uint256 content) private view returns (RequestState memory) {
        if (content == 0) return RequestState(0, 0, RequestStatus.Unknown);
        if (content >= OPEN_LIMIT) return RequestState(0, 0, RequestStatus.Reported);
        uint40 requestedAt = uint40(content >> 32);
        bool isOpen = block.timestamp < requestedAt + REQUEST_LIFETIME;
        return
            RequestState(requestedAt, uint32(content), isOpen ? RequestStatus.Open : RequestStatus.Expired);
    }

    function _requireStatus(RequestId requestId, RequestStatus status, RequestStatus expected) private pure {
        if (status != expected) revert NotInStatus(requestId, expected, status);
    }
}
