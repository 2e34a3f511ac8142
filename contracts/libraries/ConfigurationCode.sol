// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A configuration of the committee, kept as the code of an account
/// @notice Code is read whole for the price of one account, where every signer in storage costs a slot. What is kept so
/// never changes: it starts with STOP, so that a call of it does nothing. The nth configuration of a contract that makes
/// no other accounts is found by n alone.
library ConfigurationCode {
    /// @param digest See {IOracleCommittee-Configuration}.
    /// @param from First second of the configuration.
    /// @param faults f.
    /// @param signers In strictly increasing order.
    struct Configuration {
        bytes32 digest;
        uint40 from;
        uint8 faults;
        address[] signers;
    }

    /// @dev Returns everything that follows these eleven bytes as the code of the new account:
    /// PUSH1 11, MSIZE, DUP2, CODESIZE, SUB, DUP1, SWAP3, MSIZE, CODECOPY, RETURN.
    bytes11 private constant CREATION = 0x600b5981380380925939f3;

    /// @dev The account could not be made, or not where it is looked for.
    error NotKept(uint32 number);

    /// @dev Keeps the configuration `number` of this contract: the one after `number - 1`, the first being 1.
    function keep(Configuration memory configuration, uint32 number) internal {
        // The members stand as abi.encode puts them, and so as {load} wants them in memory.
        bytes memory code = bytes.concat(
            CREATION,
            bytes1(0),
            abi.encode(configuration.digest, configuration.from, configuration.faults, configuration.signers)
        );
        address account;
        assembly ("memory-safe") {
            account := create(0, add(code, 0x20), mload(code))
        }
        if (account != accountOf(address(this), number)) revert NotKept(number);
    }

    /// @dev The configuration `number` of this contract, which must exist.
    function load(uint32 number) internal view returns (Configuration memory configuration) {
        address account = accountOf(address(this), number);
        assembly ("memory-safe") {
            let size := sub(extcodesize(account), 1)
            configuration := mload(0x40)
            extcodecopy(account, configuration, 1, size)
            // Abi-encoded, the fourth member is the distance of the array; in memory, its address.
            let pointer := add(configuration, 0x60)
            mstore(pointer, add(configuration, mload(pointer)))
            mstore(0x40, add(configuration, size))
        }
    }

    /// @dev The account that `creator` makes by CREATE at `nonce`: the hash of the RLP list of both (Yellow Paper, 7).
    function accountOf(address creator, uint32 nonce) internal pure returns (address) {
        bytes memory list =
            nonce < 0x80
                ? abi.encodePacked(bytes2(0xd694), creator, uint8(nonce))
                : nonce <= type(uint8).max
                    ? abi.encodePacked(bytes2(0xd794), creator, bytes1(0x81), uint8(nonce))
                    : nonce <= type(uint16).max
                        ? abi.encodePacked(bytes2(0xd894), creator, bytes1(0x82), uint16(nonce))
                        : nonce <= type(uint24).max
                            ? abi.encodePacked(bytes2(0xd994), creator, bytes1(0x83), uint24(nonce))
                            : abi.encodePacked(bytes2(0xda94), creator, bytes1(0x84), nonce);
        return address(uint160(uint256(keccak256(list))));
    }
}
