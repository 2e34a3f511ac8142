// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title SilentDelegate
/// @notice For tests: the code of an EIP-7702 delegation that knows nothing of ERC-1271.
contract SilentDelegate {
    receive() external payable {}
}
