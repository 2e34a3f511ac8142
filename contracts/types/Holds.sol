// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Reasons for which medicines stay where they are, as bits of a mask
/// @notice Each is put and lifted by itself. CBV 2.0 has no disposition for the first: EPCIS says `holding` and
/// `non_sellable_other`.
library Holds {
    /// @dev Kept apart until quality assurance of another organisation has looked at it.
    uint8 internal constant QUARANTINED = 1 << 0;
    /// @dev Under investigation (US FD&C Act, section 581(21)).
    uint8 internal constant SUSPECT = 1 << 1;
    /// @dev Counterfeit, diverted, stolen, or unfit (section 581(8)). Never lifted.
    uint8 internal constant ILLEGITIMATE = 1 << 2;
    /// @dev Called back by its maker. Never lifted; derived from the batch's recalls, never stored with a unit.
    uint8 internal constant RECALLED = 1 << 3;

    uint8 internal constant NONE = 0;
    uint8 internal constant ALL = (1 << 4) - 1;
}
