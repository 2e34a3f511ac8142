// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title SigningDelegate
/// @notice For tests: the code of an EIP-7702 delegation that answers ERC-1271 for signatures with a leading version
/// byte, as delegates with several kinds of key do. A plain signature is not one of those.
contract SigningDelegate is IERC1271 {
    function isValidSignature(
        bytes32 hash,
        bytes calldata signature
    ) external view override returns (bytes4) {
        if (signature.length != 66 || signature[0] != 0x01) return 0xffffffff;
        (address recovered, , ) = ECDSA.tryRecoverCalldata(hash, signature[1:]);
        return recovered == address(this) ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}
