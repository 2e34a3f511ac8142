// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

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
    ) internal view returns (bytes32) {
        return
            keccak256(
                abi.encodePacked(
                    hex"00",
                    abi.encode(leafType, block.chainid, address(this), tree, index, body)
                )
            );
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
        for (uint256 level = 0; level < depth; ++level) {
            node = (index >> level) & 1 == 0 ? _parent(node, proof[level]) : _parent(proof[level], node);
        }
        return node == root;
    }

    /// @dev Depth of the smallest tree that holds `size` leaves. `size` is at least 1.
    function depthOf(uint256 size) internal pure returns (uint256 depth) {
        while ((uint256(1) << depth) < size) ++depth;
    }

    /// @dev keccak256(0x01 ‖ left ‖ right), written past the free memory pointer, which stays where it is.
    function _parent(bytes32 left, bytes32 right) private pure returns (bytes32 parent) {
        assembly ("memory-safe") {
            let pointer := mload(0x40)
            mstore8(pointer, 0x01)
            mstore(add(pointer, 0x01), left)
            mstore(add(pointer, 0x21), right)
            parent := keccak256(pointer, 0x41)
        }
    }
}
