// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccreditationRegistry} from "./interfaces/IAccreditationRegistry.sol";
import {IConsentRegistry} from "./interfaces/IConsentRegistry.sol";
import {IInferenceOracle} from "./interfaces/IInferenceOracle.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IOracleCommittee} from "./interfaces/IOracleCommittee.sol";
import {IRecordRegistry} from "./interfaces/IRecordRegistry.sol";
import {Roles} from "./types/Roles.sol";
import {RecordId, RequestId} from "./types/Types.sol";

/// @title InferenceOracle
/// @dev Documented by {IInferenceOracle}.
contract InferenceOracle is IInferenceOracle {
    uint256 private constant MAXIMUM_RECORDS = 8;

    IAccreditationRegistry private immutable _accreditations;
    IConsentRegistry private immutable _consents;
    IRecordRegistry private immutable _records;
    IModelRegistry private immutable _models;
    IOracleCommittee private immutable _committee;

    mapping(RequestId requestId => RequestState) private _requests;
    mapping(RequestId requestId => bytes32 outputHash) private _outputHashes;
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
        bytes32[] memory recordIds = _requireActiveRecords(request_);
        requestId = _requestIdOf(request_, recordIds);
        if (_requests[requestId].status != RequestStatus.Unknown) revert AlreadyRequested(requestId);

        address patient = request_.records[0].patient;
        _models.requireApproved(request_.modelVersion, request_.purpose);
        _requireConsent(request_, patient, msg.sender);
        _requireConsent(request_, patient, address(_committee));

        _requests[requestId] = RequestState(
            patient,
            uint40(block.timestamp),
            _consents.generationOf(patient),
            RequestStatus.Open
        );
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
        RequestId requestId = _requestIdOf(request_, _requireActiveRecords(request_));
        RequestState memory state = _requests[requestId];
        if (state.status == RequestStatus.Reported) {
            bytes32 landed = _outputHashes[requestId];
            if (landed == outputHash) return;
            revert AlreadyReported(requestId, landed);
        }
        _requireStatus(requestId, state.status, RequestStatus.Open);

        uint32 generation = _consents.generationOf(state.patient);
        if (generation != state.generation) revert GenerationChanged(requestId, state.generation, generation);
        _models.requireApproved(request_.modelVersion, request_.purpose);
        _requireConsent(request_, state.patient, request_.requester);
        _requireConsent(request_, state.patient, address(_committee));
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

        _requests[requestId].status = RequestStatus.Reported;
        _outputHashes[requestId] = outputHash;
        emit ReportLanded(requestId, request_.modelVersion, outputHash, configDigest);
    }

    /// @inheritdoc IInferenceOracle
    function attest(
        InferenceRequest calldata request_,
        Verdict verdict,
        bytes32 reasonCommitment
    ) external override {
        RequestId requestId = _requestIdOf(request_, _requireActiveRecords(request_));
        RequestState memory state = _requests[requestId];
        _requireStatus(requestId, state.status, RequestStatus.Reported);
        if (verdict == Verdict.None) revert InvalidVerdict();
        if (_accreditations.organisationOf(msg.sender, Roles.CLINICIAN) == address(0)) {
            revert NotClinician(msg.sender);
        }
        _requireConsent(request_, state.patient, msg.sender);
        if (_attestations[requestId][msg.sender].verdict != Verdict.None) {
            revert AlreadyAttested(requestId, msg.sender);
        }

        _attestations[requestId][msg.sender] = Attestation(verdict, uint40(block.timestamp), reasonCommitment);
        emit ReportAttested(requestId, msg.sender, verdict, reasonCommitment);
    }

    /// @inheritdoc IInferenceOracle
    function requestIdOf(InferenceRequest calldata request_) external view override returns (RequestId) {
        return _requestIdOf(request_, _requireActiveRecords(request_));
    }

    /// @inheritdoc IInferenceOracle
    function requestOf(RequestId requestId) external view override returns (RequestState memory) {
        return _requests[requestId];
    }

    /// @inheritdoc IInferenceOracle
    function outputHashOf(RequestId requestId) external view override returns (bytes32) {
        return _outputHashes[requestId];
    }

    /// @inheritdoc IInferenceOracle
    function attestationOf(
        RequestId requestId,
        address clinician
    ) external view override returns (Attestation memory) {
        return _attestations[requestId][clinician];
    }

    /// @dev Ids of the records, each active now and all of one patient.
    function _requireActiveRecords(
        InferenceRequest calldata request_
    ) private view returns (bytes32[] memory recordIds) {
        uint256 count = request_.records.length;
        if (count == 0 || count > MAXIMUM_RECORDS) revert InvalidRecordCount(count);
        address patient = request_.records[0].patient;
        recordIds = new bytes32[](count);
        for (uint256 index = 0; index < count; ++index) {
            IRecordRegistry.RecordRef calldata ref = request_.records[index];
            if (ref.patient != patient) revert SeveralPatients(patient, ref.patient);
            recordIds[index] = RecordId.unwrap(_records.requireActive(ref));
        }
    }

    /// @dev Reverts unless `grantee` may use every record of the request for its purpose now.
    function _requireConsent(
        InferenceRequest calldata request_,
        address patient,
        address grantee
    ) private view {
        for (uint256 index = 0; index < request_.records.length; ++index) {
            IConsentRegistry.Decision decision = _consents.decide(
                patient,
                grantee,
                request_.records[index].category,
                request_.purpose
            );
            if (decision != IConsentRegistry.Decision.Permitted) {
                revert ConsentMissing(patient, grantee, uint8(decision));
            }
        }
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

    function _requireStatus(
        RequestId requestId,
        RequestStatus status,
        RequestStatus expected
    ) private pure {
        if (status != expected) revert NotInStatus(requestId, expected, status);
    }
}
