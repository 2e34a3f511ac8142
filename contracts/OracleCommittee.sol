// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IAccreditationRegistry} from "./interfaces/IAccreditationRegistry.sol";
import {IOracleCommittee} from "./interfaces/IOracleCommittee.sol";
import {Roles} from "./types/Roles.sol";

/// @title OracleCommittee
/// @dev Documented by {IOracleCommittee}.
contract OracleCommittee is IOracleCommittee, EIP712 {
    /// @dev One slot, so that {verify} reads the whole schedule at once. Numbers start at 1.
    struct Schedule {
        uint32 current;
        uint40 currentFrom;
        uint8 currentSize;
        uint8 currentFaults;
        uint32 next;
        uint40 nextFrom;
        uint8 nextSize;
        uint8 nextFaults;
    }

    bytes32 private constant REPORT_TYPEHASH = keccak256(
        "Report(address consumer,bytes32 configDigest,bytes32 requestId,bytes32 modelVersion,bytes32 outputHash)"
    );

    uint256 private constant MINIMUM_SIZE = 4;
    uint256 private constant MAXIMUM_SIZE = 31;
    uint256 private constant SIGNATURE_LENGTH = 65;

    IAccreditationRegistry private immutable _accreditations;

    Schedule private _schedule;
    uint32 private _lastNumber;

    mapping(uint32 number => bytes32) private _digests;
    mapping(uint32 number => mapping(address signer => bool)) private _signers;

    modifier onlyAuthority() {
        if (msg.sender != _accreditations.authority()) revert NotAuthority(msg.sender);
        _;
    }

    constructor(IAccreditationRegistry accreditations) EIP712("Salus Oracle", "1") {
        _accreditations = accreditations;
    }

    /// @inheritdoc IOracleCommittee
    function configure(address[] calldata signers, uint8 faults) external override onlyAuthority {
        uint256 size = signers.length;
        if (size < MINIMUM_SIZE || size > MAXIMUM_SIZE || faults == 0 || size <= 3 * uint256(faults)) {
            revert InvalidSize(size, faults);
        }

        uint32 number = ++_lastNumber;
        address[] memory organisations = _register(number, signers);
        bytes32 digest = keccak256(
            abi.encode(block.chainid, address(this), number, signers, organisations, faults)
        );
        _digests[number] = digest;

        uint40 from = uint40(block.timestamp) + _accreditations.announcementDelay();
        Schedule memory schedule = _promoted();
        schedule.next = number;
        schedule.nextFrom = from;
        schedule.nextSize = uint8(size);
        schedule.nextFaults = faults;
        _schedule = schedule;
        emit CommitteeAnnounced(digest, signers, organisations, faults, from);
    }

    /// @inheritdoc IOracleCommittee
    function exclude(address signer) external override {
        bool isAccredited = _accreditations.organisationOf(signer, Roles.ORACLE) != address(0);
        if (isAccredited && msg.sender != _accreditations.authority()) revert NotAuthority(msg.sender);
        Schedule memory schedule = _promoted();
        bool wasCurrent = _exclude(schedule.current, signer);
        bool wasNext = _exclude(schedule.next, signer);
        if (!wasCurrent && !wasNext) revert NotSigner(signer);
    }

    /// @inheritdoc IOracleCommittee
    function verify(Report calldata report, bytes calldata signatures) external view override {
        Schedule memory schedule = _promoted();
        if (_digests[schedule.current] != report.configDigest || schedule.current == 0) {
            revert ConfigurationMismatch(_digests[schedule.current], report.configDigest);
        }
        uint256 quorum = _quorumOf(schedule.currentSize, schedule.currentFaults);
        if (signatures.length != quorum * SIGNATURE_LENGTH) {
            revert InvalidSignaturesLength(quorum * SIGNATURE_LENGTH, signatures.length);
        }

        bytes32 digest = digestOf(report);
        address previous = address(0);
        for (uint256 position = 0; position < quorum; ++position) {
            address signer = _signerAt(digest, signatures, position);
            if (signer <= previous) revert SignersNotIncreasing(previous, signer);
            if (!_signers[schedule.current][signer]) revert NotSigner(signer);
            previous = signer;
        }
    }

    /// @inheritdoc IOracleCommittee
    function currentConfiguration() external view override returns (Configuration memory) {
        Schedule memory schedule = _promoted();
        return
            _configuration(
                schedule.current,
                schedule.currentFrom,
                schedule.currentSize,
                schedule.currentFaults
            );
    }

    /// @inheritdoc IOracleCommittee
    function nextConfiguration() external view override returns (Configuration memory) {
        Schedule memory schedule = _promoted();
        return _configuration(schedule.next, schedule.nextFrom, schedule.nextSize, schedule.nextFaults);
    }

    /// @inheritdoc IOracleCommittee
    function isSigner(address account) external view override returns (bool) {
        return
            _signers[_promoted().current][account] &&
            _accreditations.organisationOf(account, Roles.ORACLE) != address(0);
    }

    /// @inheritdoc IOracleCommittee
    function digestOf(Report calldata report) public view override returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(REPORT_TYPEHASH, report)));
    }

    function _register(
        uint32 number,
        address[] calldata signers
    ) private returns (address[] memory organisations) {
        uint256 size = signers.length;
        organisations = new address[](size);
        address previous = address(0);
        for (uint256 position = 0; position < size; ++position) {
            address signer = signers[position];
            if (signer <= previous) revert SignersNotIncreasing(previous, signer);
            address organisation = _accreditations.organisationOf(signer, Roles.ORACLE);
            if (organisation == address(0)) revert SignerNotAccredited(signer);
            for (uint256 earlier = 0; earlier < position; ++earlier) {
                if (organisations[earlier] == organisation) revert OrganisationRepeated(organisation);
            }
            organisations[position] = organisation;
            _signers[number][signer] = true;
            previous = signer;
        }
    }

    /// @dev Takes `signer` out of the configuration `number`, if it is in it.
    function _exclude(uint32 number, address signer) private returns (bool wasSigner) {
        wasSigner = _signers[number][signer];
        if (!wasSigner) return false;
        _signers[number][signer] = false;
        emit SignerExcluded(_digests[number], signer);
    }

    /// @dev The schedule with an announced configuration made current once its time has come.
    function _promoted() private view returns (Schedule memory schedule) {
        schedule = _schedule;
        if (schedule.next == 0 || block.timestamp < schedule.nextFrom) return schedule;
        schedule = Schedule({
            current: schedule.next,
            currentFrom: schedule.nextFrom,
            currentSize: schedule.nextSize,
            currentFaults: schedule.nextFaults,
            next: 0,
            nextFrom: 0,
            nextSize: 0,
            nextFaults: 0
        });
    }

    function _configuration(
        uint32 number,
        uint40 from,
        uint8 size,
        uint8 faults
    ) private view returns (Configuration memory) {
        if (number == 0) return Configuration(0, 0, 0, 0, 0);
        return Configuration(_digests[number], from, size, faults, uint8(_quorumOf(size, faults)));
    }

    function _quorumOf(uint8 size, uint8 faults) private pure returns (uint256) {
        return (uint256(size) + faults) / 2 + 1;
    }

    function _signerAt(
        bytes32 digest,
        bytes calldata signatures,
        uint256 position
    ) private pure returns (address signer) {
        uint256 start = position * SIGNATURE_LENGTH;
        ECDSA.RecoverError failure;
        (signer, failure, ) = ECDSA.tryRecoverCalldata(digest, signatures[start:start + SIGNATURE_LENGTH]);
        if (failure != ECDSA.RecoverError.NoError) revert MalformedSignature(position);
    }
}
