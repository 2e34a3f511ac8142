// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Positional Merkle trees
/// @notice One construction for records, disclosures, packs and locators. A leaf names its type, chain, contract, tree
/// and index, so it proves one place in one tree. Leaf, node and padding have different prefixes (RFC 6962, section
/// 2.1), so a node can never pass for a leaf; the bits of the path equal the index, so a proof has one meaning.
library PositionalMerkle {
    /// @dev Leaves that fill a tree up to a power of two. No body hashes to it: its preimage has one byte.
    bytes32 internal constant PADDING = keccak256(hex"02");

    /// @dev The leaf of `body` at `index` in `tree` of the calling contract on this chain.
    function leaf(
        bytes32 leafType,
        bytes32 tree,
        uint256 index,
        bytes32 body
    ) internal view returns (bytes32 hash) {
        assembly ("memory-safe") {
            // keccak256(0x00 ‖ abi.encode(type, chain, contract, tree, index, body)), past the free memory pointer.
            let pointer := mload(0x40)
            mstore(pointer, 0)
            mstore(add(pointer, 0x20), leafType)
            mstore(add(pointer, 0x40), chainid())
            mstore(add(pointer, 0x60), address())
            mstore(add(pointer, 0x80), tree)
            mstore(add(pointer, 0xa0), index)
            mstore(add(pointer, 0xc0), body)
            hash := keccak256(add(pointer, 0x1f), 0xc1)
        }
    }

    /// @dev Whether `proof` leads from `node` at `index` to `root` in exactly `depth` steps.
    function verify(
        bytes32 root,
        uint256 depth,
        uint256 index,
        bytes32 node,
        bytes32[] calldata proof
    ) internal pure returns (bool) {
        if (proof.length != depth || index >> depth != 0) return false;
        assembly ("memory-safe") {
            // keccak256(0x01 ‖ left ‖ right), with left at 0x20 and right over the free memory pointer, which is put back.
            let freePointer := mload(0x40)
            mstore8(0x1f, 0x01)
            let end := add(proof.offset, shl(5, depth))
            for {
                let sibling := proof.offset
            } lt(sibling, end) {
                sibling := add(sibling, 0x20)
            } {
                // Where the node goes: left if its bit is 0, otherwise right; the sibling takes the other place.
                let place := shl(5, add(1, and(index, 1)))
                mstore(place, node)
                mstore(xor(place, 0x60), calldataload(sibling))
                node := keccak256(0x1f, 0x41)
                index := shr(1, index)
            }
            mstore(0x40, freePointer)
        }
        return node == root;
    }

    /// @dev Depth of the smallest tree that holds `size` leaves. `size` is at least 1.
    function depthOf(uint256 size) internal pure returns (uint256) {
        return Math.log2(size, Math.Rounding.Ceil);
    }
}
