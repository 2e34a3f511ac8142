// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IAccreditationRegistry} from "./interfaces/IAccreditationRegistry.sol";
import {IOracleCommittee} from "./interfaces/IOracleCommittee.sol";
import {ConfigurationCode} from "./libraries/ConfigurationCode.sol";
import {Roles} from "./types/Roles.sol";

/// @title OracleCommittee
/// @dev Documented by {IOracleCommittee}.
contract OracleCommittee is IOracleCommittee, EIP712 {
    /// @dev One slot, so that {verify} reads the whole schedule at once. Configurations are numbered from 1, and the last
    /// number is that of the next one, or of the current one where none is announced. Bit i of a mask is set when the
    /// signer at position i is excluded.
    struct Schedule {
        uint32 current;
        uint32 currentExcluded;
        uint32 next;
        uint32 nextExcluded;
        uint40 nextFrom;
    }

    bytes32 private constant REPORT_TYPEHASH = keccak256(
        "Report(address consumer,bytes32 configDigest,bytes32 requestId,bytes32 modelVersion,bytes32 outputHash)"
    );

    uint256 private constant MINIMUM_SIZE = 4;
    uint256 private constant MAXIMUM_SIZE = 31;
    uint256 private constant SIGNATURE_LENGTH = 65;

    IAccreditationRegistry private immutable _accreditations;

    Schedule private _schedule;

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

        Schedule memory schedule = _promoted();
        uint32 number = (schedule.next == 0 ? schedule.current : schedule.next) + 1;
        address[] memory organisations = _organisationsOf(signers);
        bytes32 digest = keccak256(
            abi.encode(block.chainid, address(this), number, signers, organisations, faults)
        );
        uint40 from = uint40(block.timestamp) + _accreditations.announcementDelay();
        ConfigurationCode.keep(ConfigurationCode.Configuration(digest, from, faults, signers), number);

        schedule.next = number;
        schedule.nextExcluded = 0;
        schedule.nextFrom = from;
        _schedule = schedule;
        emit CommitteeAnnounced(digest, signers, organisations, faults, from);
    }

    /// @inheritdoc IOracleCommittee
    function exclude(address signer) external override {
        bool isAccredited = _accreditations.organisationOf(signer, Roles.ORACLE) != address(0);
        if (isAccredited && msg.sender != _accreditations.authority()) revert NotAuthority(msg.sender);
        Schedule memory schedule = _promoted();
        (uint32 current, uint32 next) = (
            _excluding(schedule.current, schedule.currentExcluded, signer),
            _excluding(schedule.next, schedule.nextExcluded, signer)
        );
        if (current == schedule.currentExcluded && next == schedule.nextExcluded) revert NotSigner(signer);
        (schedule.currentExcluded, schedule.nextExcluded) = (current, next);
        _schedule = schedule;
    }

    /// @inheritdoc IOracleCommittee
    function verify(Report calldata report, bytes calldata signatures) external view override {
        Schedule memory schedule = _promoted();
        ConfigurationCode.Configuration memory current = _load(schedule.current);
        if (current.digest != report.configDigest || schedule.current == 0) {
            revert ConfigurationMismatch(current.digest, report.configDigest);
        }
        uint256 quorum = _quorumOf(current);
        if (signatures.length != quorum * SIGNATURE_LENGTH) {
            revert InvalidSignaturesLength(quorum * SIGNATURE_LENGTH, signatures.length);
        }

        bytes32 digest = digestOf(report);
        address previous = address(0);
        // Both lists increase, so one walk over the configuration finds every signer.
        uint256 place = 0;
        unchecked {
            for (uint256 position = 0; position < quorum; ++position) {
                address signer = _signerAt(digest, signatures, position);
                if (signer <= previous) revert SignersNotIncreasing(previous, signer);
                place = _placeOf(current.signers, signer, place);
                if (!_isIncluded(current.signers, schedule.currentExcluded, place)) revert NotSigner(signer);
                previous = signer;
            }
        }
    }

    /// @inheritdoc IOracleCommittee
    function currentConfiguration() external view override returns (Configuration memory) {
        return _describe(_promoted().current);
    }

    /// @inheritdoc IOracleCommittee
    function nextConfiguration() external view override returns (Configuration memory) {
        return _describe(_promoted().next);
    }

    /// @inheritdoc IOracleCommittee
    function isSigner(address account) external view override returns (bool) {
        Schedule memory schedule = _promoted();
        address[] memory signers = _load(schedule.current).signers;
        return
            _isIncluded(signers, schedule.currentExcluded, _placeOf(signers, account, 0)) &&
            _accreditations.organisationOf(account, Roles.ORACLE) != address(0);
    }

    /// @inheritdoc IOracleCommittee
    function digestOf(Report calldata report) public view override returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(REPORT_TYPEHASH, report)));
    }

    /// @dev The organisation of each signer, all accredited and all different.
    function _organisationsOf(
        address[] calldata signers
    ) private view returns (address[] memory organisations) {
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
            previous = signer;
        }
    }

    /// @dev The mask of the configuration `number` with `signer` excluded too, if it is in it.
    function _excluding(uint32 number, uint32 excluded, address signer) private returns (uint32) {
        ConfigurationCode.Configuration memory configuration = _load(number);
        uint256 place = _placeOf(configuration.signers, signer, 0);
        if (!_isIncluded(configuration.signers, excluded, place)) return excluded;
        emit SignerExcluded(configuration.digest, signer);
        return excluded | uint32(1 << place);
    }

    /// @dev The schedule with an announced configuration made current once its time has come.
    function _promoted() private view returns (Schedule memory schedule) {
        schedule = _schedule;
        if (schedule.next == 0 || block.timestamp < schedule.nextFrom) return schedule;
        return Schedule(schedule.next, schedule.nextExcluded, 0, 0, 0);
    }

    /// @dev The configuration `number`, or an empty one for 0.
    function _load(
        uint32 number
    ) private view returns (ConfigurationCode.Configuration memory configuration) {
        return number == 0 ? configuration : ConfigurationCode.load(number);
    }

    function _describe(uint32 number) private view returns (Configuration memory) {
        if (number == 0) return Configuration(0, 0, 0, 0, 0);
        ConfigurationCode.Configuration memory configuration = _load(number);
        return
            Configuration(
                configuration.digest,
                configuration.from,
                uint8(configuration.signers.length),
                configuration.faults,
                uint8(_quorumOf(configuration))
            );
    }

    function _quorumOf(ConfigurationCode.Configuration memory configuration) private pure returns (uint256) {
        return (configuration.signers.length + configuration.faults) / 2 + 1;
    }

    /// @dev Where `signer` stands from `place` on, or the number of signers.
    function _placeOf(
        address[] memory signers,
        address signer,
        uint256 place
    ) private pure returns (uint256) {
        unchecked {
            while (place < signers.length && signers[place] != signer) ++place;
        }
        return place;
    }

    /// @dev Whether a signer stands at `place`, and is not excluded.
    function _isIncluded(
        address[] memory signers,
        uint32 excluded,
        uint256 place
    ) private pure returns (bool) {
        return place < signers.length && (excluded >> place) & 1 == 0;
    }

    /// @dev Who signed at `position` of `signatures`, which are long enough for it.
    function _signerAt(
        bytes32 digest,
        bytes calldata signatures,
        uint256 position
    ) private pure returns (address signer) {
        bytes32 r;
        bytes32 s;
        uint8 v;
        assembly ("memory-safe") {
            let start := add(signatures.offset, mul(position, SIGNATURE_LENGTH))
            r := calldataload(start)
            s := calldataload(add(start, 0x20))
            v := byte(0, calldataload(add(start, 0x40)))
        }
        ECDSA.RecoverError failure;
        (signer, failure, ) = ECDSA.tryRecover(digest, v, r, s);
        if (failure != ECDSA.RecoverError.NoError) revert MalformedSignature(position);
    }
}
