// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccreditationRegistry} from "./interfaces/IAccreditationRegistry.sol";
import {IDisclosureLog} from "./interfaces/IDisclosureLog.sol";
import {PositionalMerkle} from "./libraries/PositionalMerkle.sol";
import {Roles} from "./types/Roles.sol";

/// @title DisclosureLog
/// @dev Documented by {IDisclosureLog}.
contract DisclosureLog is IDisclosureLog {
    /// @dev Leaf type of the trees of {append}.
    bytes32 public constant DISCLOSURE_LEAF = keccak256("salus.disclosure.v1");

    IAccreditationRegistry private immutable _accreditations;

    /// @inheritdoc IDisclosureLog
    uint40 public immutable override maximumAge;

    mapping(address custodianOrg => uint64 count) private _counts;
    mapping(address custodianOrg => bytes32 head) private _heads;
    mapping(address custodianOrg => mapping(uint64 sequence => Period)) private _periods;

    constructor(IAccreditationRegistry accreditations, uint40 maximumAge_) {
        _accreditations = accreditations;
        maximumAge = maximumAge_;
    }

    /// @inheritdoc IDisclosureLog
    function append(uint64 sequence, bytes32 root, uint64 size, uint40 oldestAt) external override {
        address custodianOrg = _accreditations.organisationOf(msg.sender, Roles.CUSTODIAN);
        if (custodianOrg == address(0)) revert NotCustodian(msg.sender);
        uint64 count = _counts[custodianOrg];
        if (sequence != count) revert UnexpectedSequence(custodianOrg, count, sequence);
        if (size == 0) revert EmptyPeriod();
        if (oldestAt > block.timestamp) revert InvalidTime(oldestAt, block.timestamp);

        bytes32 head = keccak256(abi.encode(_heads[custodianOrg], root, size, oldestAt));
        _counts[custodianOrg] = count + 1;
        _heads[custodianOrg] = head;
        _periods[custodianOrg][sequence] = Period(root, size, oldestAt, uint40(block.timestamp));
        emit DisclosuresAnchored(custodianOrg, sequence, root, size, oldestAt, head);
    }

    /// @inheritdoc IDisclosureLog
    function countOf(address custodianOrg) external view override returns (uint64) {
        return _counts[custodianOrg];
    }

    /// @inheritdoc IDisclosureLog
    function headOf(address custodianOrg) external view override returns (bytes32) {
        return _heads[custodianOrg];
    }

    /// @inheritdoc IDisclosureLog
    function periodOf(address custodianOrg, uint64 sequence) external view override returns (Period memory) {
        return _periods[custodianOrg][sequence];
    }

    /// @inheritdoc IDisclosureLog
    function isLate(address custodianOrg, uint64 sequence) external view override returns (bool) {
        Period memory period = _periods[custodianOrg][sequence];
        return period.anchoredAt > uint256(period.oldestAt) + maximumAge;
    }

    /// @inheritdoc IDisclosureLog
    function isLogged(
        address custodianOrg,
        uint64 sequence,
        uint256 index,
        bytes32 body,
        bytes32[] calldata proof
    ) external view override returns (bool) {
        Period memory period = _periods[custodianOrg][sequence];
        return
            index < period.size &&
            PositionalMerkle.verify(
                period.root,
                PositionalMerkle.depthOf(period.size),
                index,
                PositionalMerkle.leaf(DISCLOSURE_LEAF, treeOf(custodianOrg, sequence), index, body),
                proof
            );
    }

    /// @inheritdoc IDisclosureLog
    function treeOf(address custodianOrg, uint64 sequence) public pure override returns (bytes32) {
        return keccak256(abi.encode(custodianOrg, sequence));
    }
}
