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

    uint256 private constant MAXIMUM_RECORDS = 8;
    uint256 private constant OPEN_LIMIT = 1 << 72;

    IAccreditationRegistry private immutable _accreditations;
    IConsentRegistry private immutable _consents;
    IRecordRegistry private immutable _records;
    IModelRegistry private immutable _models;
    IOracleCommittee private immutable _committee;

    /// @dev One slot per request: zero, then `requestedAt ‖ generation` while it is open, then the output hash. A hash
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
            request_.nonce,
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
        _requireStatus(requestId, _stateOf(content).status, RequestStatus.Open);
        if (uint256(outputHash) < OPEN_LIMIT) revert InvalidOutput(requestId, outputHash);

        _models.requireApproved(request_.modelVersion, request_.purpose);
        uint32 generation = _requireConsent(request_, categories);
        if (generation != uint32(content)) revert GenerationChanged(requestId, uint32(content), generation);
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
    function attest(
        InferenceRequest calldata request_,
        Verdict verdict,
        bytes32 reasonCommitment
    ) external override {
        (bytes32[] memory recordIds, uint32 categories) = _requireActiveRecords(request_);
        RequestId requestId = _requestIdOf(request_, recordIds);
        _requireStatus(requestId, _stateOf(_requests[requestId]).status, RequestStatus.Reported);
        if (verdict == Verdict.None) revert InvalidVerdict();
        if (_accreditations.organisationOf(msg.sender, Roles.CLINICIAN) == address(0)) {
            revert NotClinician(msg.sender);
        }
        address[] memory grantees = new address[](1);
        grantees[0] = msg.sender;
        _consents.requirePermitted(request_.records[0].patient, grantees, categories, request_.purpose);
        if (_attestations[requestId][msg.sender].verdict != Verdict.None) {
            revert AlreadyAttested(requestId, msg.sender);
        }

        _attestations[requestId][msg.sender] = Attestation(
            verdict,
            uint40(block.timestamp),
            reasonCommitment
        );
        emit ReportAttested(requestId, msg.sender, verdict, reasonCommitment);
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
        for (uint256 index = 0; index < count; ++index) {
            IRecordRegistry.RecordRef calldata ref = request_.records[index];
            if (ref.patient != patient) revert SeveralPatients(patient, ref.patient);
            recordIds[index] = RecordId.unwrap(_records.requireActive(ref));
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
        return
            RequestId.wrap(
                keccak256(
                    abi.encode(
                        block.chainid,
                        address(this),
                        request_.requester,
                        keccak256(abi.encodePacked(recordIds)),
                        request_.modelVersion,
                        request_.purpose,
                        request_.secretHash,
                        request_.nonce
                    )
                )
            );
    }

    /// @dev What the slot of a request says.
    function _stateOf(uint256 content) private pure returns (RequestState memory) {
        if (content == 0) return RequestState(0, 0, RequestStatus.Unknown);
        if (content >= OPEN_LIMIT) return RequestState(0, 0, RequestStatus.Reported);
        return RequestState(uint40(content >> 32), uint32(content), RequestStatus.Open);
    }

    function _requireStatus(RequestId requestId, RequestStatus status, RequestStatus expected) private pure {
        if (status != expected) revert NotInStatus(requestId, expected, status);
    }
}
