// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev The cheat codes of the Solidity test runner that these tests use. (The npm package of forge-std lacks its
/// `src` folder, which Hardhat imports from.)
interface CheatCodes {
    /// Sets the time of the block.
    function warp(uint256 timestamp) external;

    /// Makes the next call come from `sender`.
    function prank(address sender) external;

    /// Drops this run's inputs where `condition` is false.
    function assume(bool condition) external pure;

    /// Signs by secp256k1.
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);

    /// The account of a key.
    function addr(uint256 key) external pure returns (address);
}
