// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title Signatures of accounts of every kind
/// @notice Plain accounts sign by ECDSA; contract accounts answer ERC-1271; an account with an EIP-7702 delegation may do
/// either, because its delegate need not know ERC-1271. The ERC-1271 call is capped in gas and in returned bytes, so a
/// hostile wallet can waste at most {CONTRACT_GAS} of a relayer's gas.
library SignatureCheck {
    /// @dev Gas given to a contract account's `isValidSignature`. Passkey wallets verify P-256 within it.
    uint256 internal constant CONTRACT_GAS = 400_000;

    /// @dev `deadline` (seconds since 1970) has passed.
    error SignatureExpired(uint256 deadline, uint256 timestamp);

    /// @dev The signature is not one of `signer` over the digest.
    error InvalidSignature(address signer, bytes32 digest);

    /// @dev Reverts unless `signature` is `signer`'s over `digest` and `deadline` has not passed.
    function requireValid(
        address signer,
        bytes32 digest,
        uint256 deadline,
        bytes calldata signature
    ) internal view {
        if (block.timestamp > deadline) revert SignatureExpired(deadline, block.timestamp);
        if (!isValid(signer, digest, signature)) revert InvalidSignature(signer, digest);
    }

    /// @dev Whether `signature` is `signer`'s over `digest`.
    function isValid(address signer, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        if (signer.code.length == 0) return _isRecovered(signer, digest, signature);
        if (_isAccepted(signer, digest, signature)) return true;
        return _isDelegated(signer) && _isRecovered(signer, digest, signature);
    }

    function _isRecovered(
        address signer,
        bytes32 digest,
        bytes calldata signature
    ) private pure returns (bool) {
        (address recovered, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(digest, signature);
        return failure == ECDSA.RecoverError.NoError && recovered == signer;
    }

    function _isAccepted(
        address signer,
        bytes32 digest,
        bytes calldata signature
    ) private view returns (bool) {
        bytes memory query = abi.encodeCall(IERC1271.isValidSignature, (digest, signature));
        bool success;
        bytes32 answer;
        assembly ("memory-safe") {
            mstore(0x00, 0)
            success := staticcall(CONTRACT_GAS, signer, add(query, 0x20), mload(query), 0x00, 0x20)
            success := and(success, gt(returndatasize(), 0x1f))
            answer := mload(0x00)
        }
        return success && answer == bytes32(IERC1271.isValidSignature.selector);
    }

    /// @dev Whether the code of `account` is an EIP-7702 delegation indicator, `0xef0100 ‖ address`.
    function _isDelegated(address account) private view returns (bool) {
        if (account.code.length != 23) return false;
        bytes32 code;
        assembly ("memory-safe") {
            mstore(0x00, 0)
            extcodecopy(account, 0x00, 0x00, 0x20)
            code := mload(0x00)
        }
        return bytes3(code) == 0xef0100;
    }
}
