// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IConsentRegistry} from "../interfaces/IConsentRegistry.sol";

/// @title Writing the slots of consent
/// @notice {IConsentRegistry-Permit} and {IConsentRegistry-Header} fill one slot each. The compiler reads and writes such
/// a slot once for every member that changes; here it is put together and written once. Members lie in their order
/// from the low end of the slot, as the compiler reads them.
library ConsentSlots {
    /// @dev The content of a permit's slot.
    type Packed is uint256;

    /// @dev Reads a permit once, for the members that are asked for.
    function load(IConsentRegistry.Permit storage permit) internal view returns (Packed content) {
        assembly ("memory-safe") {
            content := sload(permit.slot)
        }
    }

    function rule(Packed content) internal pure returns (IConsentRegistry.Rule) {
        return IConsentRegistry.Rule(uint8(Packed.unwrap(content)));
    }

    function categories(Packed content) internal pure returns (uint32) {
        return uint32(Packed.unwrap(content) >> 8);
    }

    function purposes(Packed content) internal pure returns (uint32) {
        return uint32(Packed.unwrap(content) >> 40);
    }

    function start(Packed content) internal pure returns (uint40) {
        return uint40(Packed.unwrap(content) >> 72);
    }

    function end(Packed content) internal pure returns (uint40) {
        return uint40(Packed.unwrap(content) >> 112);
    }

    function generation(Packed content) internal pure returns (uint32) {
        return uint32(Packed.unwrap(content) >> 152);
    }

    function revision(Packed content) internal pure returns (uint32) {
        return uint32(Packed.unwrap(content) >> 184);
    }

    /// @dev Writes what permits, adds 1 to the revision, which starts again at zero, and leaves the counts.
    function permitTerms(
        IConsentRegistry.Permit storage permit,
        IConsentRegistry.Rule rule_,
        IConsentRegistry.Terms memory terms,
        uint32 generation_
    ) internal {
        uint256 content =
            uint256(rule_) |
                (uint256(terms.categories) << 8) |
                (uint256(terms.purposes) << 40) |
                (uint256(terms.start) << 72) |
                (uint256(terms.end) << 112) |
                (uint256(generation_) << 152);
        assembly ("memory-safe") {
            let previous := sload(permit.slot)
            let next := and(add(shr(184, previous), 1), 0xffffffff)
            let counts := shl(216, shr(216, previous))
            sstore(permit.slot, or(or(counts, shl(184, next)), content))
        }
    }

    /// @dev Writes a permit without terms.
    function restrict(
        IConsentRegistry.Permit storage permit,
        IConsentRegistry.Rule rule_,
        uint32 revision_,
        uint24 revocations,
        uint16 denials
    ) internal {
        uint256 content =
            uint256(rule_) |
                (uint256(revision_) << 184) |
                (uint256(revocations) << 216) |
                (uint256(denials) << 240);
        assembly ("memory-safe") {
            sstore(permit.slot, content)
        }
    }

    /// @dev Writes all of a header but the controller, which stays.
    function change(
        IConsentRegistry.Header storage header,
        uint32 generation_,
        uint16 revocations,
        uint16 optOuts,
        bool isOptedOut
    ) internal {
        uint256 content =
            (uint256(generation_) << 160) |
                (uint256(revocations) << 192) |
                (uint256(optOuts) << 208) |
                (isOptedOut ? 1 << 224 : 0);
        assembly ("memory-safe") {
            let controller := shr(96, shl(96, sload(header.slot)))
            sstore(header.slot, or(controller, content))
        }
    }
}
