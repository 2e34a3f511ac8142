// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Log of disclosures
/// @notice Custodians anchor Merkle roots over what they released, what they refused and where records lie, in order. A
/// root is never replaced, and each head commits to all roots before it.
/// @custom:warning A root proves what was logged. A release that a custodian never logged cannot be seen here.
interface IDisclosureLog {
    /// @param root Root of a positional tree whose leaf type is {DISCLOSURE_LEAF} and whose tree is {treeOf}.
    /// @param size Count of leaves.
    /// @param oldestAt Time of the oldest leaf, as the custodian states it.
    /// @param anchoredAt Block time of the anchor.
    struct Period {
        bytes32 root;
        uint64 size;
        uint40 oldestAt;
        uint40 anchoredAt;
    }

    /// @notice `custodianOrg` anchored `size` leaves, the oldest of `oldestAt`; `head` commits to this root and all
    /// before it.
    event DisclosuresAnchored(
        address indexed custodianOrg,
        uint64 indexed sequence,
        bytes32 root,
        uint64 size,
        uint40 oldestAt,
        bytes32 head
    );

    /// @notice `account` is not an accredited custodian now.
    error NotCustodian(address account);

    /// @notice Another root was anchored meanwhile: leaves name their sequence, so they have to be built anew.
    error UnexpectedSequence(address custodianOrg, uint64 expected, uint64 given);

    /// @notice A period has at least one leaf.
    error EmptyPeriod();

    /// @notice The oldest leaf cannot be of the future.
    error InvalidTime(uint40 oldestAt, uint256 timestamp);

    /// @notice Anchors the next period. Only an accredited custodian. `sequence` must be {countOf} its organisation.
    /// A late period is taken, because leaving it out would be worse; {isLate} shows it to everyone.
    function append(uint64 sequence, bytes32 root, uint64 size, uint40 oldestAt) external;

    /// @notice Seconds within which a disclosure has to be anchored.
    function maximumAge() external view returns (uint40);

    /// @notice Whether the period held a leaf older than {maximumAge} when it was anchored.
    function isLate(address custodianOrg, uint64 sequence) external view returns (bool);

    /// @notice Count of periods of `custodianOrg`.
    function countOf(address custodianOrg) external view returns (uint64);

    /// @notice keccak256(previous head, root, size, oldestAt), or zero before the first period.
    function headOf(address custodianOrg) external view returns (bytes32);

    /// @notice The period `sequence` of `custodianOrg`.
    function periodOf(address custodianOrg, uint64 sequence) external view returns (Period memory);

    /// @notice keccak256(custodianOrg, sequence): the tree that leaves of this period name.
    function treeOf(address custodianOrg, uint64 sequence) external pure returns (bytes32);

    /// @notice Whether `body` was logged at `index` of the period.
    function isLogged(
        address custodianOrg,
        uint64 sequence,
        uint256 index,
        bytes32 body,
        bytes32[] calldata proof
    ) external view returns (bool);
}
