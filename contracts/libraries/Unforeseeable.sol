// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Numbers that cannot be foreseen
/// @notice What a signed permissive act must name is drawn anew by every restrictive act. If it only counted up, a page
/// could have a patient sign for a number to come, and use that signature after the patient has withdrawn.
/// @dev 32 bits are enough: a signature fits one number, and each takes a wallet's approval. Whoever proposes blocks can
/// choose among few outcomes, which does not help without a signature for one of them.
library Unforeseeable {
    /// @dev A number other than `previous`.
    function draw(uint32 previous, address patient) internal view returns (uint32) {
        uint256 seed = uint256(blockhash(block.number - 1)) ^ block.prevrandao ^ uint256(uint160(patient));
        unchecked {
            return previous + 1 + uint32(seed % type(uint32).max);
        }
    }
}
