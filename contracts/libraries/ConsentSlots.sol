// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IConsentRegistry} from "../interfaces/IConsentRegistry.sol";

/// @title Writing the slots of consent
/// @notice {IConsentRegistry-Permit} and {IConsentRegistry-Header} fill one slot each. The compiler reads and writes such
/// a slot once for every member that changes; here it is put together and written once. Members lie in their order
/// from the low end of the slot, as the compiler reads them.
library ConsentSlots {
    /// @dev Writes what permits, adds 1 to the revision, which starts again at zero, and leaves the counts.
    function permitTerms(
        IConsentRegistry.Permit storage permit,
        IConsentRegistry.Rule rule,
        IConsentRegistry.Terms memory terms,
        uint32 generation
    ) internal {
        uint256 content =
            uint256(rule) |
                (uint256(terms.categories) << 8) |
                (uint256(terms.purposes) << 40) |
                (uint256(terms.start) << 72) |
                (uint256(terms.end) << 112) |
                (uint256(generation) << 152);
        assembly ("memory-safe") {
            let previous := sload(permit.slot)
            let revision := and(add(shr(184, previous), 1), 0xffffffff)
            let counts := shl(216, shr(216, previous))
            sstore(permit.slot, or(or(counts, shl(184, revision)), content))
        }
    }

    /// @dev Writes a permit without terms.
    function restrict(
        IConsentRegistry.Permit storage permit,
        IConsentRegistry.Rule rule,
        uint32 revision,
        uint24 revocations,
        uint16 denials
    ) internal {
        uint256 content =
            uint256(rule) |
                (uint256(revision) << 184) |
                (uint256(revocations) << 216) |
                (uint256(denials) << 240);
        assembly ("memory-safe") {
            sstore(permit.slot, content)
        }
    }

    /// @dev Writes all of a header but the controller, which stays.
    function change(
        IConsentRegistry.Header storage header,
        uint32 generation,
        uint16 revocations,
        uint16 optOuts,
        bool isOptedOut
    ) internal {
        uint256 content =
            (uint256(generation) << 160) |
                (uint256(revocations) << 192) |
                (uint256(optOuts) << 208) |
                (isOptedOut ? 1 << 224 : 0);
        assembly ("memory-safe") {
            let controller := shr(96, shl(96, sload(header.slot)))
            sstore(header.slot, or(controller, content))
        }
    }
}
