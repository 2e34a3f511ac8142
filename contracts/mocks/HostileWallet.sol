// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title HostileWallet
/// @notice For tests: an account of code that answers ERC-1271 in ways that hurt the caller or mean nothing.
contract HostileWallet {
    enum Behaviour {
        WrongAnswer,
        ShortAnswer,
        LongAnswer,
        DirtyAnswer,
        Revert,
        ReturnBomb,
        RevertBomb,
        BurnGas
    }

    bytes4 private constant ACCEPTED = 0x1626ba7e;

    Behaviour public behaviour;

    function behave(Behaviour behaviour_) external {
        behaviour = behaviour_;
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        Behaviour current = behaviour;
        bytes4 accepted = ACCEPTED;
        if (current == Behaviour.Revert) revert("no");
        if (current == Behaviour.BurnGas) {
            while (gasleft() != 0) {}
        }
        assembly ("memory-safe") {
            let pointer := mload(0x40)
            mstore(pointer, accepted)
            switch current
            case 1 {
                return(pointer, 0x04)
            }
            case 2 {
                return(pointer, 0x40)
            }
            case 3 {
                mstore(pointer, or(accepted, 1))
                return(pointer, 0x20)
            }
            case 5 {
                mstore(pointer, 0)
                return(pointer, 250000)
            }
            case 6 {
                revert(pointer, 250000)
            }
        }
        return 0xffffffff;
    }
}
