// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PositionalMerkle} from "../../contracts/libraries/PositionalMerkle.sol";
import {SolidityTest} from "./support/SolidityTest.sol";

/// @dev Builds trees with code of its own, so that the library is not checked against itself.
contract PositionalMerkleTest is SolidityTest {
    uint256 private constant MAXIMUM_SIZE = 16;
    bytes32 private constant TYPE = keccak256("test leaf");
    bytes32 private constant TREE = keccak256("test tree");

    /// Every leaf verifies at its own index, and at no other.
    function testFuzz_leafVerifiesAtItsOwnIndexOnly(
        uint256 seed,
        uint256 size,
        uint256 index,
        uint256 other
    ) public view {
        size = _bound(size, 1, MAXIMUM_SIZE);
        index = _bound(index, 0, size - 1);
        bytes32[][] memory levels = _build(seed, size);
        bytes32[] memory proof = _proof(levels, index);
        bytes32 root = levels[levels.length - 1][0];
        uint256 depth = levels.length - 1;
        require(depth == PositionalMerkle.depthOf(size), "another depth");
        require(this.verify(root, depth, index, levels[0][index], proof), "a true leaf is refused");
        if (other == index) return;
        require(!this.verify(root, depth, other, levels[0][index], proof), "a leaf passes at another index");
        bytes32 moved = PositionalMerkle.leaf(TYPE, TREE, other, _body(seed, index));
        require(!this.verify(root, depth, index, moved, proof), "a leaf of another index passes");
    }

    /// Another leaf, root, depth or proof never verifies.
    function testFuzz_nothingElseVerifies(
        uint256 seed,
        uint256 size,
        uint256 index,
        bytes32 noise
    ) public view {
        size = _bound(size, 2, MAXIMUM_SIZE);
        index = _bound(index, 0, size - 1);
        bytes32[][] memory levels = _build(seed, size);
        bytes32[] memory proof = _proof(levels, index);
        uint256 depth = levels.length - 1;
        bytes32 root = levels[depth][0];
        bytes32 leaf = levels[0][index];
        require(!this.verify(root, depth, index, noise, proof), "noise passes for a leaf");
        require(!this.verify(noise, depth, index, leaf, proof), "noise passes for a root");
        require(!this.verify(root, depth + 1, index, leaf, proof), "another depth passes");
        require(!this.verify(root, depth - 1, index, leaf, proof), "another depth passes");
        proof[uint256(noise) % depth] ^= bytes32(uint256(1));
        require(!this.verify(root, depth, index, leaf, proof), "a changed proof passes");
    }

    /// An inner node with the rest of a path never verifies as a leaf of the tree.
    function testFuzz_innerNodeNeverVerifies(
        uint256 seed,
        uint256 size,
        uint256 index,
        uint256 level
    ) public view {
        size = _bound(size, 2, MAXIMUM_SIZE);
        index = _bound(index, 0, size - 1);
        bytes32[][] memory levels = _build(seed, size);
        bytes32[] memory proof = _proof(levels, index);
        uint256 depth = levels.length - 1;
        level = _bound(level, 1, depth);
        bytes32[] memory rest = new bytes32[](depth - level);
        for (uint256 step = level; step < depth; ++step) rest[step - level] = proof[step];
        bytes32 node = levels[level][index >> level];
        require(!this.verify(levels[depth][0], depth, index >> level, node, rest), "an inner node passes");
        require(!this.verify(levels[depth][0], depth, index, node, proof), "an inner node passes");
        // A leaf is a hash with a prefix of its own, so no body leads to the node either.
        require(PositionalMerkle.leaf(TYPE, TREE, index >> level, node) != node, "a node is a leaf");
    }

    /// No body makes a leaf that verifies where there is padding.
    function testFuzz_paddingNeverVerifies(
        uint256 seed,
        uint256 size,
        uint256 index,
        bytes32 body
    ) public view {
        // Not a power of two, so there is padding.
        size = _bound(size, 3, MAXIMUM_SIZE);
        if (size & (size - 1) == 0) ++size;
        bytes32[][] memory levels = _build(seed, size);
        uint256 depth = levels.length - 1;
        index = _bound(index, size, (1 << depth) - 1);
        bytes32[] memory proof = _proof(levels, index);
        bytes32 claimed = PositionalMerkle.leaf(TYPE, TREE, index, body);
        require(!this.verify(levels[depth][0], depth, index, claimed, proof), "a leaf passes for padding");
    }

    function verify(
        bytes32 root,
        uint256 depth,
        uint256 index,
        bytes32 leaf,
        bytes32[] calldata proof
    ) external pure returns (bool) {
        return PositionalMerkle.verify(root, depth, index, leaf, proof);
    }

    /// All levels of the tree, from the padded leaves to the root.
    function _build(uint256 seed, uint256 size) private view returns (bytes32[][] memory levels) {
        uint256 depth = 0;
        while (1 << depth < size) ++depth;
        levels = new bytes32[][](depth + 1);
        levels[0] = new bytes32[](1 << depth);
        for (uint256 index = 0; index < levels[0].length; ++index) {
            levels[0][index] =
                index < size
                    ? PositionalMerkle.leaf(TYPE, TREE, index, _body(seed, index))
                    : PositionalMerkle.PADDING;
        }
        for (uint256 level = 1; level <= depth; ++level) {
            levels[level] = new bytes32[](1 << (depth - level));
            for (uint256 index = 0; index < levels[level].length; ++index) {
                bytes32 left = levels[level - 1][2 * index];
                bytes32 right = levels[level - 1][2 * index + 1];
                levels[level][index] = keccak256(abi.encodePacked(hex"01", left, right));
            }
        }
    }

    function _proof(bytes32[][] memory levels, uint256 index) private pure returns (bytes32[] memory proof) {
        proof = new bytes32[](levels.length - 1);
        for (uint256 level = 0; level < proof.length; ++level)
            proof[level] = levels[level][(index >> level) ^ 1];
    }

    function _body(uint256 seed, uint256 index) private pure returns (bytes32) {
        return keccak256(abi.encode(seed, index));
    }
}
